"""Footnote's index beside LlamaIndex's own pipeline, in one run: `make bench`.

Both get the same documents and the same embedding: a stub whose vectors are made from the words,
so that what is measured is everything but the model's own time; that is measured apart, with
MiniLM on a sample. The documents are sentences of made-up words that follow Zipf's law, each
document about a few topics. A step runs in a process of its own, which gives its peak memory, and
writes a line to RESULTS when it ends: steps that are there already are not run again.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from index.embedding import Vectors

SIZES = (1_000, 10_000, 100_000)  # chunks
CHUNKS_EACH = 20  # of a document
WORDS = 30_000
QUERIES = 200
NEIGHBOURS = 10
DIMENSION = 384


class Hashed:
    """Unit vectors from the words of a text: near for texts that share rare words."""

    name = "hashed-words"

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text."""
        return map(self.embed_query, texts)

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector of a text."""
        numbers = [int(w) for word in query.split() if (w := word.lower().strip("w.")).isdigit()]
        total = _words()[numbers].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), dtype=np.float32)


@cache
def _words() -> Vectors:
    """Return a vector for each word, [WORDS + 1, DIMENSION]; rare words weigh more."""
    drawn = np.random.default_rng(1).standard_normal((WORDS + 1, DIMENSION)).astype(np.float32)
    return drawn * np.log(2 + np.arange(WORDS + 1, dtype=np.float32))[:, None]


def documents(chunks: int) -> Iterator[tuple[str, str]]:
    """Yield names and texts that Footnote splits into about so many chunks."""
    random = Random(1)
    ranks = range(1, WORDS + 1)
    common = list(np.cumsum([1 / rank for rank in ranks]))
    for number in range(max(1, chunks // CHUNKS_EACH)):
        topic = [f"w{random.randrange(200, WORDS)}" for _ in range(40)]
        paragraphs = []
        for _ in range(CHUNKS_EACH):
            drawn = random.choices(ranks, cum_weights=common, k=105)
            words = [random.choice(topic) if rank % 5 == 0 else f"w{rank}" for rank in drawn]
            paragraphs.append(" ".join(_sentence(words[at : at + 15]) for at in range(0, 105, 15)))
        yield f"{number:05}.txt", "\n\n".join(paragraphs)


def _sentence(words: Sequence[str]) -> str:
    return f"{' '.join(words).capitalize()}."


def queries() -> list[str]:
    """Return queries of eight words, half of them common."""
    random = Random(2)
    return [
        " ".join(
            f"w{random.randrange(1, 300) if place % 2 else random.randrange(300, WORDS)}"
            for place in range(8)
        )
        for _ in range(QUERIES)
    ]


def ours_ingest(folder: Path, size: int) -> dict[str, float]:
    """Ingest with Footnote."""
    from index.ingest import ingest

    started = time.perf_counter()
    report = ingest(folder / "ours", folder / "documents", Hashed())
    return _rates(len(report.added), report.embedded, time.perf_counter() - started)


def theirs_ingest(folder: Path, size: int) -> dict[str, float]:
    """Ingest with LlamaIndex: splitter, pipeline, Chroma, document store, BM25."""
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.storage.docstore import SimpleDocumentStore
    from llama_index.retrievers.bm25 import BM25Retriever

    started = time.perf_counter()
    read = SimpleDirectoryReader(str(folder / "documents"), filename_as_id=True).load_data()
    pipeline = IngestionPipeline(
        # so many of its tokens that it makes about as many chunks
        transformations=[SentenceSplitter(chunk_size=400, chunk_overlap=0), _llama_embedding()],
        vector_store=_llama_store(folder / "theirs"),
        docstore=SimpleDocumentStore(),
    )
    nodes = []
    for start in range(0, len(read), 100):  # its store gives Chroma more at once than that takes
        nodes += pipeline.run(documents=read[start : start + 100])
    pipeline.persist(str(folder / "theirs" / "pipeline"))
    BM25Retriever.from_defaults(nodes=nodes).persist(str(folder / "theirs" / "bm25"))
    return _rates(len(read), len(nodes), time.perf_counter() - started)


def _rates(read: int, chunks: int, seconds: float) -> dict[str, float]:
    return {
        "documents/s": read / seconds,
        "chunks/s": chunks / seconds,
        "chunks": chunks,
        "seconds": seconds,
        "CPU s": time.process_time(),
    }


def ours_query(folder: Path, size: int) -> dict[str, float]:
    """Search with Footnote: both sides, no reader."""
    from index.store import Index

    started = time.perf_counter()
    index = Index(folder / "ours", Hashed())
    index.search("w500 w900")
    opened = time.perf_counter() - started
    exact = _exact(_our_vectors(index))
    times, shares = [], []
    for query in queries():
        times.append(_timed(partial(index.search, query, NEIGHBOURS)))
        vector = Hashed().embed_query(query)
        shares.append(
            _share([p.chunk.id for p in index.nearest(vector, NEIGHBOURS)], exact(vector))
        )
    index.close()
    return {"open s": opened, **_times(times), "recall": float(np.mean(shares))}


def theirs_query(folder: Path, size: int) -> dict[str, float]:
    """Search with LlamaIndex: vectors and BM25 fused."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.retrievers.bm25 import BM25Retriever

    started = time.perf_counter()
    store = _llama_store(folder / "theirs")
    embedding = _llama_embedding()
    near = VectorStoreIndex.from_vector_store(store, embed_model=embedding).as_retriever(
        similarity_top_k=NEIGHBOURS
    )
    words = BM25Retriever.from_persist_dir(str(folder / "theirs" / "bm25"))
    words.similarity_top_k = NEIGHBOURS
    fused = QueryFusionRetriever(
        [near, words], llm=MockLLM(), num_queries=1, use_async=False, mode="reciprocal_rerank",
        similarity_top_k=NEIGHBOURS,
    )  # fmt: skip
    fused.retrieve("w500 w900")
    opened = time.perf_counter() - started
    exact = _exact(_their_vectors(store))
    times, shares = [], []
    for query in queries():
        times.append(_timed(partial(fused.retrieve, query)))
        found = [node.node.node_id for node in near.retrieve(query)]
        shares.append(_share(found, exact(Hashed().embed_query(query))))
    return {"open s": opened, **_times(times), "recall": float(np.mean(shares))}


def _our_vectors(index: Any) -> dict[str, Vectors]:
    truth = index._truth
    return dict(truth.vectors(truth.chunk_ids()))


def _their_vectors(store: Any) -> dict[str, Vectors]:
    held: dict[str, Vectors] = {}
    for offset in range(0, store.client.count(), 2000):
        page = store.client.get(limit=2000, offset=offset, include=["embeddings"])
        held |= dict(zip(page["ids"], page["embeddings"], strict=True))
    return held


def _exact(held: dict[str, Vectors]) -> Any:
    """Return a function from a vector to the ids of its exact nearest neighbours."""
    ids, every = list(held), np.stack(list(held.values())).astype(np.float32)
    return lambda vector: {ids[at] for at in np.argsort(-(every @ vector))[:NEIGHBOURS]}


def _share(found: Sequence[str], wanted: set[str]) -> float:
    return len(set(found) & wanted) / len(wanted)


def _timed(search: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds by the clock and of all cores."""
    started, used = time.perf_counter(), time.process_time()
    search()
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - used)


def _times(times: Sequence[tuple[float, float]]) -> dict[str, float]:
    clock, cpu = np.array(times).T
    return {
        **{f"p{at} ms": float(np.percentile(clock, at)) for at in (50, 95)},
        **{f"CPU p{at} ms": float(np.percentile(cpu, at)) for at in (50, 95)},
    }


def _llama_store(folder: Path) -> Any:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(folder / "chroma"))
    collection = client.get_or_create_collection(
        "bench", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    return ChromaVectorStore(chroma_collection=collection)


def _llama_embedding() -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Stub(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return list(Hashed().embed_query(text).tolist())

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Stub(model_name="hashed-words", embed_batch_size=100)


def stub(folder: Path, size: int) -> dict[str, float]:
    """Embed alone, to take the stub's own time off both sides."""
    texts = [p for _, text in documents(size) for p in text.split("\n\n")]
    started, used = time.perf_counter(), time.process_time()
    for _ in Hashed().embed(texts):
        pass
    taken, used = time.perf_counter() - started, time.process_time() - used
    return {"seconds": taken, "CPU s": used, "chunks": len(texts)}


STEPS = {
    "stub": stub,
    "ours ingest": ours_ingest,
    "theirs ingest": theirs_ingest,
    "ours query": ours_query,
    "theirs query": theirs_query,
}


def run_step(folder: Path, size: int, step: str) -> dict[str, Any]:
    """Run one step here; figures are those of its peak memory too."""
    figures = STEPS[step](folder / str(size), size)
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"size": size, "step": step, **{key: round(value, 3) for key, value in figures.items()}}


def prepare(folder: Path, size: int) -> None:
    """Write the documents of a size."""
    target = folder / str(size) / "documents"
    if not target.exists():
        target.mkdir(parents=True)
        for name, text in documents(size):
            (target / name).write_text(text, "utf-8")


def main() -> None:
    """Run what is not in RESULTS yet and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="where documents, indexes and results go")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--step", choices=STEPS, help="run this one here")
    given = parser.parse_args()
    results = given.folder / "results.jsonl"
    for size in given.sizes:
        prepare(given.folder, size)
        if given.step:
            print(json.dumps(run_step(given.folder, size, given.step)))
            continue
        for step in STEPS:
            if (size, step) not in _known(results):
                _clean(given.folder / str(size), step)
                command = [sys.executable, __file__, str(given.folder), "--step", step]
                done = subprocess.run(
                    [*command, "--sizes", str(size)], check=True, capture_output=True, text=True
                )
                with results.open("a", encoding="utf-8") as file:
                    file.write(done.stdout.strip().splitlines()[-1] + "\n")
                print(done.stdout.strip().splitlines()[-1], flush=True)
    if not given.step:
        print(table(_known(results)))


def _clean(folder: Path, step: str) -> None:
    side, kind = [*step.split(), ""][:2]
    if kind == "ingest":
        shutil.rmtree(folder / side, ignore_errors=True)


def _known(results: Path) -> dict[tuple[int, str], dict[str, Any]]:
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    return {(found["size"], found["step"]): found for found in map(json.loads, lines)}


def table(known: dict[tuple[int, str], dict[str, Any]]) -> str:
    """Return the figures of both sides and their ratios, as Markdown."""
    lines = ["| chunks | figure | Footnote | LlamaIndex | ratio |", "|---|---|---|---|---|"]
    for size in sorted({size for size, _ in known}):
        for kind, keys in FIGURES.items():
            ours, theirs = known.get((size, f"ours {kind}")), known.get((size, f"theirs {kind}"))
            if ours and theirs:
                net = _net(known, size, ours, theirs) if kind == "ingest" else {}
                rows = {key: (ours[key], theirs[key]) for key in keys} | net
                lines += [
                    f"| {size:,} | {kind}, {key} | {a:,.4g} | {b:,.4g} | {a / b:.2f} |"
                    for key, (a, b) in rows.items()
                ]
    return "\n".join(lines)


FIGURES = {
    "ingest": ("documents/s", "chunks/s", "CPU s", "peak MB"),
    "query": (
        *("p50 ms", "p95 ms", "CPU p50 ms", "CPU p95 ms"),
        *("recall", "open s", "peak MB"),
    ),
}


def _net(
    known: dict[tuple[int, str], dict[str, Any]], size: int, ours: Any, theirs: Any
) -> dict[str, tuple[float, float]]:
    """Return CPU time a chunk without what the embedding itself takes."""
    each = known[size, "stub"]["CPU s"] / known[size, "stub"]["chunks"]
    pair = [1000 * (found["CPU s"] / found["chunks"] - each) for found in (ours, theirs)]
    return {"CPU ms a chunk without the embedding": (pair[0], pair[1])}


if __name__ == "__main__":
    main()
