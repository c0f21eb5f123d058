"""The tables of truth, and how articles and chunks stand in their rows."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.article import Article, Skipped
from index.chunk import Chunk

SCHEMA_VERSION = "2"
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reading TEXT NOT NULL, skipped TEXT NOT NULL
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    sha256 TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL,
    metadata TEXT NOT NULL, pages TEXT NOT NULL, fingerprint TEXT NOT NULL
);
CREATE INDEX articles_of_file ON articles (file);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles (id),
    start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, sentences TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX chunks_of_article ON chunks (article_id, start_offset);
CREATE INDEX chunks_of_text ON chunks (text_sha256);
CREATE TABLE vectors (text_sha256 TEXT PRIMARY KEY, vector BLOB NOT NULL);
"""
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
    return File(path, sha256, reading, tuple(Skipped(*pair) for pair in json.loads(skipped)))


def _joined(numbers: tuple[int, ...] | list[int]) -> str:
    return " ".join(map(str, numbers))


def _split(numbers: str) -> tuple[int, ...]:
    return tuple(map(int, numbers.split()))
