"""A question, what counts as a right answer to it, and sets of such questions."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import FootnoteError

QUESTIONS = Path(__file__).parent / "questions.jsonl"
KINDS = ("answerable", "unanswerable", "dialogue")
VERDICTS = ("", "yes", "no")


class CaseError(FootnoteError):
    """A file of questions, a run or a baseline cannot be read."""


@dataclass(frozen=True)
class Evidence:
    """Exact words of an article that answer a question; with no quote, the whole article.

    Pieces of the same `part` are alternatives; one of each part is needed. `grade` is how
    relevant the piece is, 1 unless a set has grades.
    """

    article: str
    quote: str
    part: int = 0
    grade: int = 1


@dataclass(frozen=True)
class Case:
    """A question, or the turns of a dialogue of which the last is judged.

    `answers` are accepted short answers. A case without answers and evidence has to be refused.
    Cases of one `group`, an article, are drawn together for intervals. `verdict` is "yes" or "no"
    where a question asks for that.
    """

    id: str
    kind: str
    tag: str
    turns: tuple[str, ...]
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    group: str = ""
    verdict: str = ""

    @property
    def answerable(self) -> bool:
        """Tell whether the articles answer it."""
        return bool(self.answers or self.evidence)


@dataclass(frozen=True)
class Document:
    """A document of a set: its file name, title and text, and what else is known of it."""

    name: str
    title: str
    text: str
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class QuestionSet:
    """Cases and the corpus they are asked of: a folder, or documents to be written into one.

    With a `depth`, retrieval is judged on a search of that depth instead of on the passages an
    answer was read from; with `asks` false nothing else is. `unit` is what is relevant or not: a
    passage, or a document; `whole` adds the measures of MultiHop-RAG.
    """

    name: str
    cases: tuple[Case, ...]
    corpus: Path | None = None
    documents: tuple[Document, ...] = ()
    depth: int = 0
    asks: bool = True
    unit: str = "passage"
    whole: bool = False


def read_cases(path: Path = QUESTIONS) -> list[Case]:
    """Return the cases of a JSONL file in order; drafts are passed over.

    Raises CaseError naming the line at fault.
    """
    cases = [
        _case(path, number, found) for number, found in read_lines(path) if not found.get("draft")
    ]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{path}: one case of each id expected, {case.id} found twice")
        seen.add(case.id)
    return cases


def read_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the JSON object of every line that is not blank, with its number."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeError) as error:
        raise CaseError(f"a file of questions expected, {path}: {error}") from None
    return [
        (number, _object(path, number, line))
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{path}, line {number}: a JSON object expected: {error}") from None
    if not isinstance(found, dict):
        raise CaseError(f"{path}, line {number}: a JSON object expected, found: {line[:40]}")
    return found


def _case(path: Path, number: int, found: dict[str, Any]) -> Case:
    try:
        return case_from(found)
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path}, line {number}: a case expected, found: {error!r}") from None


def case_from(found: dict[str, Any]) -> Case:
    """Return the case that a JSON object describes. Raises ValueError, KeyError or TypeError."""
    evidence = tuple(
        Evidence(
            _text(e["article"]), _text(e["quote"]), int(e.get("part", 0)), int(e.get("grade", 1))
        )
        for e in found["evidence"]
    )
    case = Case(
        _text(str(found["id"])),
        found["kind"],
        _text(str(found.get("tag", ""))),
        _texts(found["turns"]),
        _texts(found["answers"]),
        evidence,
        str(found.get("group") or (evidence[0].article if evidence else found["id"])),
        found.get("verdict", ""),
    )
    if case.kind not in KINDS or not case.turns or case.verdict not in VERDICTS:
        raise ValueError(f"turns, a kind of {KINDS} and a verdict of {VERDICTS} expected")
    if case.kind != "dialogue" and case.answerable != (case.kind == "answerable"):
        raise ValueError("answers or evidence expected of answerable cases, and of no other")
    return case


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError(f"a list expected, {found!r} found")
    return tuple(map(_text, found))


def _text(found: Any) -> str:
    """Return a text that can be encoded: JSON may hold half a surrogate pair."""
    if not isinstance(found, str):
        raise TypeError(f"text expected, {found!r} found")
    return found.encode("utf-8", "replace").decode()
