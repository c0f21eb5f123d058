"""`footnote eval` as a person and CI meet it: commands, exit codes, what is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "evals" / "questions.jsonl"
FEW = ("--id", "a007", "--id", "a012", "--id", "u048", "--id", "d001")


def footnote_eval(*arguments: str, cwd: Path, **environment: str) -> Any:
    """Run the command in a process of its own and return what it did."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "eval", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a few questions were accepted as a baseline and run again."""
    folder = tmp_path_factory.mktemp("kept")
    accepted = footnote_eval(*FEW, "--baseline", "b.json", "--accept", cwd=folder)
    assert accepted.returncode == 0, accepted.stderr
    again = footnote_eval("run", *FEW, "--baseline", "b.json", cwd=folder)
    assert again.returncode == 0, again.stderr
    assert "answer accuracy" in again.stdout
    assert "kept as" in again.stderr
    return folder


def test_two_runs_differ_in_no_byte_but_times(kept: Path) -> None:
    one, two = (
        (kept / ".footnote-runs" / name).read_text("utf-8") for name in ("0001.json", "0002.json")
    )
    assert one.split('"times"')[0] == two.split('"times"')[0]
    assert [case["case"]["id"] for case in json.loads(one)["cases"]] == list(FEW[1::2])


def test_the_gate_names_what_used_to_be_right(kept: Path, tmp_path: Path) -> None:
    found = json.loads((kept / "b.json").read_text("utf-8"))
    found["questions"] = dict.fromkeys(found["questions"], "right") | {"u048": "wrong"}
    broken = {"id": "u1", "kind": "answerable", "turns": ["What is the capital of France?"]}
    evidence = [{"article": "a.txt", "quote": "Cats sleep."}]
    case = broken | {"answers": ["Paris"], "evidence": evidence}
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Cats sleep.")
    (tmp_path / "mine.jsonl").write_text(json.dumps(case))
    (tmp_path / "b.json").write_text(json.dumps(found | {"questions": {"u1": "right"}}))
    mine = ("run", "mine.jsonl", "--corpus", "docs", "--baseline", "b.json")
    failed = footnote_eval(*mine, cwd=tmp_path)
    assert failed.returncode == 1
    assert "broken: u1" in failed.stderr
    assert "--accept" in failed.stderr
    assert footnote_eval(*mine, "--accept", cwd=tmp_path).returncode == 0
    assert footnote_eval(*mine, cwd=tmp_path).returncode == 0


def test_show_compare_and_list(kept: Path) -> None:
    shown = footnote_eval("show", "1", cwd=kept)
    assert "citation exactness" in shown.stdout
    as_json = footnote_eval("show", "last", "--json", cwd=kept)
    assert as_json.stdout == (kept / ".footnote-runs" / "0002.json").read_text("utf-8")
    compared = footnote_eval("compare", "1", "2", cwd=kept)
    assert (compared.returncode, "4 the same, of 4" in compared.stdout) == (0, True)
    assert "fixed" in footnote_eval("list", cwd=kept).stdout
    listed = footnote_eval("list", "fixed", "--tag", "who", "--limit", "3", cwd=kept).stdout
    assert len(listed.splitlines()) >= 4


def test_compare_fails_on_what_broke(kept: Path) -> None:
    text = (kept / ".footnote-runs" / "0001.json").read_text("utf-8")
    worse = text.replace('"right": 1.0', '"right": 0.0', 1)
    (kept / "worse.json").write_text(worse, "utf-8")
    done = footnote_eval("compare", "1", "worse.json", cwd=kept)
    assert (done.returncode, done.stdout.startswith("broken: a007")) == (1, True)
    failed = footnote_eval("show", "worse.json", "--failed", cwd=kept)
    assert "a007" in failed.stdout
    again = footnote_eval("list", "fixed", "--failed-from", "worse.json", cwd=kept)
    assert "a007" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "none.jsonl"), "a command or a file of questions expected"),
        (("run", str(QUESTIONS)), "--corpus DIR"),
        (("list", "none.jsonl"), "a file of questions expected"),
        (("run", "--id", "zzz"), "cases to ask expected"),
        (("show", "7"), "a run expected"),
        (("compare", "1", "2"), "a run expected"),
        (("run", "--failed-from", "last"), "a run expected"),
        (("run", "--baseline", "none.json"), "a baseline expected"),
    ],
)
def test_what_cannot_run_is_one_line_and_exit_2(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = footnote_eval(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    assert footnote_eval("run", "--limit", "0", cwd=tmp_path).returncode == 2
