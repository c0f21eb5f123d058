"""The only place that escapes what documents, questions and answers say."""

import re
from html import escape

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return text without control characters and without marks that reorder what follows."""
    return CONTROL.sub("", text)


def inline(text: str) -> str:
    """Escape text for one line of HTML."""
    return escape(re.sub(r"\s*\n\s*", " ", printable(text)))


def lines(text: str) -> str:
    """Escape text with its line breaks."""
    return escape(printable(text)).replace("\n", "<br>")
