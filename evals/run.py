"""Asking every case and judging what comes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.case import Case
from evals.measures import (
    Figure,
    f1,
    holds_answer,
    mean,
    precision,
    recall,
    recall_at,
    reciprocal_rank,
)
from index.store import Index, Passage
from qa.answer import Answer
from qa.ask import ask
from qa.verify import is_exact

CUT = 5


@dataclass(frozen=True)
class Result:
    """A case and its answer: which of the ranked passages hold evidence, and what was judged."""

    case: Case
    answer: Answer
    relevant: tuple[bool, ...]
    right: bool
    exact: tuple[bool, ...]


def run(cases: Sequence[Case], index: Index) -> Iterator[Result]:
    """Ask every case in order, and yield it judged."""
    for case in cases:
        yield judge(case, ask(case.turns[-1], index, case.turns[:-1]), index)


def judge(case: Case, answer: Answer, index: Index) -> Result:
    """Judge an answer: right holds an accepted answer, or refuses what cannot be answered."""
    shown = " ".join([answer.short, *(s.text for s in answer.sentences)])
    right = holds_answer(shown, case.answers) if case.answerable else answer.refused
    exact = tuple(is_exact(c, index.article(c.article_id)) for c in answer.citations)
    relevant = tuple(holds_evidence(passage, case, index) for passage in answer.passages)
    return Result(case, answer, relevant, right, exact)


def holds_evidence(passage: Passage, case: Case, index: Index) -> bool:
    """Tell whether a passage overlaps a place where a piece of evidence stands."""
    chunk = passage.chunk
    for evidence in case.evidence:
        article = index.article(evidence.article) if evidence.article == chunk.article_id else None
        start = article.text.find(evidence.quote) if article else -1
        while article and start >= 0:
            if chunk.start < start + len(evidence.quote) and start < chunk.end:
                return True
            start = article.text.find(evidence.quote, start + 1)
    return False


def figures(results: Sequence[Result]) -> list[Figure]:
    """Return the measures over all results, each with the number of cases behind it."""
    answerable = [r for r in results if r.case.kind == "answerable"]
    single = [r for r in results if r.case.kind != "dialogue"]
    refused = [r.case.id for r in single if r.answer.refused]
    hopeless = [r.case.id for r in single if not r.case.answerable]
    refusal = precision(refused, hopeless), recall(refused, hopeless)
    dialogues = [r for r in results if r.case.kind == "dialogue"]
    return [
        mean(f"recall@{CUT}", [recall_at(CUT, r.relevant) for r in answerable]),
        mean("MRR", [reciprocal_rank(r.relevant) for r in answerable]),
        mean("answer accuracy", [float(r.right) for r in answerable]),
        mean("citation exactness", [float(exact) for r in results for exact in r.exact]),
        Figure("refusal precision", refusal[0], len(refused)),
        Figure("refusal recall", refusal[1], len(hopeless)),
        Figure("refusal F1", f1(*refusal), len(single)),
        mean("dialogue accuracy", [float(r.right) for r in dialogues]),
    ]
