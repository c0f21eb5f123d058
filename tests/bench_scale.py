"""What search takes with very many chunks: `python -m tests.bench_scale FOLDER CHUNKS [ADDRESS]`.

Texts and vectors are made up and written straight to truth, in SQLite or in PostgreSQL at ADDRESS:
reading, splitting and embedding so many would take days, and `bench_ray` measures them. Texts are
words that follow Zipf's law; vectors lie about those of articles, which lie about those of themes,
and a question's about that of a chunk. Each step runs in a process of its own and prints a line;
one that is done is not done again.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from index.article import Article
from index.caches import build_caches
from index.chunk import Chunk
from index.embedding import Vectors
from index.lock import writer
from index.query import parse_query
from index.store import Index
from index.truth import Truth
from index.vectors import EXACT
from tests.bench_texts import DIMENSION, Clock, peak, timed, times

EACH = 20  # chunks of an article
LENGTH = 100  # words of a chunk
WORDS = 50_000
QUERIES = 200
TOP = 10
THEMES = 500
NEAR, ASKED = 1.0, 0.6  # how far articles lie from a theme, chunks from an article; questions
AT_ONCE = 500  # articles
MEGA = 1e6


class Made:
    """The vectors of the questions that are asked here."""

    name = "made-up"

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors = vectors

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text."""
        return map(self.embed_query, texts)

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector of a question."""
        return self._vectors[query]


def about(centres: Vectors, far: float, random: np.random.Generator) -> Vectors:
    """Return unit vectors at some distance from others, [n, DIMENSION]."""
    noise = random.standard_normal(centres.shape, dtype=np.float32) / np.sqrt(DIMENSION)
    moved = centres + np.float32(far) * noise
    found: Vectors = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return found


def made(chunks: int) -> Iterator[tuple[list[str], Vectors]]:
    """Yield the texts of AT_ONCE articles, EACH for one, and their vectors."""
    random = np.random.default_rng(1)
    shares = np.cumsum(1 / np.arange(1, WORDS + 1))
    themes = about(np.zeros((THEMES, DIMENSION), np.float32), 1, random)
    words = np.array([f"w{number}" for number in range(WORDS)], dtype=object)
    for start in range(0, chunks, AT_ONCE * EACH):
        size = min(AT_ONCE * EACH, chunks - start)
        drawn = np.searchsorted(shares, random.random((size, LENGTH)) * shares[-1])
        centres = about(themes[random.integers(THEMES, size=size // EACH)], NEAR, random)
        yield (
            [" ".join(row) + "." for row in words[drawn]],
            about(np.repeat(centres, EACH, 0), NEAR, random),
        )


def chunk_id(number: int, place: int) -> str:
    """Return the id of a chunk of an article."""
    return f"{number:016x}{place:016x}"


def article(number: int, texts: list[str]) -> tuple[Article, list[Chunk]]:
    """Return an article of some chunks of one sentence each."""
    id_, starts = f"{number:07}.txt", np.cumsum([0, *(len(text) + 2 for text in texts)])
    places = [(int(start), int(start) + len(text)) for start, text in zip(starts, texts)]  # noqa: B905
    chunks = [
        Chunk(chunk_id(number, at), id_, *place, texts[at], (place,))
        for at, place in enumerate(places)
    ]
    return Article(id_, id_, "\n\n".join(texts), f"{number:064x}", file=id_), chunks


def fill(folder: Path, chunks: int, address: str) -> dict[str, float]:
    """Write made-up articles to truth."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    clock, number = Clock(), 0
    with closing(Truth(folder, address, create=True)) as truth, truth.transaction():
        for texts, vectors in made(chunks):
            for start in range(0, len(texts), EACH):
                one, held = article(number, texts[start : start + EACH])
                truth.put(one, held)
                digests = [chunk.text_sha256 for chunk in held]
                truth.put_vectors(dict(zip(digests, vectors[start : start + EACH], strict=True)))
                number += 1
        truth.count_generation()
        truth.set_meta("embedding", Made.name)
    return clock.rates(number, chunks)


def cache(folder: Path, chunks: int, address: str, server: str = "") -> dict[str, float]:
    """Build the caches that are missing."""
    import chromadb  # noqa: F401  # not part of what is measured

    clock = Clock()
    with writer(folder), closing(Truth(folder, address)) as truth:
        build_caches(folder, truth, server)
    taken = clock.rates(0, chunks)
    return {key: taken[key] for key in ("seconds", "CPU s")} | {"peak MB": peak()}


def search(folder: Path, chunks: int, address: str) -> dict[str, float]:
    """Ask for the words of chunks, with vectors near those of the same chunks."""
    import chromadb  # noqa: F401

    asked = dict(questions(folder, chunks, address))
    first, *rest = asked
    clock = perf_counter()
    index = Index(folder, Made(asked), address=address)
    index.search(first, TOP)
    opened = perf_counter() - clock
    taken = times([timed(partial(index.search, query, TOP)) for query in rest])
    caches = index._live.current()
    words = times([timed(partial(caches.lexical.search, parse_query(q), TOP)) for q in rest])
    near = times([timed(partial(caches.near, asked[q], TOP)) for q in rest])
    held = psutil.Process().memory_info().rss
    figures = {"open s": opened, **taken, "resident MB": held / MEGA}
    figures |= {f"BM25 {key}": words[key] for key in ("p50 ms", "p95 ms")}
    figures |= {f"vectors {key}": near[key] for key in ("p50 ms", "p95 ms")}
    return figures | sizes(folder, address) | {"recall": recalled(index, asked)}


def questions(folder: Path, chunks: int, address: str) -> Iterator[tuple[str, Vectors]]:
    """Yield eight words of chunks, spread over all, and vectors near theirs."""
    random = np.random.default_rng(2)
    places = range(0, chunks, max(1, chunks // (QUERIES + 1)))
    with closing(Truth(folder, address)) as truth:
        ids = [chunk_id(*divmod(place, EACH)) for place in places]
        texts, vectors = truth.chunks(ids), truth.vectors(ids)
        near = about(np.stack([vectors[id_] for id_ in ids]), ASKED, random)
        for id_, vector in zip(ids, near, strict=True):
            yield " ".join(texts[id_][0].text.split()[:8]), vector


def recalled(index: Index, asked: dict[str, Vectors]) -> float:
    """Return the mean share of the exact neighbours that Chroma finds."""
    ids = sorted(index._truth.chunk_ids())
    held = index._truth.vectors(ids)
    every = np.stack([held.pop(id_) for id_ in ids])
    shares = []
    for vector in asked.values():
        exact = {ids[at] for at in np.argsort(-(every @ vector))[:TOP]}
        shares.append(len(exact & {p.chunk.id for p in index.nearest(vector, TOP)}) / TOP)
    return float(np.mean(shares))


def sizes(folder: Path, address: str) -> dict[str, float]:
    """Return what truth and the caches take of the disk, in MB."""
    kinds = ("truth.db*", "lexical-*", "vectors-*")
    every = {kind: sum(map(_size, folder.glob(kind))) for kind in kinds}
    if address:
        with closing(Truth(folder, address)) as truth:
            rows = truth.database.rows("SELECT pg_database_size(current_database())")
            every["truth.db*"] = rows[0][0]
    return {f"disk MB of {kind.rstrip('-*')}": size / MEGA for kind, size in every.items()}


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


STEPS: dict[str, Callable[[Path, int, str], dict[str, float]]] = {
    "fill": fill,
    "words": partial(cache, server=EXACT),  # tantivy's alone
    "vectors": cache,
    "search": search,
}


def main() -> None:
    """Run each step that is not done, or only the one that is named last."""
    folder, chunks = Path(sys.argv[1]), int(sys.argv[2])
    address = "".join(a for a in sys.argv[3:] if "://" in a)
    if sys.argv[-1] in STEPS:
        figures = STEPS[sys.argv[-1]](folder, chunks, address)
        print(json.dumps({key: round(value, 3) for key, value in figures.items()}))
        return
    for step in STEPS:
        done = folder.with_suffix(f".{step}")
        if done.exists():
            continue
        command = [sys.executable, "-m", "tests.bench_scale", *sys.argv[1:], step]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        print(step, said.strip(), flush=True)
        done.write_text(said)


if __name__ == "__main__":
    main()
