"""What readers thought of answers: lines of JSON beside the index, sent nowhere."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from index.address import truth_address
from index.errors import FootnoteError, StoreError
from ui.escape import printable

MOST_BYTES = 20_000_000  # of the file; a stranger must not fill the disk
LONGEST = 2_000  # characters of each text
KEEP = """
INSERT INTO feedback VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET time = excluded.time, line = excluded.line RETURNING id"""
MARKS = {"up": "👍", "down": "👎", "": "taken back"}


class FeedbackError(FootnoteError):
    """The feedback cannot be read or written."""


@dataclass(frozen=True)
class Feedback:
    """A reader's mark for one answer, "up", "down" or taken back (""), and a word if one is given.

    A later line with the same id takes the place of an earlier one.
    """

    id: str
    time: str
    mark: str
    question: str
    answer: str
    word: str = ""


def new_feedback(place: str, mark: str, question: str, answer: str) -> Feedback:
    """Return feedback of this moment; the same answer in the same place has the same id."""
    id_ = sha256(f"{place}\n{question}\n{answer}".encode("utf-8", "replace")).hexdigest()[:12]
    return Feedback(id_, datetime.now(UTC).isoformat(timespec="seconds"), mark, question, answer)


class Kept(Protocol):
    """Where feedback is kept. Raises FeedbackError if that cannot be, or it is full."""

    def add(self, feedback: Feedback) -> None:
        """Keep feedback; it is on the disk when this returns."""

    def read(self) -> list[Feedback]:
        """Return the feedback as it stands, oldest first, without what was taken back."""


class FeedbackFile:
    """Beside the folder of an index."""

    def __init__(self, index_folder: Path) -> None:
        folder = index_folder.resolve()
        self.path = folder.with_name(f"{folder.name}.feedback.jsonl")
        self._lock = Lock()

    def add(self, feedback: Feedback) -> None:
        """Append a line; it is on the disk when this returns."""
        line = _line(feedback) + "\n"
        try:
            with self._lock, self.path.open("a", encoding="utf-8") as file:
                if file.tell() + len(line) > MOST_BYTES:
                    raise FeedbackError(
                        f"less than {MOST_BYTES:,} bytes expected in {self.path}: move it away"
                    )
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise FeedbackError(f"feedback cannot be kept in {self.path}: {error}") from None

    def read(self) -> list[Feedback]:
        """Return the feedback as it stands, oldest first, without what was taken back."""
        if not self.path.exists():
            return []
        try:
            text = self.path.read_text("utf-8", errors="replace")
        except OSError as error:
            raise FeedbackError(f"a file that can be read expected: {error}") from None
        return _standing(text.splitlines())


class FeedbackTable:
    """With truth in PostgreSQL, for all replicas of a server."""

    def __init__(self, address: str) -> None:
        self._address = address

    def add(self, feedback: Feedback) -> None:
        """Write a row; it is on the disk when this returns."""
        if int(self._rows("SELECT pg_total_relation_size('feedback')")[0][0]) > MOST_BYTES:
            raise FeedbackError(
                f"less than {MOST_BYTES:,} bytes expected in the table feedback: empty it"
            )
        self._rows(KEEP, feedback.id, feedback.time, _line(feedback))

    def read(self) -> list[Feedback]:
        """Return the rows."""
        return _standing(
            row[0] for row in self._rows("SELECT line FROM feedback ORDER BY time, id")
        )

    def _rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        from index.postgres import Postgres

        try:
            with closing(Postgres(self._address)) as database:
                return database.rows(sql, values)
        except StoreError as error:
            raise FeedbackError(f"feedback cannot be kept or read: {error}") from None


def feedback_of(index_folder: Path, truth: str = "") -> Kept:
    """Return where the feedback of an index is kept: with its truth. Raises StoreError."""
    address = truth_address(index_folder, truth)
    return FeedbackTable(address) if address else FeedbackFile(index_folder)


def feedback_text(found: list[Feedback]) -> str:
    """Return feedback for a terminal, and how much of it there is."""
    blocks = [
        f"{MARKS[f.mark]} {f.time}  {f.question}\n   {f.answer}"
        + (f"\n   “{f.word}”" if f.word else "")
        for f in found
    ]
    ups = sum(f.mark == "up" for f in found)
    return printable("\n\n".join([*blocks, f"{ups} up, {len(found) - ups} down"]))


def _line(feedback: Feedback) -> str:
    return json.dumps({key: value[:LONGEST] for key, value in asdict(feedback).items()})


def _standing(lines: Iterable[str]) -> list[Feedback]:
    latest = {feedback.id: feedback for feedback in _parsed(lines)}
    return [feedback for feedback in latest.values() if feedback.mark]


def _parsed(lines: Iterable[str]) -> Iterator[Feedback]:
    """Yield what the lines hold; half a line, left by a full disk, is passed over."""
    for line in lines:
        try:
            feedback = Feedback(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if feedback.mark in MARKS and all(isinstance(v, str) for v in asdict(feedback).values()):
            yield feedback
