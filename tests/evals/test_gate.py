"""The gate: what used to be right and is not, by name."""

import json
from pathlib import Path

import pytest

from evals.case import Case, CaseError
from evals.compare import compare
from evals.gate import Baseline, accept, check, read_baseline
from evals.outcome import Outcome, Reply
from evals.record import Record
from evals.stamp import Stamp, processor

STAMP = Stamp("c", "i", "q", (), (), "p")


def outcome(id_: str, right: bool | None, text: str = "x", *, refused: bool = False) -> Outcome:
    case = Case(id_, "answerable", "who", ("Who?",), ("x",), ())
    score = None if right is None else float(right)
    return Outcome(case, Reply(text, refused=refused), (), {}, {"right": score})


def test_it_names_what_broke_and_what_was_mended(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept([outcome("a", True), outcome("b", False), outcome("c", True)], path)
    assert json.loads(path.read_text())["questions"] == {"a": "right", "b": "wrong", "c": "right"}
    now = [outcome("a", False), outcome("b", True), outcome("c", True), outcome("d", False)]
    gate = check(now, read_baseline(path))
    assert [o.case.id for o in gate.broken] == ["a"]
    assert [o.case.id for o in gate.mended] == ["b"]
    assert (gate.unknown, gate.passed, gate.elsewhere) == (1, False, "")
    assert check(now[1:], read_baseline(path)).passed


@pytest.mark.parametrize("now", [outcome("a", False, refused=True), outcome("a", None)])
def test_a_refusal_or_an_error_breaks_too(now: Outcome) -> None:
    assert not check([now], Baseline({"a": "right"}, processor())).passed


def test_another_processor_is_said_and_no_excuse() -> None:
    gate = check([outcome("a", False)], Baseline({"a": "right"}, "other"))
    assert (gate.elsewhere, gate.passed) == ("other", False)


def test_accepting_some_questions_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept([outcome("a", True), outcome("b", True)], path)
    accept([outcome("b", False, refused=True)], path, whole=False)
    assert read_baseline(path).verdicts == {"a": "right", "b": "refused"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"questions": {"a": 1}, "processor": ""}'])
def test_a_baseline_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(CaseError, match="--accept"):
        read_baseline(path)


def test_two_runs_side_by_side() -> None:
    def record(*outcomes: Outcome) -> Record:
        return Record("r", STAMP, (), outcomes)

    before = record(
        outcome("a", True), outcome("b", False), outcome("c", True), outcome("d", False, "y")
    )
    after = record(outcome("a", False), outcome("b", True), outcome("d", False), outcome("e", True))
    found = compare(before, after)
    assert [(c.what, c.after.case.id) for c in found.changes] == [
        ("broken", "a"),
        ("mended", "b"),
        ("changed", "d"),
    ]
    assert (found.common, found.only_before, found.only_after) == (3, ("c",), ("e",))
