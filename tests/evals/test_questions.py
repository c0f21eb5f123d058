"""The fixed questions are what they claim to be."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.case import QUESTIONS, Case, CaseError, read_cases
from evals.measures import holds_answer
from index.store import Index

CASES = read_cases()
LINES = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert kinds["answerable"] >= 150
    assert kinds["unanswerable"] >= 100
    assert kinds["dialogue"] >= 30
    assert len({case.turns for case in CASES}) == len(CASES)
    assert len({case.id for case in CASES}) == len(CASES)
    far = sum(case.tag == "other-topic" for case in CASES)
    assert far <= kinds["unanswerable"] / 4
    worded = Counter(line["worded"] for line in LINES if line["kind"] == "answerable")
    assert worded["unlike"] >= worded["like"]


ASKED = "who what when where how-many why how yes-no list quote caption disagreement"
HOPELESS = "other-topic near-miss wrong-year wrong-place false-premise missing-detail"
TURNING = "pronoun ellipsis subject-change unanswerable-second three-turns"


@pytest.mark.parametrize(
    ("kind", "tags"),
    [("answerable", ASKED), ("unanswerable", HOPELESS), ("dialogue", TURNING)],
)
def test_every_sort_of_question_is_there(kind: str, tags: str) -> None:
    assert {case.tag for case in CASES if case.kind == kind} == set(tags.split())


def test_a_question_for_yes_or_no_has_its_verdict() -> None:
    assert all(bool(case.verdict) == (case.tag == "yes-no") for case in CASES)
    assert {case.verdict for case in CASES} == {"", "yes", "no"}


def test_where_sources_differ_both_sides_are_named() -> None:
    for case in CASES:
        if case.tag == "disagreement":
            sides = [{e.article for e in case.evidence if e.part == part} for part in (0, 1)]
            assert sides[0]
            assert sides[1]
            assert not sides[0] & sides[1]


def test_readme_counts_are_true() -> None:
    readme = (QUESTIONS.parent / "README.md").read_text("utf-8")
    for kind, count in Counter(case.kind for case in CASES).items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| {kind} |"))
        tags = Counter(case.tag for case in CASES if case.kind == kind)
        assert row.split("|")[2].strip() == str(count)
        assert set(row.split("|")[3].strip().split(", ")) == {f"{t} {n}" for t, n in tags.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_evidence_stands_in_its_article_and_holds_an_answer(case: Case, seeds_index: Index) -> None:
    assert bool(case.evidence) == case.answerable
    for evidence in case.evidence:
        article = seeds_index.article(evidence.article)
        assert article
        assert evidence.quote in article.text
    quotes = " ".join(evidence.quote for evidence in case.evidence)
    assert holds_answer(quotes, case.answers) == case.answerable


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id": "x", "kind": "odd", "turns": ["?"], "answers": [], "evidence": []}',
        '{"id": "x", "kind": "answerable", "turns": ["?"], "answers": [], "evidence": []}',
        '{"id": "x", "kind": "unanswerable", "turns": [], "answers": [], "evidence": []}',
        '{"id": "x", "kind": "unanswerable", "turns": "?", "answers": [1], "evidence": []}',
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line)
    with pytest.raises(CaseError, match="line 1"):
        read_cases(path)


def test_drafts_are_passed_over_and_ids_are_unique(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    case = {"id": "u", "kind": "unanswerable", "turns": ["Who \ud800?"]}
    case |= {"answers": [], "evidence": []}
    lines = [json.dumps(case), json.dumps(case | {"id": "v", "draft": True})]
    path.write_text("\n".join(lines))
    assert [(found.id, found.turns) for found in read_cases(path)] == [("u", ("Who ??",))]
    path.write_text("\n".join([lines[0], lines[0]]))
    with pytest.raises(CaseError, match="u found twice"):
        read_cases(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="file of questions expected"):
        read_cases(tmp_path / "none.jsonl")
