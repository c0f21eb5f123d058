"""An answer, or a reader's mark for one, turned into a case of a set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.case import CaseError, read_cases, read_lines
from evals.measures import holds_answer
from index.sentence import sentences
from index.store import Index
from qa.answer import Answer
from qa.ask import ask


@dataclass(frozen=True)
class Told:
    """What a person says of a question: its turns, what is right, and whether it was not.

    `answers` are accepted ones; `refuse` says that nothing answers it. `marked_wrong` makes a
    draft of it, for a person to say what would have been right. `note` is kept.
    """

    turns: tuple[str, ...]
    answers: tuple[str, ...] = ()
    refuse: bool = False
    marked_wrong: bool = False
    note: str = ""


def case_of(told: Told, id_: str, index: Index) -> dict[str, Any]:
    """Ask the index, and return the case as a JSON object.

    Its evidence is what the answer cites, or, where accepted answers are given, the sentences
    read that hold one. Raises CaseError if no sentence does.
    """
    answer = ask(told.turns[-1], index, told.turns[:-1])
    case = {"id": id_, "kind": "answerable", "tag": "added", "turns": list(told.turns)}
    note = {"note": told.note} if told.note else {}
    if told.marked_wrong and not (told.answers or told.refuse):
        return {"draft": True} | case | {"answers": [], "evidence": []} | note
    if told.refuse or (answer.refused and not told.answers):
        return case | {"kind": "unanswerable", "answers": [], "evidence": []} | note
    evidence = _evidence(answer, told.answers)
    if not evidence:
        raise CaseError(
            f"a sentence that holds {' or '.join(told.answers)} expected among the passages read "
            f"for “{told.turns[-1]}”, none found: give the words as they stand in the document"
        )
    answers = list(told.answers) or [answer.short or answer.sentences[0].text]
    return case | {"answers": answers, "evidence": evidence} | note


def _evidence(answer: Answer, accepted: Sequence[str]) -> list[dict[str, str]]:
    if not accepted:
        return [{"article": c.article_id, "quote": c.quote} for c in answer.citations]
    chunks = [passage.chunk for passage in answer.passages]
    read = [
        (chunk.article_id, chunk.text[i:j]) for chunk in chunks for i, j in sentences(chunk.text)
    ]
    return [{"article": a, "quote": quote} for a, quote in read if holds_answer(quote, accepted)]


def told_in(path: Path) -> list[Told]:
    """Return what a file tells: lines of `footnote ask --json`, of a batch, or of feedback."""
    return [_told(path, number, found) for number, found in read_lines(path)]


def _told(path: Path, number: int, found: dict[str, Any]) -> Told:
    turns = found.get("turns") or [found.get("question")]
    if not isinstance(turns, list) or not all(isinstance(t, str) and t.strip() for t in turns):
        raise CaseError(f'{path}, line {number}: "question" or "turns" with text expected')
    wrong = found.get("mark") == "down"
    return Told(tuple(turns), marked_wrong=wrong, note=str(found.get("word") or ""))


def taken_ids(path: Path) -> list[str]:
    """Return the ids in a file of questions, drafts too; none if there is no file yet."""
    if not path.exists():
        return []
    read_cases(path)
    return [str(found.get("id", "")) for _, found in read_lines(path)]


def append(path: Path, cases: Sequence[dict[str, Any]]) -> None:
    """Add lines to a file of questions."""
    before = path.read_text("utf-8") if path.exists() else ""
    gap = "\n" if before and not before.endswith("\n") else ""
    lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(gap + lines)
