"""What a format gives: text, what it says of itself, or the reason why not."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

DATES = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
LONGEST_VALUE = 500


class UnreadableError(Exception):
    """A file does not hold what its format promises; the message is the reason."""


@dataclass(frozen=True)
class Extracted:
    """The text of an article, what it says of itself, and its number in a file of many.

    `pages` are the offsets in the text at which the pages begin, where there are pages.
    """

    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    row: int | None = None


@dataclass(frozen=True)
class BadRow:
    """A row of a file of many that gives no article, and why."""

    row: int
    reason: str


def decode(content: bytes, encoding: str = "utf-8") -> str:
    """Return the text of a file, UTF-16 if its first bytes say so, without these.

    Raises UnreadableError if it is something else.
    """
    if marked := content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeError:
        raise UnreadableError(f"not UTF-{16 if marked else 8} text") from None
    if "\0" in text:
        raise UnreadableError("binary, not text")
    return text


def storable(text: str) -> str:
    """Return a text without what cannot be kept: halves of surrogate pairs and NUL."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def described(**found: object) -> dict[str, str]:
    """Return metadata on one line each, without what is empty; a date as YYYY-MM-DD if it is one.

    A list, of authors say, is joined by commas.
    """
    lines = {key: _line(value) for key, value in found.items()}
    if lines.get("date"):
        lines["date"] = iso_date(lines["date"])
    return {key: line for key, line in lines.items() if line}


def iso_date(text: str) -> str:
    """Return the date of a text as YYYY-MM-DD, or the text itself where it is no date we know."""
    readers = [datetime.fromisoformat, parsedate_to_datetime]
    readers += [lambda text, form=form: datetime.strptime(text, form) for form in DATES]  # type: ignore[misc]
    for read in readers:
        with suppress(ValueError, TypeError):
            return read(text).date().isoformat()
    return text


def _line(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_line, value)))
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    return re.sub(r"\s+", " ", storable(str(value))).strip()[:LONGEST_VALUE]
