"""Answers, as the server gives them: what `qa.ask` does, counted and logged."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram

from index.store import Index
from qa.answer import Answer, Sentence
from qa.ask import Stage, stages
from ui.api.logs import FIELDS

if TYPE_CHECKING:
    from qa.writing.writer import Writer

log = logging.getLogger(__name__)
ANSWERS = Counter("footnote_answers", "Questions answered.", ["answerer", "outcome"])
SECONDS = Histogram("footnote_answer_seconds", "Time from the first stage to the answer.")


@dataclass(frozen=True)
class Answering:
    """What answers: the index, and a language model's writer if there is one."""

    index: Index
    writer: "Writer | None" = None

    def stages(
        self, question: str, history: Sequence[str] = (), client: str = ""
    ) -> Iterator[Stage | Sentence | Answer]:
        """Return what `qa.ask.stages` does. Raises QuestionError before the first stage."""
        found = stages(question, self.index, history, self.writer, client)
        return _followed(found, question)


def _followed(
    found: Iterator[Stage | Sentence | Answer], question: str
) -> Iterator[Stage | Sentence | Answer]:
    started = perf_counter()
    for step in found:
        if isinstance(step, Answer):
            _note(step, perf_counter() - started, question)
        yield step


def _note(answer: Answer, seconds: float, question: str) -> None:
    outcome = "refused" if answer.refused else "answered"
    ANSWERS.labels(answer.answerer, outcome).inc()
    SECONDS.observe(seconds)
    fields: dict[str, object] = {
        "answerer": answer.answerer,
        "outcome": outcome,
        "confidence": round(answer.confidence, 4),
        "ms": round(1000 * seconds, 1),
    }
    if answer.trace.dropped:
        fields["dropped"] = [dropped.reason for dropped in answer.trace.dropped]
    if answer.trace.notice:
        fields["notice"] = answer.trace.notice
    if log.isEnabledFor(logging.DEBUG):
        fields["question"] = question
    log.info("answer", extra={FIELDS: fields})
