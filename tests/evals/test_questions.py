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
    assert kinds["answerable"] >= 60
    assert kinds["unanswerable"] >= 40
    assert kinds["dialogue"] >= 10
    assert len({case.id for case in CASES}) == len(CASES)
    near = sum(case.tag in {"near-miss", "swapped", "false-premise"} for case in CASES)
    assert near >= kinds["unanswerable"] / 2
    worded = Counter(line["worded"] for line in LINES if line["kind"] == "answerable")
    assert worded["unlike"] >= worded["like"]


def test_every_tag_of_the_issue_is_there() -> None:
    tags = {case.tag for case in CASES if case.kind == "answerable"}
    assert tags >= {"who", "what", "when", "where", "how-many", "why", "quote", "caption"}


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
    "line", ["{", "{}", '{"id": 1}', '{"id": "x", "kind": "odd", "turns": [], "answers": []}']
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line)
    with pytest.raises(CaseError, match="line 1"):
        read_cases(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="file of questions expected"):
        read_cases(tmp_path / "none.jsonl")
