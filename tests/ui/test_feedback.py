"""Feedback is kept beside the index, and the newest line of an answer counts."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import feedback as module
from ui.feedback import FeedbackError, FeedbackFile, feedback_text, new_feedback


def test_feedback_is_listed_with_its_word_and_can_be_taken_back(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path / "index")
    assert file.read() == []
    first = new_feedback("a 1", "up", "Who?", "Ada [1]")
    second = new_feedback("a 3", "down", "When?", "1932 [1]")
    for one in (first, replace(first, word="Right"), second):
        file.add(one)
    assert file.read() == [replace(first, word="Right"), second]
    assert file.path == tmp_path / "index.feedback.jsonl"
    assert "“Right”" in feedback_text(file.read())
    assert feedback_text(file.read()).endswith("1 up, 1 down")
    file.add(new_feedback("a 3", "", "When?", "1932 [1]"))
    assert file.read() == [replace(first, word="Right")]


@given(st.text(), st.text())
def test_any_text_is_one_line_and_comes_back(question: str, answer: str) -> None:
    feedback = new_feedback("a", "up", question, answer)
    assert "\x1b" not in feedback_text([feedback])
    assert json.loads(json.dumps(feedback.question)) == question


def test_half_a_line_is_passed_over(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path / "index")
    file.add(new_feedback("a", "up", "Who?", "Ada"))
    whole = file.path.read_bytes()
    file.path.write_bytes(b'\xff\n[1]\n{"id": 1}\n' + whole + whole[:20])
    assert [one.question for one in file.read()] == ["Who?"]


def test_a_full_file_is_one_line_and_takes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 300)
    file = FeedbackFile(tmp_path / "index")
    file.add(new_feedback("1", "up", "Who?", "Ada"))
    with pytest.raises(FeedbackError, match="move it away"):
        file.add(new_feedback("2", "up", "Who?", "A" * 300))
    assert file.path.stat().st_size <= 300


def test_the_command_lists_it(tmp_path: Path) -> None:
    FeedbackFile(tmp_path / "i").add(new_feedback("a", "up", "Who?", "Ada"))
    command = [sys.executable, "-m", "ui.cli", "feedback", "--index", str(tmp_path / "i")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "👍" in shown
    assert "1 up, 0 down" in shown
    record = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout
    assert json.loads(record)["feedback"][0]["question"] == "Who?"
