"""The SQLite file that holds everything: what it does not hold does not exist."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.article import Article
from index.chunk import Chunk
from index.embedding import Vectors
from index.errors import NoIndexError, StoreError
from index.schema import (
    ARTICLE,
    CHUNK,
    SCHEMA,
    SCHEMA_VERSION,
    File,
    article_row,
    chunk_row,
    file_row,
    read_article,
    read_chunk,
    read_file,
)

TRUTH = "truth.db"
MOST_PARAMETERS = 500


class Truth:
    """Articles, chunks and vectors. Readers see the state of the last committed ingest.

    Raises StoreError if the file is not a Footnote index or is damaged.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        if not create and not path.exists():
            raise self._missing()
        try:
            self._connection = self._connect(create)
            found = self.meta("schema")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        if found is None and not create:
            raise self._missing()
        if found not in {None, SCHEMA_VERSION}:
            raise StoreError(
                f"{path} of schema {SCHEMA_VERSION} expected, {found} found: "
                f"delete {path.parent} and run `footnote index FOLDER`"
            )

    def _connect(self, create: bool) -> sqlite3.Connection:
        address = self._path.resolve().as_uri()
        if not os.access(self._path.parent, os.W_OK):
            address += "?mode=ro&immutable=1"  # reading a WAL would write beside it
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False
        )
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        return connection

    def _has_schema(self) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'meta'"))

    def _missing(self) -> NoIndexError:
        return NoIndexError(
            f"an index expected at {self._path.parent}, none found: run `footnote index FOLDER`"
        )

    def _damaged(self, error: Exception) -> StoreError:
        return StoreError(
            f"a readable index expected in {self._path}, found: {error}. "
            f"Delete {self._path.parent} and run `footnote index FOLDER`"
        )

    def _rows(self, sql: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, tuple(parameters)).fetchall()
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self._path} cannot be read: {error}") from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None

    def _write(self, sql: str, parameters: Iterable[object] = ()) -> None:
        """Write; sqlite3.OperationalError, such as a full disk, is left to `transaction`."""
        self._connection.execute(sql, tuple(parameters))

    def close(self) -> None:
        """Close the file; the object is not used after that."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is written inside, or leave no trace.

        Raises StoreError if it cannot be written, for want of space for example.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if not self._has_schema():
                for statement in SCHEMA.split(";"):
                    self._connection.execute(statement)
                self.set_meta("schema", SCHEMA_VERSION)
            yield
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error}): nothing has changed; mend that and "
                "run `footnote index FOLDER` again"
            ) from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @property
    def generation(self) -> int:
        """Return how many ingests changed something: the caches say which one they mirror."""
        return int(self.meta("generation") or 0)

    def count_generation(self) -> None:
        """Say that the caches are out of date."""
        self.set_meta("generation", str(self.generation + 1))

    def meta(self, key: str) -> str | None:
        """Return a fact about the index, such as the name of its embedding."""
        if not self._has_schema():
            return None
        rows = self._rows("SELECT value FROM meta WHERE key = ?", [key])
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the index."""
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])

    def files(self) -> dict[str, File]:
        """Return path -> file of every file that was read or skipped for what it holds."""
        rows = self._rows("SELECT path, sha256, reading, skipped FROM files")
        return {row[0]: read_file(row) for row in rows}

    def put_file(self, file: File) -> None:
        """Write what is known of a file; its articles are written apart."""
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", file_row(file))

    def remove_file(self, path: str) -> None:
        """Forget a file; its articles are removed apart."""
        self._write("DELETE FROM files WHERE path = ?", [path])

    def fingerprints(self, file: str) -> dict[str, str]:
        """Return article id -> `Article.fingerprint` of a file, to see what has changed."""
        sql = "SELECT id, fingerprint FROM articles WHERE file = ?"
        return {row[0]: row[1] for row in self._rows(sql, [file])}

    def put(self, article: Article, chunks: list[Chunk]) -> None:
        """Write an article and its chunks in place of what was there under its id."""
        self.remove(article.id)
        marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
        self._write(f"INSERT INTO articles VALUES ({marks})", article_row(article))
        self._connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)", map(chunk_row, chunks)
        )

    def remove(self, article_id: str) -> None:
        """Remove an article and its chunks."""
        self._write("DELETE FROM chunks WHERE article_id = ?", [article_id])
        self._write("DELETE FROM articles WHERE id = ?", [article_id])

    def texts_without_vector(self) -> dict[str, str]:
        """Return text_sha256 -> text of the chunks whose text was never embedded."""
        rows = self._rows(
            "SELECT text_sha256, text FROM chunks"
            " WHERE text_sha256 NOT IN (SELECT text_sha256 FROM vectors)"
            " ORDER BY article_id, start_offset"
        )
        return {row[0]: row[1] for row in rows}

    def put_vector(self, text_sha256: str, vector: Vectors) -> None:
        """Write the vector of a text."""
        self._write("INSERT OR IGNORE INTO vectors VALUES (?, ?)", [text_sha256, vector.tobytes()])

    def drop_unused_vectors(self) -> None:
        """Remove the vectors of texts that stand in no article any more."""
        self._write("DELETE FROM vectors WHERE text_sha256 NOT IN (SELECT text_sha256 FROM chunks)")

    def articles(self) -> list[Article]:
        """Return every article in the order of its id."""
        rows = self._rows(f"SELECT {ARTICLE} FROM articles ORDER BY id")
        return [read_article(row) for row in rows]

    def articles_of(self, file: str) -> list[Article]:
        """Return the articles of a file."""
        rows = self._rows(f"SELECT {ARTICLE} FROM articles WHERE file = ?", [file])
        return [read_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """Return one article, or None."""
        rows = self._rows(f"SELECT {ARTICLE} FROM articles WHERE id = ?", [article_id])
        return read_article(rows[0]) if rows else None

    def article_count(self) -> int:
        """Return the number of articles."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def chunk_ids(self) -> set[str]:
        """Return the ids of all chunks."""
        return {row[0] for row in self._rows("SELECT id FROM chunks")}

    def chunk_count(self) -> int:
        """Return the number of chunks."""
        return int(self._rows("SELECT count(*) FROM chunks")[0][0])

    def chunks(self, ids: Iterable[str]) -> dict[str, tuple[Chunk, str]]:
        """Return id -> (chunk, title of its article) for those ids that exist."""
        found: dict[str, tuple[Chunk, str]] = {}
        for batch in _batches(list(ids)):
            marks = ", ".join("?" * len(batch))
            rows = self._rows(
                f"SELECT {CHUNK}, title FROM chunks"
                f" JOIN articles ON articles.id = article_id WHERE chunks.id IN ({marks})",
                batch,
            )
            found |= {row[0]: (read_chunk(row[:6]), row[6]) for row in rows}
        return found

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return chunk id -> vector, float32 [dimension]."""
        found: dict[str, Vectors] = {}
        for batch in _batches(list(ids)):
            marks = ", ".join("?" * len(batch))
            rows = self._rows(
                "SELECT chunks.id, vector FROM chunks JOIN vectors USING (text_sha256)"
                f" WHERE chunks.id IN ({marks})",
                batch,
            )
            found |= {row[0]: np.frombuffer(row[1], dtype=np.float32) for row in rows}
        return found


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), MOST_PARAMETERS):
        yield ids[start : start + MOST_PARAMETERS]
