"""`footnote index` and `footnote show` as processes: what they print, and their exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from rich.console import Console

from index.store import Index
from qa.ask import ask
from tests.index.files import PAGE, pdf
from tests.torture.world import Hashed
from ui.indexing import Task, build_index
from ui.records import answer_record
from ui.render import answer_text

Corpus = Callable[[dict[str, str]], Path]
ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def footnote(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "ui.cli", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120, check=False
    )


def test_a_plan_an_ingest_and_the_words_of_a_citation(corpus: Corpus, tmp_path: Path) -> None:
    index, source = tmp_path / "index", corpus({"page.html": PAGE, "x.png": "-"})
    (source / "report.pdf").write_bytes(pdf([["Cats sleep."], ["The bridge opened in 1932."]]))
    planned = footnote("index", source, "--index", index, "--dry-run")
    assert (planned.returncode, index.exists()) == (0, False)
    assert "would add page.html\nwould add report.pdf\n" in planned.stdout
    assert "nothing was written" in planned.stdout
    done = footnote("index", source, "--index", index)
    assert done.returncode == 0
    assert done.stdout.startswith("2 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 1 skip")
    assert "skipped x.png: its format is not read" in done.stderr

    opened = Index(index)
    answer = ask("When did the bridge open?", opened)
    opened.close()
    (cited,) = answer_record("1", answer)["citations"]
    assert (cited["page"], cited["author"], cited["date"]) == (2, "Ann Lee", "2020-05-06")
    assert "Ann Lee · 2020-05-06 · page 2 (report.pdf, " in answer_text(answer)
    shown = footnote(
        *("show", "report.pdf", "--start", cited["start"], "--end", cited["end"]),
        *("--index", index),
    )
    assert shown.stdout == cited["quote"] + "\n"
    whole = json.loads(footnote("show", "report.pdf", "--index", index, "--json").stdout)
    assert whole["text"][whole["pages"][1] :] == "The bridge opened in 1932."


def test_what_could_not_be_read_is_told_by_the_exit_code(corpus: Corpus, tmp_path: Path) -> None:
    source = corpus({"a.txt": "Cats sleep.", "bad.pdf": "%PDF", "rows.csv": "text\nRow.\n \n"})
    done = footnote("index", source, "--index", tmp_path / "index")
    assert done.returncode == 3
    assert "skipped bad.pdf: not a whole PDF" in done.stderr
    assert "skipped rows.csv#2: no text" in done.stderr
    assert done.stdout.startswith("2 added")
    nothing = footnote("show", "b.txt", "--index", tmp_path / "index")
    assert nothing.returncode == 1
    assert nothing.stderr.strip().endswith("did you mean a.txt?")


def test_a_bar_tells_how_far_how_fast_and_how_long(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    terminal = Console(file=written, force_terminal=True, color_system=None, width=100)
    monkeypatch.setattr("ui.indexing.errors", terminal)
    source = corpus({f"{number}.txt": f"Cat {number} sleeps." for number in range(30)})
    build_index(Task(tmp_path / "index", source, Hashed()))
    for stage in ("Reading corpus", "Embedding"):
        assert re.search(rf"{stage} +━+ 30/30 [\d,]+/s +0:00:00", written.getvalue())


@contextmanager
def watching(source: Path, index: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run `footnote index --watch` until the block ends."""
    command = [sys.executable, "-m", "ui.cli", "index", str(source), "--index", str(index)]
    process = subprocess.Popen(
        [*command, "--watch"],
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        # a shell that runs the tests in the background has SIGINT ignored, and that is inherited
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def until_found(index: Index, query: str, first: str) -> None:
    """Search until an article comes first, at most a minute."""
    until = monotonic() + 60
    while index.search(query)[0].chunk.article_id != first:
        assert monotonic() < until
        sleep(0.02)


def test_an_open_index_sees_what_a_watching_process_saw(corpus: Corpus, tmp_path: Path) -> None:
    source, index = corpus({"a.txt": "Cats sleep."}), tmp_path / "index"
    with watching(source, index) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        assert any(line.startswith("Watching") for line in lines)
        opened = Index(index)
        assert [p.chunk.article_id for p in opened.search("bridge")] == ["a.txt"]
        (tmp_path / "b.txt").write_text("The bridge opened in 1932.")
        (tmp_path / "b.txt").rename(source / "b.txt")  # whole at once
        assert next(lines).startswith("1 added")
        until_found(opened, "bridge", "b.txt")
        (source / "a.txt").unlink()
        assert "1 removed" in next(lines)
        until_found(opened, "cats", "b.txt")
        opened.close()
