"""A file of questions, one a line, JSON objects or plain text; and its answers, one a line."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from index.errors import FootnoteError


class BatchError(FootnoteError):
    """A batch file, or a line of it, cannot be read."""


@dataclass(frozen=True)
class Line:
    """The turns of one line, the last of them to be answered; or what is wrong with it."""

    id: str
    turns: tuple[str, ...]
    error: str = ""


def read_lines(path: str) -> Iterator[Line]:
    """Yield the lines of a file, or of standard input for "-"; blank lines are passed over.

    Raises BatchError if the file cannot be read.
    """
    for number, text in enumerate(_read(path).split("\n"), 1):
        if text.strip():
            yield _line(str(number), text.strip())


def print_each(path: str, record: Callable[[str, tuple[str, ...]], dict[str, Any]]) -> None:
    """Print the record of every line's id and turns, or what is wrong; exit 1 if anything was."""
    failed = False
    for line in read_lines(path):
        try:
            if line.error:
                raise FootnoteError(line.error)
            print(line_of(record(line.id, line.turns)), flush=True)
        except FootnoteError as error:
            failed = True
            print(line_of({"id": line.id, "error": str(error)}), flush=True)
    if failed:
        raise typer.Exit(1)


def line_of(record: dict[str, Any]) -> str:
    """Return a record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False)


def _read(path: str) -> str:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
        return text.removeprefix("\ufeff")
    except (OSError, UnicodeError) as error:
        raise BatchError(f"a UTF-8 file of questions expected, {path}: {error}") from None


def _line(number: str, text: str) -> Line:
    if not text.startswith("{"):
        return Line(number, (text,))
    try:
        found = json.loads(text)
        turns = found.get("turns") or [found[key] for key in ("question", "query") if key in found]
    except (ValueError, RecursionError) as error:
        return Line(number, (), f"line {number}: a JSON object expected: {error}")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        return Line(number, (), f'line {number}: "question" or "turns" with text expected')
    return Line(str(found.get("id", number)), tuple(turns))
