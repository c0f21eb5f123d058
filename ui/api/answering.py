"""Answers, as the server gives them: what `qa.ask` does, counted and logged."""

import logging
from collections.abc import Iterator, Sequence
from time import perf_counter

from prometheus_client import Counter, Histogram

from index.store import Index
from qa import ask as path
from qa.answer import Answer
from qa.ask import Stage
from ui.api.logs import FIELDS

log = logging.getLogger(__name__)
ANSWERS = Counter("footnote_answers", "Questions answered.", ["answerer", "outcome"])
SECONDS = Histogram("footnote_answer_seconds", "Time from the first stage to the answer.")


def stages(question: str, index: Index, history: Sequence[str] = ()) -> Iterator[Stage | Answer]:
    """Return what `qa.ask.stages` does. Raises QuestionError at once, before the first stage."""
    return _followed(path.stages(question, index, history), question)


def _followed(found: Iterator[Stage | Answer], question: str) -> Iterator[Stage | Answer]:
    started = perf_counter()
    for step in found:
        if isinstance(step, Answer):
            _note(step, perf_counter() - started, question)
        yield step


def _note(answer: Answer, seconds: float, question: str) -> None:
    outcome = "refused" if answer.refused else "answered"
    ANSWERS.labels(answer.answerer, outcome).inc()
    SECONDS.observe(seconds)
    fields = {
        "answerer": answer.answerer,
        "outcome": outcome,
        "confidence": round(answer.confidence, 4),
        "ms": round(1000 * seconds, 1),
    }
    if log.isEnabledFor(logging.DEBUG):
        fields["question"] = question
    log.info("answer", extra={FIELDS: fields})
