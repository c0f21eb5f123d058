"""A folder of documents: which files there are, what is in them, and why some are left out."""

import hashlib
import os
import stat
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.address import holds_index
from index.article import Article, Skipped, first_line
from index.errors import CorpusError
from index.formats.extract import SUFFIXES, VERSION, extract
from index.formats.extracted import BadRow, Extracted, UnreadableError, storable
from index.formats.parser import Parser

METADATA = "metadata.toml"
MOST_BYTES = 100_000_000
Given = Mapping[str, Mapping[str, str]]


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
        if not self.given:
            return VERSION
        described = repr(sorted((id_, sorted(table.items())) for id_, table in self.given.items()))
        return f"{VERSION} {hashlib.sha256(described.encode('utf-8', 'replace')).hexdigest()}"


def read_articles(folder: Path) -> Iterator[Article | Skipped]:
    """Yield every document below `folder` in the order of its path, or why it was skipped."""
    with Parser() as parser:
        for source in read_sources(folder, list_files(folder)):
            if isinstance(source, Skipped):
                yield source
                continue
            try:
                yield from parse(source, parser)
            except UnreadableError as error:
                yield Skipped(source.name, str(error))


def read_sources(folder: Path, found: Sequence[str]) -> Iterator[Source | Skipped]:
    """Yield each of the files that `list_files` found, or why it was skipped.

    What cannot be read and other formats are skipped with a reason. Raises CorpusError if the
    folder's metadata file cannot be read.
    """
    given: dict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for id_, table in _read_metadata(folder / METADATA).items():
        given[id_.partition("#")[0]][id_] = table
    names: dict[str, str] = {}
    for name in found:
        other = names.setdefault(name.lower(), name)
        if other != name:
            yield Skipped(name, f"differs from {other} in case only: rename one of them")
        else:
            yield _read(folder, name, given.get(name, {}))


def list_files(folder: Path) -> list[str]:
    """Return the files below a folder, as paths from there, a folder at a time and by name.

    Hidden files, linked folders, indexes and the metadata file are passed over. Raises CorpusError
    if there is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(f"a folder of documents expected, {folder} is not one: name another")
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not _index(parent, n))
        shown = sorted(name for name in names if not name.startswith("."))
        inside = Path(parent).relative_to(folder).as_posix()
        start = "" if inside == "." else f"{inside}/"
        found += [start + name for name in shown if name != METADATA]
    return found


def _index(parent: str, name: str) -> bool:
    return holds_index(Path(parent, name))


def parse(source: Source, parser: Parser) -> Iterator[Article | Skipped]:
    """Yield the articles of a file. Raises UnreadableError with the reason if it holds none."""
    for found in extract(Path(source.name).suffix.lower(), source.content, parser):
        if isinstance(found, BadRow):
            yield Skipped(f"{source.name}#{found.row}", found.reason)
        else:
            yield _article(source, found)


def _article(source: Source, found: Extracted) -> Article:
    id_ = source.name if found.row is None else f"{source.name}#{found.row}"
    nothing: Mapping[str, str] = {}
    given = [source.given.get(name, nothing) for name in dict.fromkeys((source.name, id_))]
    metadata = {**found.metadata, **{key: value for table in given for key, value in table.items()}}
    title = metadata.get("title") or first_line(found.text)
    sha256 = source.sha256 if found.row is None else hashlib.sha256(found.text.encode()).hexdigest()
    return Article(id_, title, found.text, sha256, metadata, found.pages, source.name)


def _read(folder: Path, name: str, given: Given) -> Source | Skipped:
    if not name.lower().endswith(SUFFIXES):
        return Skipped(name, f"its format is not read ({', '.join(SUFFIXES)} are)", foreign=True)
    path = os.path.join(folder, name)  # a Path for each would cost more than to read it
    try:
        if reason := _unfit(path, folder):
            return Skipped(name, reason)
        name.encode()
        with open(path, "rb") as file:
            content = file.read()
    except UnicodeError:
        return Skipped(name, "its name is not UTF-8")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return Skipped(name, f"cannot be read: {error}")
    return Source(name, content, hashlib.sha256(content).hexdigest(), given)


def _unfit(path: str, folder: Path) -> str:
    """Return why a path must not be opened, or nothing."""
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        if not Path(path).resolve().is_relative_to(folder.resolve()):
            return "a link out of the folder"
        found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file"
    if found.st_size > MOST_BYTES:
        return f"larger than {MOST_BYTES // 1_000_000} MB"
    return ""


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
        name: {key: storable(str(value)) for key, value in table.items()}
        for name, table in tables.items()
    }
