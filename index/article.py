"""What an article is, and a file that gave none."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field

from index.sentence import sentences

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Article:
    """One document. `text` is a plain file unchanged, or what was extracted from another format.

    Offsets count its code points. `pages` are the offsets at which the pages of a PDF begin.
    `file` is the path it was read from, which is the id itself unless the file holds many.
    """

    id: str
    title: str
    text: str
    sha256: str
    metadata: dict[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    file: str = ""

    @property
    def fingerprint(self) -> str:
        """Return what differs as soon as the file, its title or its metadata does."""
        described = repr((self.sha256, self.title, sorted(self.metadata.items()), self.pages))
        return hashlib.sha256(described.encode()).hexdigest()

    def page(self, offset: int) -> int | None:
        """Return the number of the page that holds an offset, from 1; None without pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True)
class Skipped:
    """A file that was not read, and why. A `foreign` one is of a format nobody expects to be."""

    path: str
    reason: str
    foreign: bool = False


def first_line(text: str) -> str:
    """Return the title a text gives itself: its first line, or sentence where that is shorter."""
    lines = (line.strip() for line in text.splitlines())
    line = next((line for line in lines if any(map(str.isalnum, line))), "Untitled")
    start, end = sentences(line)[0]
    title = line if len(line) <= LONGEST_TITLE else line[start:end]
    return title.lstrip("# \ufeff")[:LONGEST_TITLE].rstrip() or "Untitled"
