"""What truth in PostgreSQL costs against SQLite: `python -m tests.bench_truth [CHUNKS]`.

PostgreSQL runs on this machine and writes through (fsync on), so no network is in the figures; the
vectors are made up. Both engines take turns at each measure.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from index.ingest import ingest
from index.store import Index
from tests.bench_texts import QUERIES, Hashed, documents
from tests.postgres import PostgresServer

EDITS = 10


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    started = perf_counter()
    action()
    return perf_counter() - started


def measure(chunks: int, folder: Path, addresses: dict[str, str]) -> None:
    """Print a line for each measure, with the figure of each engine."""
    corpus = folder / "corpus"
    corpus.mkdir()
    texts = dict(documents(chunks))
    for name, text in texts.items():
        (corpus / name).write_text(text)
    _ingest(folder / "warm", corpus)()  # so that neither pays for the imports
    first = {e: timed(_ingest(folder / e, corpus, a)) for e, a in addresses.items()}
    opened = {engine: Index(folder / engine, Hashed()) for engine in addresses}
    counts = {engine: index.counts() for engine, index in opened.items()}
    same = {engine: timed(_ingest(folder / engine, corpus)) for engine in addresses}
    edits: dict[str, list[float]] = {engine: [] for engine in addresses}
    seen: dict[str, list[float]] = {engine: [] for engine in addresses}
    for number, (name, text) in enumerate(list(texts.items())[:EDITS]):
        (corpus / name).write_text(f"Edited{number}. {text}")
        for engine, index in opened.items():
            edits[engine].append(timed(_ingest(folder / engine, corpus)))
            seen[engine].append(timed(lambda index=index: index.search("w1 w2")))  # type: ignore[misc]
    searched = _searched(opened, list(texts.values()))
    for engine, index in opened.items():
        high = quantiles(searched[engine], n=20)[-1]
        print(
            f"{engine:10} {counts[engine][1]} chunks; first ingest {first[engine]:.1f} s, "
            f"unchanged {same[engine]:.2f} s, one edit {median(edits[engine]):.2f} s, "
            f"first search after it {1000 * median(seen[engine]):.0f} ms (n={EDITS}); "
            f"search p50 {1000 * median(searched[engine]):.1f} ms, p95 {1000 * high:.1f} ms "
            f"(n={QUERIES})",
            flush=True,
        )
        index.close()


def _ingest(folder: Path, corpus: Path, address: str = "") -> Callable[[], object]:
    return lambda: ingest(folder, corpus, Hashed(), address=address)


def _searched(opened: dict[str, Index], texts: list[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {engine: [] for engine in opened}
    for number in range(QUERIES):
        query = " ".join(texts[number % len(texts)].split()[5 * number % 90 :][:6])
        for engine, index in opened.items():
            found[engine].append(timed(lambda index=index, query=query: index.search(query)))  # type: ignore[misc]
    return found


def main() -> None:
    """Measure in a temporary folder, on a server of its own."""
    chunks = int(sys.argv[1]) if sys.argv[1:] else 10_000
    with tempfile.TemporaryDirectory() as name, closing(PostgresServer()) as server:
        addresses = {"SQLite": "", "PostgreSQL": server.make("bench")}
        measure(chunks, Path(name), addresses)


if __name__ == "__main__":
    main()
