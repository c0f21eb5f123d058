"""The one door: a file's suffix and bytes to the articles in it."""

from collections.abc import Iterator

from index.formats.extracted import BadRow, Extracted, UnreadableError
from index.formats.parser import PARSED, Parser
from index.formats.rows import read_csv, read_jsonl
from index.formats.text import read_markdown, read_text

VERSION = "2"  # raised when a format is read differently, so that files are read again
PLAIN = {".txt": read_text, ".md": read_markdown, ".markdown": read_markdown}
ROWS = {".jsonl": read_jsonl, ".ndjson": read_jsonl, ".csv": read_csv, ".tsv": read_csv}
SUFFIXES = (*PLAIN, *ROWS, *PARSED)


def extract(suffix: str, content: bytes, parser: Parser) -> Iterator[Extracted | BadRow]:
    """Yield what a file of one of SUFFIXES holds. Raises UnreadableError if that is nothing."""
    if not content.strip():
        raise UnreadableError("empty")
    if suffix in ROWS:
        yield from ROWS[suffix](content)
    else:
        yield PLAIN[suffix](content) if suffix in PLAIN else parser.read(suffix, content)
