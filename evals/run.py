"""Asking every case and judging what comes back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evals.case import Case, QuestionSet
from evals.measures import contradicts, exact_match, holds_answer, says, token_f1
from evals.outcome import Cited, Outcome, Ranked, Reply
from evals.ranking import ndcg_at, recall_at, reciprocal_rank, success_at
from evals.relevance import Corpus, Place, parts_cited, supported, units
from index.errors import FootnoteError
from index.store import Index, Passage
from qa.answer import Answer, Citation
from qa.ask import ask, search
from qa.verify import is_exact

if TYPE_CHECKING:
    from qa.writing.writer import Writer

Scores = dict[str, float | None]
DIFFERING = "disagreement"  # the tag of questions on which sources differ
NOTHING = Answer("", (), "", 0.0, (), "")


def run(questions: QuestionSet, index: Index, writer: "Writer | None" = None) -> Iterator[Outcome]:
    """Ask every case in order, and yield it judged; a `writer` writes the answers."""
    judge = Judge(questions, index, writer)
    for case in questions.cases:
        yield judge.asked(case)


class Judge:
    """Judges answers and rankings over one index, as a set wants them judged."""

    def __init__(
        self, questions: QuestionSet, index: Index, writer: "Writer | None" = None
    ) -> None:
        self._set = questions
        self._index = index
        self._writer = writer
        self._corpus = Corpus(index)

    def asked(self, case: Case) -> Outcome:
        """Ask a case and judge what comes back; an error is kept, and nothing scored."""
        question, deep = case.turns[-1], self._set.depth
        try:
            answer = self._answer(question, case) if self._set.asks else NOTHING
            passages = tuple(search(question, self._index, deep)) if deep else answer.passages
        except FootnoteError as error:
            unscored: Scores = {"right": None} if self._set.asks else {}
            return Outcome(case, Reply(error=str(error)), (), {}, unscored)
        return self.judged(case, answer, passages)

    def _answer(self, question: str, case: Case) -> Answer:
        return ask(question, self._index, case.turns[:-1], self._writer)

    def judged(self, case: Case, answer: Answer, passages: tuple[Passage, ...]) -> Outcome:
        """Judge an answer and a ranking."""
        places = self._corpus.places(case)
        relevant = self._corpus.relevant(places, self._set.unit)
        found = units(passages, self._set.unit)
        ranking = tuple(Ranked(id_, score, relevant.get(id_, 0)) for id_, score in found)
        cited = tuple(_cited(citation, places, self._index) for citation in answer.citations)
        scores: Scores = {}
        if self._set.asks:
            scores |= answer_scores(case, answer, all(c.exact for c in cited))
            scores |= citation_scores(case, answer, places)
            scores |= writer_scores(answer) if self._writer else {}
        if case.evidence:
            scores |= ranking_scores([r.grade for r in ranking], relevant)
            scores |= whole_scores(passages, places) if self._set.whole else {}
        reply = Reply(
            answer.text,
            answer.short,
            answer.refused,
            answer.confidence,
            cited,
            differs=answer.differs,
        )
        return Outcome(case, reply, ranking, relevant, scores, answer.timings.get("all", 0.0))


def answer_scores(case: Case, answer: Answer, exact: bool) -> Scores:
    """Score an answer: right holds an accepted answer, or refuses what cannot be answered.

    It is wrong too if a citation is not exact, or if it says yes for no. Whether a yes or no is
    an exact match is not defined.
    """
    if not case.answerable:
        match = float(answer.refused)
        return {"right": match, "exact match": match, "F1": match}
    if not case.answers:
        return {"right": None}
    right: Scores = {"right": float(_holds(case, answer) and exact)}
    if case.verdict:
        return right
    return right | {
        "exact match": exact_match(answer.short, case.answers),
        "F1": token_f1(answer.short, case.answers),
    }


def _holds(case: Case, answer: Answer) -> bool:
    """Tell whether an accepted answer is shown; a bare yes or no has to be said, not quoted."""
    if set(map(str.lower, case.answers)) == {case.verdict}:
        return says(answer.short, case.verdict)
    shown = " ".join([answer.short, *(s.text for s in answer.sentences)])
    return holds_answer(shown, case.answers) and not contradicts(answer.short, case.verdict)


def _cited(citation: Citation, places: list[Place], index: Index) -> Cited:
    c, exact = citation, is_exact(citation, index.article(citation.article_id))
    return Cited(c.article_id, c.start, c.end, c.quote, exact, supported(c, places))


def citation_scores(case: Case, answer: Answer, places: list[Place]) -> Scores:
    """Score the citations of an answer to a question that has one, if it was given.

    Where sources differ, both have to be cited.
    """
    scores: Scores = {}
    if case.tag == DIFFERING:
        parts = parts_cited(answer.citations, places)
        scores["sides cited"] = None if parts is None else float(parts == 1)
    if not answer.citations or not case.answerable:
        return scores
    on = sum(supported(c, places) for c in answer.citations) / len(answer.citations)
    return scores | {
        "citation precision": on if places else None,
        "citation recall": parts_cited(answer.citations, places),
    }


def writer_scores(answer: Answer) -> Scores:
    """Count what a language model wrote and what was dropped of it; is the answer its own?"""
    return {
        "sentences dropped": float(len(answer.trace.dropped)),
        "written by the model": float(answer.is_written),
    }


def ranking_scores(grades: Sequence[int], relevant: Mapping[str, int]) -> Scores:
    """Score a ranking; None where the corpus does not hold the evidence."""
    wanted = list(relevant.values())
    found: Scores = {
        "recall@5": recall_at(5, grades, wanted),
        "success@5": success_at(5, grades),
        "success@10": success_at(10, grades),
        "MRR@10": reciprocal_rank(grades, 10),
        "nDCG@10": ndcg_at(10, grades, wanted),
    }
    return found if wanted else dict.fromkeys(found)


def whole_scores(passages: Sequence[Passage], places: list[Place]) -> Scores:
    """Score as MultiHop-RAG does: a passage counts if it holds a piece of evidence as a whole.

    Average precision counts each piece once, at the first passage that holds it, and is divided
    by the number of pieces (Tang and Yang, 2024, and their retrieval_evaluate.py).
    """
    held = [{place.part for place in places if place.inside(p.chunk)} for p in passages[:10]]
    grades = [int(bool(parts)) for parts in held]
    fresh = [len(parts - set().union(*held[:rank])) for rank, parts in enumerate(held)]
    pieces = len({place.part for place in places})
    precision = sum(count / rank for rank, count in enumerate(fresh, 1))
    found: Scores = {
        "Hits@4": success_at(4, grades),
        "Hits@10": success_at(10, grades),
        "MAP@10": precision / min(pieces, 10) if pieces else None,
        "MRR@10": reciprocal_rank(grades, 10),
    }
    return found if places else dict.fromkeys(found)
