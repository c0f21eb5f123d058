"""Reading a folder: files to articles with their exact text."""

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import CorpusError
from index.sentence import sentences

SUFFIXES = (".txt", ".md", ".markdown")
METADATA = "metadata.toml"
MOST_BYTES = 50_000_000
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Article:
    """One document. `text` is the decoded file, unchanged; offsets count its code points."""

    id: str
    title: str
    text: str
    sha256: str
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Return what differs as soon as the file, its title or its metadata does."""
        described = repr((self.sha256, self.title, sorted(self.metadata.items())))
        return hashlib.sha256(described.encode()).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


def read_articles(folder: Path) -> Iterator[Article | Skipped]:
    """Yield every document below `folder` in the order of its path, or why it was skipped.

    What cannot be read and other formats are skipped with a reason; hidden files, linked folders
    and the metadata file are passed over. Raises CorpusError if the folder or its metadata file
    cannot be read.
    """
    if not folder.is_dir():
        raise CorpusError(f"a folder of documents expected, {folder} is not one: name another")
    metadata = _read_metadata(folder / METADATA)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        yield _read(path, name, metadata.get(name, {}), folder)


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name != METADATA:
                yield Path(parent, name)


def _read(path: Path, name: str, given: dict[str, str], folder: Path) -> Article | Skipped:
    try:
        if reason := _unfit(path, folder):
            return Skipped(name, reason)
        content = path.read_bytes()
        text = content.decode()
        name.encode()
    except UnicodeError:
        return Skipped(name, "not UTF-8 text")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return Skipped(name, f"cannot be read: {error}")
    if "\0" in text:
        return Skipped(name, "binary, not text")
    if not text.strip():
        return Skipped(name, "empty")
    title = given.get("title") or first_line(text)
    return Article(name, title, text, hashlib.sha256(content).hexdigest(), given)


def _unfit(path: Path, folder: Path) -> str:
    """Return why a path must not be opened, or nothing."""
    if not path.resolve().is_relative_to(folder.resolve()):
        return "a link out of the folder"
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file"
    if path.suffix.lower() not in SUFFIXES:
        return f"format {path.suffix or 'without a suffix'} is not read ({', '.join(SUFFIXES)} are)"
    if found.st_size > MOST_BYTES:
        return f"larger than {MOST_BYTES // 1_000_000} MB"
    return ""


def first_line(text: str) -> str:
    """Return the title a text gives itself: its first line, or sentence where that is shorter."""
    lines = (line.strip() for line in text.splitlines())
    line = next((line for line in lines if any(map(str.isalnum, line))), "Untitled")
    start, end = sentences(line)[0]
    title = line if len(line) <= LONGEST_TITLE else line[start:end]
    return title.lstrip("# \ufeff")[:LONGEST_TITLE].rstrip() or "Untitled"


def _read_metadata(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise CorpusError(
            f"{path}: TOML with a table for each file expected, found: {error}"
        ) from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise CorpusError(f'{path}: a table ["{name}"] expected, {table!r} found')
    return {
        name: {key: str(value) for key, value in table.items()} for name, table in tables.items()
    }
