"""Plain text and Markdown: the file itself is the text, unchanged."""

import re

from index.formats.extracted import Extracted, UnreadableError, decode, described

FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
LINE = re.compile(r"^(title|date|author|publisher|url):[ \t]*(.+?)[ \t\r]*$", re.MULTILINE)


def read_text(content: bytes) -> Extracted:
    """Return a plain text."""
    text = decode(content)
    if not text.strip():
        raise UnreadableError("empty")
    return Extracted(text)


def read_markdown(content: bytes) -> Extracted:
    """Return a Markdown text; the simple values of its front matter are its metadata."""
    plain = read_text(content)
    front = FRONT_MATTER.match(plain.text)
    if front is None:
        return plain
    found = {key: value.strip("\"'") for key, value in LINE.findall(front.group(1))}
    return Extracted(plain.text, described(**found))
