"""A folder of documents: which files there are, what is in them, and why some are left out."""

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Article, Skipped, first_line
from index.errors import CorpusError
from index.formats.extract import SUFFIXES, VERSION, Extracted, UnreadableError, extract

METADATA = "metadata.toml"
MOST_BYTES = 50_000_000
Given = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Source:
    """A file that may be read. `given` is what metadata.toml says of it and of its rows."""

    name: str
    content: bytes
    sha256: str
    given: Given

    @property
    def reading(self) -> str:
        """Return what decides, beside the content, which articles are read from it."""
        described = repr((VERSION, sorted((k, sorted(v.items())) for k, v in self.given.items())))
        return hashlib.sha256(described.encode("utf-8", "replace")).hexdigest()


def read_articles(folder: Path) -> Iterator[Article | Skipped]:
    """Yield every document below `folder`, or why a file was skipped, as `read_sources` does."""
    for source in read_sources(folder):
        if isinstance(source, Skipped):
            yield source
            continue
        try:
            yield from parse(source)
        except UnreadableError as error:
            yield Skipped(source.name, str(error))


def read_sources(folder: Path) -> Iterator[Source | Skipped]:
    """Yield every file below `folder` in the order of its path, or why it was skipped.

    What cannot be read and other formats are skipped with a reason; hidden files, linked folders
    and the metadata file are passed over. Raises CorpusError if the folder or its metadata file
    cannot be read.
    """
    if not folder.is_dir():
        raise CorpusError(f"a folder of documents expected, {folder} is not one: name another")
    given = _read_metadata(folder / METADATA)
    for path in _files(folder):
        yield _read(path, path.relative_to(folder).as_posix(), given, folder)


def parse(source: Source) -> Iterator[Article | Skipped]:
    """Yield the articles of a file. Raises UnreadableError with the reason if it holds none."""
    yield from _articles(source, extract(Path(source.name).suffix.lower(), source.content))


def _articles(source: Source, found: Iterable[Extracted]) -> Iterator[Article]:
    for one in found:
        id_ = source.name if one.row is None else f"{source.name}#{one.row}"
        metadata = {
            **one.metadata,
            **source.given.get(source.name, {}),
            **source.given.get(id_, {}),
        }
        title = metadata.get("title") or first_line(one.text)
        yield Article(id_, title, one.text, source.sha256, metadata, one.pages, source.name)


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name != METADATA:
                yield Path(parent, name)


def _read(path: Path, name: str, given: Given, folder: Path) -> Source | Skipped:
    try:
        if reason := _unfit(path, folder):
            return Skipped(name, reason)
        name.encode()
        content = path.read_bytes()
    except UnicodeError:
        return Skipped(name, "a name that is not UTF-8")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return Skipped(name, f"cannot be read: {error}")
    said = {key: table for key, table in given.items() if key.partition("#")[0] == name}
    return Source(name, content, hashlib.sha256(content).hexdigest(), said)


def _unfit(path: Path, folder: Path) -> str:
    """Return why a path must not be opened, or nothing."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return "a link out of the folder"
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file"
    if path.suffix.lower() not in SUFFIXES:
        return f"format {path.suffix or 'without a suffix'} is not read ({', '.join(SUFFIXES)} are)"
    if found.st_size > MOST_BYTES:
        return f"larger than {MOST_BYTES // 1_000_000} MB"
    return ""


def _read_metadata(path: Path) -> Given:
    if not path.exists():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise CorpusError(
            f"{path}: TOML with a table for each file expected, found: {error}"
        ) from None
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise CorpusError(f'{path}: a table ["{name}"] expected, {table!r} found')
    return {
        name: {key: str(value) for key, value in table.items()} for name, table in tables.items()
    }
