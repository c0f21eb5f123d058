"""What readers thought of answers: lines of JSON beside the index, sent nowhere."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock

from index.errors import FootnoteError
from ui.escape import printable

MOST_BYTES = 20_000_000  # of the file; a stranger must not fill the disk
LONGEST = 2_000  # characters of each text
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


class FeedbackFile:
    """The file of an index. Raises FeedbackError if it cannot be read or written, or is full."""

    def __init__(self, index_folder: Path) -> None:
        folder = index_folder.resolve()
        self.path = folder.with_name(f"{folder.name}.feedback.jsonl")
        self._lock = Lock()

    def add(self, feedback: Feedback) -> None:
        """Append a line; it is on the disk when this returns."""
        fields = {key: value[:LONGEST] for key, value in asdict(feedback).items()}
        line = json.dumps(fields) + "\n"
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
        latest = {feedback.id: feedback for feedback in _parsed(text)}
        return [feedback for feedback in latest.values() if feedback.mark]


def feedback_text(found: list[Feedback]) -> str:
    """Return feedback for a terminal, and how much of it there is."""
    blocks = [
        f"{MARKS[f.mark]} {f.time}  {f.question}\n   {f.answer}"
        + (f"\n   “{f.word}”" if f.word else "")
        for f in found
    ]
    ups = sum(f.mark == "up" for f in found)
    return printable("\n\n".join([*blocks, f"{ups} up, {len(found) - ups} down"]))


def _parsed(text: str) -> Iterator[Feedback]:
    """Yield what the lines hold; half a line, left by a full disk, is passed over."""
    for line in text.splitlines():
        try:
            feedback = Feedback(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if feedback.mark in MARKS and all(isinstance(v, str) for v in asdict(feedback).values()):
            yield feedback
