"""Judging answers and making figures, on made answers with values worked by hand."""

from dataclasses import replace

import pytest

from evals.case import Case, Evidence, QuestionSet
from evals.figures import figures
from evals.outcome import Cited, Outcome, Reply
from evals.relevance import Corpus
from evals.run import Judge, run, writer_scores
from index.store import Index
from qa.answer import Answer, Citation, Sentence

ARTICLE = "000_399332cef55f8cf9.txt"
QUOTE = "Joe Biden won the electoral college vote by 306 to 232."
OTHER = "The President's claims of election fraud are unfounded."
CASE = Case("a1", "answerable", "what", ("Who won?",), ("306",), (Evidence(ARTICLE, QUOTE),), "g")
HOPELESS = Case("u1", "unanswerable", "near-miss", ("Who lost?",), (), (), "u1")
DIALOGUE = Case("d1", "dialogue", "pronoun", ("Who won?", "By how much?"), ("306",), (), "d1")
REFUSED = Answer("Who won?", (), "", 0.1, (), "reader")
SET = QuestionSet("made", (CASE,))


def answered(index: Index, *quotes: str, short: str = "") -> Answer:
    """Return an answer that shows quotes, with what a search for the first gives as passages."""
    article = index.article(ARTICLE)
    assert article
    found = []
    for number, quote in enumerate(quotes, 1):
        start = article.text.index(quote)
        citation = Citation(number, ARTICLE, article.title, start, start + len(quote), quote)
        found.append(Sentence(quote, (citation,)))
    return Answer("?", tuple(found), short, 0.9, tuple(index.search(quotes[0])), "reader")


def judged(case: Case, answer: Answer, index: Index, questions: QuestionSet = SET) -> Outcome:
    return Judge(questions, index).judged(case, answer, answer.passages)


def test_an_answer_is_right_if_it_holds_an_accepted_one(seeds_index: Index) -> None:
    right = judged(CASE, answered(seeds_index, QUOTE, short="306"), seeds_index)
    assert (right.verdict, right.ranking[0].grade) == ("right", 1)
    assert right.scores["exact match"] == right.scores["F1"] == 1.0
    assert judged(CASE, answered(seeds_index, OTHER), seeds_index).verdict == "wrong"
    assert judged(CASE, REFUSED, seeds_index).verdict == "refused"


def test_what_cannot_be_answered_has_to_be_refused(seeds_index: Index) -> None:
    assert judged(HOPELESS, REFUSED, seeds_index).right
    assert judged(HOPELESS, answered(seeds_index, QUOTE), seeds_index).verdict == "wrong"


def test_a_citation_that_is_not_exact_is_never_right(seeds_index: Index) -> None:
    answer = answered(seeds_index, QUOTE)
    citation = replace(answer.citations[0], start=answer.citations[0].start + 1)
    found = judged(CASE, replace(answer, sentences=(Sentence(QUOTE, (citation,)),)), seeds_index)
    assert (found.right, found.reply.citations[0].exact) == (False, False)


def test_yes_for_no_is_wrong_whatever_the_sentence(seeds_index: Index) -> None:
    case = replace(CASE, answers=("unfounded",), verdict="no")
    assert judged(case, answered(seeds_index, OTHER, short="No"), seeds_index).right
    assert not judged(case, answered(seeds_index, OTHER, short="Yes"), seeds_index).right
    assert "F1" not in judged(case, answered(seeds_index, OTHER), seeds_index).scores


def test_citations_are_judged_by_the_evidence(seeds_index: Index) -> None:
    both = answered(seeds_index, QUOTE, OTHER)
    found = judged(CASE, both, seeds_index).scores
    assert (found["citation precision"], found["citation recall"]) == (0.5, 1.0)
    parts = replace(CASE, evidence=(Evidence(ARTICLE, QUOTE), Evidence(ARTICLE, OTHER, part=1)))
    half = judged(parts, answered(seeds_index, QUOTE), seeds_index).scores
    assert (half["citation precision"], half["citation recall"]) == (1.0, 0.5)
    sides = replace(parts, tag="disagreement")
    assert judged(sides, both, seeds_index).scores["sides cited"] == 1.0
    assert judged(sides, answered(seeds_index, QUOTE), seeds_index).scores["sides cited"] == 0.0


def test_evidence_that_the_corpus_does_not_hold_is_left_out(seeds_index: Index) -> None:
    lost = replace(CASE, evidence=(Evidence("none.txt", "x"), Evidence(ARTICLE, "not there")))
    found = judged(lost, answered(seeds_index, QUOTE), seeds_index)
    assert found.scores["citation precision"] is found.scores["recall@5"] is None
    (recall,) = [f for f in figures([found]) if f.name == "recall@5"]
    assert (recall.value, recall.n, recall.left_out) == (None, 0, 1)


def test_a_question_that_cannot_be_asked_is_counted_and_left_out(seeds_index: Index) -> None:
    blank = replace(CASE, id="a2", turns=(" ",))
    (outcome,) = run(replace(SET, cases=(blank,)), seeds_index)
    assert outcome.verdict == "unscored"
    assert "question expected" in outcome.reply.error
    found = {f.name: f for f in figures([outcome, judged(CASE, REFUSED, seeds_index)])}
    assert (found["answer accuracy"].n, found["answer accuracy"].left_out) == (1, 1)


def test_a_passage_is_relevant_where_it_overlaps_the_evidence(seeds_index: Index) -> None:
    corpus = Corpus(seeds_index)
    relevant = corpus.relevant(corpus.places(CASE), "passage")
    found = [p for p in seeds_index.search(QUOTE, 500) if p.chunk.id in relevant]
    assert len(found) == len(relevant) == 1
    assert QUOTE in found[0].chunk.text
    assert corpus.relevant(corpus.places(CASE), "document") == {ARTICLE: 1}


def test_the_measures_of_multihop_rag_by_hand(seeds_index: Index) -> None:
    article = seeds_index.article(ARTICLE)
    assert article
    passages = seeds_index.search(QUOTE, 500)
    texts = [QUOTE, OTHER, "Video report by ITV News"]
    held = [next(r for r, p in enumerate(passages, 1) if t in p.chunk.text) for t in texts]
    evidence = tuple(Evidence(ARTICLE, t, part) for part, t in enumerate(texts))
    case = replace(CASE, evidence=evidence)
    answer = replace(answered(seeds_index, QUOTE), passages=tuple(passages))
    scores = judged(case, answer, seeds_index, replace(SET, whole=True)).scores
    near = [rank for rank in held if rank <= 10]
    assert scores["Hits@4"] == float(min(held) <= 4)
    assert scores["MRR@10"] == 1 / min(held)
    assert scores["MAP@10"] == pytest.approx(sum(1 / rank for rank in near) / 3)


def test_figures_by_hand() -> None:
    def result(case: Case, right: bool, reply: Reply, precision: float | None = None) -> Outcome:
        scores = {"right": float(right)}
        return Outcome(
            case,
            reply,
            (),
            {},
            scores | ({"citation precision": precision} if precision is not None else {}),
        )

    good, bad = Cited("a", 0, 1, "x", True, True), Cited("a", 2, 3, "y", True, False)
    said = Reply("x", "x", False, 0.9, (good, bad, bad))
    unsure = Reply("x", "x", False, 0.6, (good,))
    refused = Reply("no", "", True, 0.1)
    found = figures(
        [
            result(CASE, True, said, 1 / 3),
            result(replace(CASE, id="a2", tag="who"), False, unsure, 1.0),
            result(replace(CASE, id="a3", tag="who"), False, refused),
            result(HOPELESS, True, refused),
            result(replace(HOPELESS, id="u2", tag="wrong-year"), False, said),
            result(DIALOGUE, True, said),
        ]
    )
    assert {f.name: (f.value, f.n) for f in found} == {
        "answer accuracy": (pytest.approx(1 / 3), 3),
        "answer accuracy: what": (1.0, 1),
        "answer accuracy: who": (0.0, 2),
        "citation exactness": (1.0, 10),  # three answers of three citations, one of one
        "citation precision": (0.5, 4),  # good of said and of unsure, in answerable ones
        "refusal precision": (0.5, 2),  # a3 and u1 refused, u1 rightly
        "refusal recall": (0.5, 2),  # of u1 and u2
        "refusal recall: near-miss": (1.0, 1),
        "refusal recall: wrong-year": (0.0, 1),
        "refusal F1": (pytest.approx(0.5), 3),  # 2 x 1 of 2 refused and 2 hopeless
        "calibration error": (pytest.approx((abs(1.8 - 1) + 0.6) / 3), 3),
        "risk-coverage area": (pytest.approx((0.5 + 0.5 + 2 / 3) / 3), 3),  # two equally sure
        "follow-up accuracy": (1.0, 1),
    }


@pytest.mark.parametrize(
    ("answerer", "written"),
    [("reader", 0.0), ("reader, lexical search only", 0.0), ("a-model", 1.0), ("small talk", 0.0)],
)
def test_only_what_a_model_wrote_counts_as_written(answerer: str, written: float) -> None:
    assert writer_scores(replace(REFUSED, answerer=answerer))["written by the model"] == written
