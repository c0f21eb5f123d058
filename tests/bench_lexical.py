"""The lexical side beside its alternatives: tantivy (ours), SQLite FTS5, bm25s.

`python tests/bench_lexical.py FOLDER CHUNKS [tantivy fts5 bm25s]`: texts of made-up words that
follow Zipf's law, queries of eight words, top 20. One line of figures each, from a process of its
own. What was built into FOLDER already is searched again, not built again.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.bench_texts import Clock, peak, timed, times

WORDS = 50_000
LENGTH = 60  # words of a text
QUERIES = 100
TOP = 20
Sides = tuple[Callable[[str], object], Callable[[], object]]


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


def tantivy(folder: Path, count: int) -> Sides:
    """Open ours, built if it is not there; return how to search it and how to commit one edit."""
    from index.lexical import Entry, Lexical
    from index.query import parse_query

    index = Lexical(folder, ("English",))
    edit = Entry(f"{7:032}", "a", "English", "w1 w2 w3", "", "")
    if not index.count():
        every = enumerate(texts(count))
        index.update((), (Entry(f"{at:032}", "a", "English", text, "", "") for at, text in every))
    return (
        lambda query: index.search(parse_query(query), TOP),
        lambda: index.update([edit.id], [edit]),
    )


def fts5(folder: Path, count: int) -> Sides:
    """Open SQLite's index, with its Porter stems; built if it is not there."""
    base = sqlite3.connect(folder / "fts.db")
    if not base.execute("SELECT 1 FROM sqlite_master").fetchone():
        base.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter')")
        base.executemany("INSERT INTO t VALUES (?)", ((text,) for text in texts(count)))
        base.commit()
    sql = f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {TOP}"  # noqa: S608

    def edit() -> None:
        base.execute("UPDATE t SET text = 'w1 w2 w3' WHERE rowid = 7")
        base.commit()

    return lambda query: base.execute(sql, [" OR ".join(query.split())]).fetchall(), edit


def bm25s(folder: Path, count: int) -> Sides:
    """Open bm25s, built if it is not there; it has no edits."""
    import bm25s as library

    if not any(folder.iterdir()):
        index = library.BM25()
        index.index(library.tokenize(list(texts(count)), show_progress=False), show_progress=False)
        index.save(folder)
    index = library.BM25.load(folder)
    return (
        lambda query: index.retrieve(
            library.tokenize([query], show_progress=False), k=TOP, show_progress=False
        ),
        lambda: None,
    )


SIDES = {"tantivy": tantivy, "fts5": fts5, "bm25s": bm25s}


def measure(folder: Path, count: int, side: str) -> dict[str, float | str]:
    """Search one of SIDES here."""
    search, edit = SIDES[side](folder, count)
    found = times([timed(partial(search, query)) for query in queries()])
    took = timed(edit)[0]
    return {
        "side": side,
        "chunks": count,
        **{name: round(value, 2) for name, value in found.items()},
        "edit ms": round(took, 1),
        "peak MB": round(peak()),
        "disk MB": round(sum(p.stat().st_size for p in folder.iterdir()) / 1e6),
    }


def build(folder: Path, count: int, side: str) -> dict[str, float]:
    """Build one of SIDES here, unless that is done; return its figures."""
    told = folder.with_suffix(".json")
    if not told.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        clock = Clock()
        SIDES[side](folder, count)
        taken = clock.rates(0, count)
        figures = {"chunks/s": taken["chunks/s"], "CPU s": taken["CPU s"], "peak MB": peak()}
        told.write_text(json.dumps({f"built, {k}": round(v, 1) for k, v in figures.items()}))
    built: dict[str, float] = json.loads(told.read_text())
    return built


def main() -> None:
    """Build and measure each side, both in a process of its own."""
    folder, count, sides = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or list(SIDES)
    if sides[0] in STEPS:
        print(json.dumps(STEPS[sides[0]](folder, count, sides[1])))
        return
    for side in sides:
        place = folder / f"{side}-{count}"
        command = [sys.executable, __file__, str(place), str(count)]
        for step in STEPS:
            subprocess.run([*command, step, side], check=True)


STEPS = {"build": build, "search": measure}

if __name__ == "__main__":
    main()
