"""The lexical side beside its alternatives: tantivy (ours), SQLite FTS5, bm25s.

`python tests/bench_lexical.py CHUNKS [tantivy fts5 bm25s]`: texts of four sentences of made-up
words that follow Zipf's law, queries of eight words, top 20. One line of figures each.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

WORDS = 50_000
LENGTH = 60  # words of a text
QUERIES = 100
TOP = 20


def texts(count: int) -> Iterator[str]:
    """Yield texts of LENGTH words."""
    random = np.random.default_rng(1)
    shares = np.cumsum(1 / np.arange(1, WORDS + 1))
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        drawn = np.searchsorted(shares, random.random((size, LENGTH)) * shares[-1])
        yield from (" ".join(f"w{word}" for word in row) for row in drawn)


def queries() -> list[str]:
    """Return queries, half of their words common."""
    random = np.random.default_rng(2)
    pairs = zip(
        random.integers(0, 500, (QUERIES, 4)),
        random.integers(500, WORDS, (QUERIES, 4)),
        strict=True,
    )
    return [" ".join(f"w{word}" for word in [*common, *rare]) for common, rare in pairs]


def tantivy(count: int, folder: Path) -> tuple[Callable[[str], object], Callable[[], object]]:
    """Build ours; return how to search it and how to commit one edit."""
    from index.lexical import Entry, Lexical
    from index.query import parse_query

    index = Lexical(folder, ("English",))
    entries = (Entry(f"{at:032}", "a", "English", t, "", "") for at, t in enumerate(texts(count)))
    index.update((), entries)
    edit = Entry(f"{7:032}", "a", "English", "w1 w2 w3", "", "")
    return (
        lambda query: index.search(parse_query(query), TOP),
        lambda: index.update([edit.id], [edit]),
    )


def fts5(count: int, folder: Path) -> tuple[Callable[[str], object], Callable[[], object]]:
    """Build SQLite's index, with its Porter stems."""
    base = sqlite3.connect(folder / "fts.db")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter')")
    base.executemany("INSERT INTO t VALUES (?)", ((text,) for text in texts(count)))
    base.commit()
    sql = f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {TOP}"  # noqa: S608

    def edit() -> None:
        base.execute("UPDATE t SET text = 'w1 w2 w3' WHERE rowid = 7")
        base.commit()

    return lambda query: base.execute(sql, [" OR ".join(query.split())]).fetchall(), edit


def bm25s(count: int, folder: Path) -> tuple[Callable[[str], object], Callable[[], object]]:
    """Build bm25s in memory; it has no edits."""
    import bm25s as library

    index = library.BM25()
    index.index(library.tokenize(list(texts(count)), show_progress=False), show_progress=False)
    return (
        lambda query: index.retrieve(
            library.tokenize([query], show_progress=False), k=TOP, show_progress=False
        ),
        lambda: None,
    )


SIDES = {"tantivy": tantivy, "fts5": fts5, "bm25s": bm25s}


def measure(side: str, count: int) -> dict[str, float | str]:
    """Build and search one of SIDES here."""
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        search, edit = SIDES[side](count, Path(name))
        built = time.perf_counter() - started
        times = []
        for query in queries():
            started = time.perf_counter()
            search(query)
            times.append(1000 * (time.perf_counter() - started))
        started = time.perf_counter()
        edit()
        return {
            "side": side,
            "chunks": count,
            "chunks/s": round(count / built),
            "p50 ms": round(float(np.percentile(times, 50)), 2),
            "p95 ms": round(float(np.percentile(times, 95)), 2),
            "edit ms": round(1000 * (time.perf_counter() - started), 1),
            "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "disk MB": round(sum(p.stat().st_size for p in Path(name).rglob("*")) / 1e6),
        }


def main() -> None:
    """Measure each side in a process of its own."""
    count, sides = int(sys.argv[1]), sys.argv[2:] or list(SIDES)
    if sides[1:]:
        for side in sides:
            subprocess.run([sys.executable, __file__, str(count), side], check=True)
        return
    print(json.dumps(measure(sides[0], count)), flush=True)


if __name__ == "__main__":
    main()
