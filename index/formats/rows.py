"""JSON Lines and CSV: every row an article."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.formats.extracted import (
    BadRow,
    Extracted,
    UnreadableError,
    decode,
    described,
    storable,
)

NAMES = {  # of a field, in the order they are looked for
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "date": ("date", "published_at", "published"),
    "author": ("author", "authors", "byline"),
    "publisher": ("publisher", "source"),
    "url": ("url", "link"),
}
EXPECTED = "text, body or content"


def read_jsonl(content: bytes) -> Iterator[Extracted | BadRow]:
    """Yield an article for each line, numbered from 1; empty lines are passed over."""
    text = decode(content, "utf-8-sig")
    for number, line in enumerate(io.StringIO(text), 1):
        if line.strip():
            try:
                yield _article(json.loads(line), number)
            except (ValueError, RecursionError):
                yield BadRow(number, "not a line of JSON")


def read_csv(content: bytes) -> Iterator[Extracted | BadRow]:
    """Yield an article for each row below the header, numbered from 1."""
    text = decode(content, "utf-8-sig")
    csv.field_size_limit(max(len(text), 1))
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if not set(names) & set(NAMES["text"]):
            found = ", ".join(names)[:80] or "nothing"
            raise UnreadableError(f"a header with a column {EXPECTED} expected, found: {found}")
        rows.fieldnames = names
        for number, row in enumerate(rows, 1):
            yield _article(row, number)
    except csv.Error as error:
        raise UnreadableError(f"not a table ({error})") from None


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _article(row: Any, number: int) -> Extracted | BadRow:
    if not isinstance(row, Mapping):
        return BadRow(number, "not an object with fields")
    found = {field: _value(row, names) for field, names in NAMES.items()}
    text = found.pop("text")
    if not isinstance(text, str) or not text.strip():
        return BadRow(number, f"no {EXPECTED} in it")
    return Extracted(storable(text), described(**found), row=number)


def _value(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if row.get(name)), "")
