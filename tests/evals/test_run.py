"""Judging answers, figures and the gate, on made answers with values worked by hand."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.case import Case, CaseError, Evidence
from evals.measures import Figure
from evals.report import accept, fallen, missed, record, table
from evals.run import Result, figures, holds_evidence, judge
from index.store import Index
from qa.answer import Answer, Citation, Sentence

ARTICLE = "000_399332cef55f8cf9.txt"
QUOTE = "Joe Biden won the electoral college vote by 306 to 232."
CASE = Case("a1", "answerable", "what", ("Who won?",), ("306",), (Evidence(ARTICLE, QUOTE),))
HOPELESS = Case("u1", "unanswerable", "near-miss", ("Who lost?",), (), ())
DIALOGUE = Case("d1", "dialogue", "pronoun", ("Who won?", "By how much?"), ("306",), ())


def answered(index: Index, quote: str = QUOTE) -> Answer:
    """Return an answer that shows a quote, with what a search for it gives as its passages."""
    article = index.article(ARTICLE)
    assert article
    start = article.text.index(quote)
    citation = Citation(1, ARTICLE, article.title, start, start + len(quote), quote)
    passages = tuple(index.search(quote))
    return Answer("Who won?", (Sentence(quote, (citation,)),), "", 0.9, passages, "reader")


REFUSED = Answer("Who won?", (), "", 0.1, (), "reader")


def test_an_answer_is_right_if_it_holds_an_accepted_one(seeds_index: Index) -> None:
    right = judge(CASE, answered(seeds_index), seeds_index)
    assert (right.right, right.exact, right.relevant[0]) == (True, (True,), True)
    wrong = judge(CASE, answered(seeds_index, "The President's claims"), seeds_index)
    assert (wrong.right, wrong.exact) == (False, (True,))
    assert not judge(CASE, REFUSED, seeds_index).right


def test_what_cannot_be_answered_has_to_be_refused(seeds_index: Index) -> None:
    assert judge(HOPELESS, REFUSED, seeds_index).right
    assert not judge(HOPELESS, answered(seeds_index), seeds_index).right


def test_a_passage_is_relevant_where_it_overlaps_the_evidence(seeds_index: Index) -> None:
    found = [p for p in seeds_index.search(QUOTE, 20) if holds_evidence(p, CASE, seeds_index)]
    assert len(found) == 1
    assert QUOTE in found[0].chunk.text


def test_figures_by_hand() -> None:
    def result(case: Case, answer: Answer, right: bool, *relevant: bool) -> Result:
        return Result(case, answer, relevant, right, (True,) * len(answer.citations))

    said = Answer("?", (Sentence("x", (Citation(1, "a", "t", 0, 1, "x"),)),), "", 0.9, (), "r")
    found = figures(
        [
            result(CASE, said, True, False, True),
            result(replace(CASE, id="a2"), REFUSED, False, False),
            result(HOPELESS, REFUSED, True),
            result(replace(HOPELESS, id="u2"), said, False),
            result(DIALOGUE, said, True),
        ]
    )
    assert {f.name: (f.value, f.n) for f in found} == {
        "recall@5": (0.5, 2),
        "MRR": (0.25, 2),  # ranks 2 and none
        "answer accuracy": (0.5, 2),
        "citation exactness": (1.0, 3),
        "refusal precision": (0.5, 2),  # a2 and u1 refused, u1 rightly
        "refusal recall": (0.5, 2),  # of u1 and u2
        "refusal F1": (0.5, 4),
        "dialogue accuracy": (1.0, 1),
    }


def test_the_gate_names_what_fell(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept([Figure("m", 0.66667, 3), Figure("n", 1.0, 3)], path)
    assert json.loads(path.read_text()) == {"m": 0.6666, "n": 1.0}
    assert fallen([Figure("m", 0.66667, 3), Figure("n", 1.0, 3)], path) == []
    below = fallen([Figure("m", 0.5, 3), Figure("n", 1.0, 3)], path)
    assert below == ["m: at least 0.667 expected, 0.500 found"]
    with pytest.raises(CaseError, match="other figures"):
        fallen([Figure("m", 1.0, 3)], path)
    with pytest.raises(CaseError, match="baseline expected"):
        fallen([], tmp_path / "none.json")


def test_the_report_shows_every_figure_with_n_and_every_miss() -> None:
    results = [Result(CASE, REFUSED, (), False, ())]
    assert table([Figure("m", 0.5, 2)]) == "m                    0.500  n=2"
    assert missed(results).startswith("a1 what: Who won? -> ")
    assert record([Figure("m", 0.5, 2)], results)["figures"] == {"m": {"value": 0.5, "n": 2}}
