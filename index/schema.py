"""The tables of truth, and how articles and chunks stand in their rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.article import Article, Skipped
from index.chunk import Chunk
from index.language import language_of
from index.query import Filter

SCHEMA_VERSION = "3"
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reading TEXT NOT NULL, skipped TEXT NOT NULL
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    sha256 TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL,
    language TEXT NOT NULL, metadata TEXT NOT NULL, pages TEXT NOT NULL, fingerprint TEXT NOT NULL
);
CREATE INDEX articles_of_file ON articles (file);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles (id),
    start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, sentences TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX chunks_of_article ON chunks (article_id, start_offset);
CREATE INDEX chunks_of_text ON chunks (text_sha256);
CREATE TABLE vectors (text_sha256 TEXT PRIMARY KEY, vector BYTEA NOT NULL);
CREATE TABLE changes (chunk_id TEXT NOT NULL, stamp BIGINT NOT NULL);
CREATE INDEX changes_by_stamp ON changes (stamp);
"""
SHARED = """
CREATE UNLOGGED TABLE counts (
    key TEXT PRIMARY KEY, count BIGINT NOT NULL, ends DOUBLE PRECISION NOT NULL
);
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE feedback (id TEXT PRIMARY KEY, time TEXT NOT NULL, line TEXT NOT NULL);
"""  # what the replicas of a server have in common, in PostgreSQL
MIGRATIONS: dict[str, str] = {}  # schema that was released -> the statements that lead to the next
ARTICLE = "id, title, text, sha256, metadata, pages, file"
CHUNK = "chunks.id, article_id, start_offset, end_offset, chunks.text, sentences"
FILTERED = ("publisher", "author", "date")  # what a search may ask for has a column of its own


@dataclass(frozen=True)
class File:
    """A file as it was last read: of what content, how, and what of it was left out."""

    path: str
    sha256: str
    reading: str
    skipped: tuple[Skipped, ...] = ()


def article_row(article: Article) -> tuple[str, ...]:
    """Return an article in the order of its table's columns."""
    given = article.metadata
    return (
        *(article.id, article.file, article.title, article.text, article.sha256),
        *(given.get(key, "") for key in FILTERED),
        language_of(article.text),
        json.dumps(given, sort_keys=True, ensure_ascii=False),
        _joined(article.pages),
        article.fingerprint,
    )


def read_article(row: tuple[Any, ...]) -> Article:
    """Return the article of a row of the columns ARTICLE."""
    id_, title, text, sha256, metadata, pages, file = row
    return Article(id_, title, text, sha256, json.loads(metadata), _split(pages), file)


def chunk_row(chunk: Chunk) -> tuple[str | int, ...]:
    """Return a chunk in the order of its table's columns; sentences are counted from its start."""
    places = [place - chunk.start for span in chunk.sentences for place in span]
    return (
        *(chunk.id, chunk.article_id, chunk.start, chunk.end),
        *(_joined(places), chunk.text_sha256, chunk.text),
    )


def read_chunk(row: tuple[Any, ...]) -> Chunk:
    """Return the chunk of a row of the columns CHUNK."""
    id_, article_id, start, end, text, sentences = row
    places = [start + place for place in _split(sentences)]
    return Chunk(id_, article_id, start, end, text, tuple(pairwise(places))[::2])


def file_row(file: File) -> tuple[str, ...]:
    """Return a file in the order of its table's columns."""
    skipped = [[one.path, one.reason] for one in file.skipped]
    return (file.path, file.sha256, file.reading, json.dumps(skipped, ensure_ascii=False))


def read_file(row: tuple[Any, ...]) -> File:
    """Return the file of a row."""
    path, sha256, reading, skipped = row
    pairs = json.loads(skipped) if skipped != "[]" else ()
    return File(path, sha256, reading, tuple(Skipped(*pair) for pair in pairs))


def _joined(numbers: tuple[int, ...] | list[int]) -> str:
    return " ".join(map(str, numbers))


def _split(numbers: str) -> tuple[int, ...]:
    return tuple(map(int, numbers.split()))


def conditions(filters: Sequence[Filter]) -> tuple[str, list[str]]:
    """Return the condition on the table of articles that filters make, and its parameters."""
    clauses, values = ["1 = 1"], []
    for field in dict.fromkeys(f.field for f in filters if f.operator == "="):
        same = [f.value for f in filters if (f.field, f.operator) == (field, "=")]
        found = [_condition(Filter(field, "=", value)) for value in same]
        clauses.append("(" + " OR ".join(clause for clause, _ in found) + ")")
        values += [value for _, given in found for value in given]
    for clause, given in (_condition(f) for f in filters if f.operator != "="):
        clauses.append(clause)
        values += given
    return " AND ".join(clauses), values


def _condition(one: Filter) -> tuple[str, list[str]]:
    if one.field == "article":
        return "(id = ? OR file = ?)", [one.value, one.value]
    if one.field == "date":
        cut = f"substr(date, 1, {len(one.value)})"
        return f"(date <> '' AND {cut} {one.operator} ?)", [one.value]
    folded = one.value.encode().lower().decode()  # ASCII alone, as `lower` does
    return f"lower({one.field}) = ?", [folded]
