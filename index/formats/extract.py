"""The bytes of a file, whatever its format, to the text of the articles in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

VERSION = "1"  # raised when a format is read differently, so that files are read again
SUFFIXES = (".txt", ".md", ".markdown")


class UnreadableError(Exception):
    """A file does not hold what its format promises; the message is the reason."""


@dataclass(frozen=True)
class Extracted:
    """The text of an article, what it says of itself, and its number in a file of many."""

    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    row: int | None = None


def extract(suffix: str, content: bytes) -> Iterator[Extracted]:
    """Yield what a file holds. Raises UnreadableError."""
    try:
        text = content.decode()
    except UnicodeError:
        raise UnreadableError("not UTF-8 text") from None
    if "\0" in text:
        raise UnreadableError("binary, not text")
    if not text.strip():
        raise UnreadableError("empty")
    yield Extracted(text)
