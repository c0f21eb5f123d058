"""The same bytes every time: index, answers and reports, whatever the hash seed and threads.

FOOTNOTE_REPEATS says how often; `make same` does it ten times.
"""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPEATS = int(os.environ.get("FOOTNOTE_REPEATS", "3"))
FEW = ("--limit", "12")
ONE_CORE = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
MAIN = "import sys; from ui.cli import main; main()"
TIMES = re.compile(
    r'"times": .*|<section id=times>.*?</section>|\| latency .*?\n', re.DOTALL
)  # of the JSON, the page and the Markdown


def footnote(repeat: int, *arguments: str) -> None:
    """Run the command with a hash seed of its own, every other time on one core."""
    one = ONE_CORE if repeat % 2 and hasattr(os, "sched_setaffinity") else ""
    subprocess.run(
        [sys.executable, "-c", one + MAIN, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(repeat)},
        check=True,
        capture_output=True,
        timeout=280,
    )


def digest(folder: Path, repeat: int) -> dict[str, str]:
    """Index the seeds, run the evaluation, and return digests of all of it, times aside."""
    index = folder / "index"
    footnote(repeat, "index", str(ROOT / "seeds"), "--index", str(index))
    choice = ("run", "fixed", "--index", str(index), "--runs", str(folder / "runs"), *FEW)
    footnote(
        repeat,
        "eval",
        *choice,
        "--baseline",
        str(baseline(folder)),
        "--reports",
        str(folder / "out"),
    )
    found = {p.name: TIMES.sub("", p.read_text("utf-8")) for p in (folder / "out").iterdir()}
    found["index"] = contents(index / "truth.db")
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()}


def baseline(folder: Path) -> Path:
    """Return a baseline of nothing, so that no answer can fail the gate."""
    path = folder / "baseline.json"
    path.write_text('{"processor": "", "questions": {}}')
    return path


def contents(path: Path) -> str:
    """Return every chunk and vector of an index as text."""
    connection = sqlite3.connect(path)
    rows = [
        *connection.execute("SELECT * FROM chunks ORDER BY id"),
        *connection.execute("SELECT text_sha256, hex(vector) FROM vectors ORDER BY text_sha256"),
    ]
    connection.close()
    assert rows
    return repr(rows)


def test_index_answers_and_reports_are_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / str(repeat) for repeat in range(REPEATS)]
    for folder in folders:
        folder.mkdir()
    first, *others = (digest(folder, repeat) for repeat, folder in enumerate(folders))
    assert len(first) == 7
    assert all(other == first for other in others)
