"""The fixed questions and what counts as a right answer to each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import FootnoteError

QUESTIONS = Path(__file__).parent / "questions.jsonl"
KINDS = ("answerable", "unanswerable", "dialogue")


class CaseError(FootnoteError):
    """A file of questions cannot be read."""


@dataclass(frozen=True)
class Evidence:
    """Exact words of an article that answer a question."""

    article: str
    quote: str


@dataclass(frozen=True)
class Case:
    """A question, or the turns of a dialogue of which the last is judged.

    `answers` are accepted short answers; a case without any has to be refused. Any one piece of
    `evidence` suffices.
    """

    id: str
    kind: str
    tag: str
    turns: tuple[str, ...]
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def answerable(self) -> bool:
        """Tell whether the articles answer it."""
        return bool(self.answers)


def read_cases(path: Path = QUESTIONS) -> list[Case]:
    """Return the cases of a JSONL file in order. Raises CaseError naming the line at fault."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise CaseError(f"a file of questions expected, {path}: {error}") from None
    return [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _case(path: Path, number: int, line: str) -> Case:
    try:
        found: dict[str, Any] = json.loads(line)
        evidence = tuple(Evidence(e["article"], e["quote"]) for e in found["evidence"])
        turns, answers = tuple(found["turns"]), tuple(found["answers"])
        case = Case(found["id"], found["kind"], found["tag"], turns, answers, evidence)
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path}, line {number}: a case expected, found: {error!r}") from None
    if case.kind not in KINDS or not case.turns:
        raise CaseError(f"{path}, line {number}: turns and a kind of {KINDS} expected")
    return case
