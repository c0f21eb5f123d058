"""Reading the files of a set, with one line on what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from evals.case import CaseError

T = TypeVar("T")


def read_json(path: Path) -> Any:
    """Return what a JSON file, or a JSONL file as a list, holds. Raises CaseError."""
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        return json.loads(text)
    except (OSError, UnicodeError, ValueError, RecursionError) as error:
        raise CaseError(f"a JSON file expected, {path}: {error}") from None


def read_as(what: str, path: Path, read: Callable[[], T]) -> T:
    """Return what `read` makes of a file, or raise CaseError where it is of another form."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise CaseError(f"{what} expected, {path}: {error!r}") from None
