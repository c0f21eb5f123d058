"""What both sides of the bench get: made-up texts and queries, an embedding, and how to measure."""

import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from random import Random
from typing import NamedTuple

import numpy as np

from index.embedding import Vectors

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


class Clock:
    """Time and CPU time since it was made, which is after the imports."""

    def __init__(self) -> None:
        self._started, self._used = time.perf_counter(), time.process_time()

    def rates(self, read: int, chunks: int) -> dict[str, float]:
        """Return what an ingest of so many documents and chunks took until now."""
        seconds = time.perf_counter() - self._started
        return {
            "documents/s": read / seconds,
            "chunks/s": chunks / seconds,
            "chunks": chunks,
            "seconds": seconds,
            "CPU s": time.process_time() - self._used,
        }


def peak() -> float:
    """Return the most memory this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Opened(NamedTuple):
    """An index that is open: how to search it, and what is needed to judge its vector side."""

    search: Callable[[str], object]
    near: Callable[[str], Sequence[str]]  # ids of the NEIGHBOURS nearest to a query
    vectors: Callable[[], dict[str, Vectors]]  # all of them by id


def queried(opening: Callable[[], Opened]) -> dict[str, float]:
    """Open an index, ask it all queries, and return the times, the memory and the recall."""
    started = time.perf_counter()
    index = opening()
    index.search("w500 w900")
    opened = time.perf_counter() - started
    taken = [timed(partial(index.search, query)) for query in queries()]
    figures = {"open s": opened, **times(taken), "peak MB": peak()}
    return {**figures, "recall": recall(index)}


def recall(index: Opened) -> float:
    """Return the mean share of the exact neighbours of the queries that were found."""
    held = index.vectors()
    ids, every = list(held), np.stack(list(held.values())).astype(np.float32)
    shares = []
    for query in queries():
        exact = np.argsort(-(every @ Hashed().embed_query(query)))[:NEIGHBOURS]
        shares.append(len({ids[at] for at in exact} & set(index.near(query))) / len(exact))
    return float(np.mean(shares))


def timed(search: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds by the clock and of all cores."""
    started, used = time.perf_counter(), time.process_time()
    search()
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - used)


def times(times: Sequence[tuple[float, float]]) -> dict[str, float]:
    clock, cpu = np.array(times).T
    return {
        **{f"p{at} ms": float(np.percentile(clock, at)) for at in (50, 95)},
        **{f"CPU p{at} ms": float(np.percentile(cpu, at)) for at in (50, 95)},
    }
