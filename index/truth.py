"""What holds everything: what it does not hold does not exist.

Its SQL is what SQLite and PostgreSQL both speak; what is their own stands in database.py and
postgres.py.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from index.address import TRUTH, truth_address
from index.article import Article
from index.chunk import Chunk
from index.contents import Contents
from index.database import Database
from index.embedding import Vectors
from index.errors import StoreError
from index.schema import (
    MIGRATIONS,
    SCHEMA,
    SCHEMA_VERSION,
    SHARED,
    File,
    article_row,
    chunk_row,
    file_row,
)

if TYPE_CHECKING:  # psycopg is an extra
    from index.postgres import Postgres


class Truth(Contents):
    """Articles, chunks and vectors. Readers see the state of the last committed ingest.

    They are in PostgreSQL at the address given, or at the one noted in the folder, and else in a
    file of SQLite there. Raises StoreError if that is not a Footnote index or is damaged.
    """

    def __init__(self, folder: Path, address: str = "", *, create: bool = False) -> None:
        super().__init__(_database(folder, truth_address(folder, address), create))
        self._stamp = 0
        found = self.meta("schema")
        if found is None and not create:
            raise self.database.missing()
        if found is not None and not (create and found in MIGRATIONS):
            self._check_schema(found)

    def _check_schema(self, found: str) -> None:
        if found == SCHEMA_VERSION:
            return
        mend = f"{self.database.afresh} and run `footnote index FOLDER`"
        if found in MIGRATIONS:
            mend = f"`footnote index FOLDER` brings it to schema {SCHEMA_VERSION}"
        elif found.isdecimal() and int(found) > int(SCHEMA_VERSION):
            mend = "update Footnote"
        raise StoreError(
            f"schema {SCHEMA_VERSION} expected in {self.database.name}, {found} found: {mend}"
        )

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Commit all that is written inside, or leave no trace; none anyway unless `keep`.

        Raises StoreError.
        """
        with self.database.transaction(keep=keep):
            if not self.database.has_table("meta"):
                self._run(SCHEMA)
                self.set_meta("schema", SCHEMA_VERSION)
                self.set_meta("id", uuid4().hex)
            while (found := str(self.meta("schema"))) in MIGRATIONS:
                self._run(MIGRATIONS[found])
                self.set_meta("schema", str(int(found) + 1))
            self._check_schema(found)  # another machine may have gone on
            if self.database.address and not self.database.has_table("feedback"):
                self._run(SHARED)
            self._stamp = max(self.generation + 1, time.time_ns() // 1000)
            yield

    def _run(self, statements: str) -> None:
        for statement in statements.replace(" TEXT", f" {self.database.text_type}").split(";"):
            self.database.write(statement)

    @contextmanager
    def frozen(self) -> Iterator["Truth"]:
        """Give truth as it is now, whatever another machine commits meanwhile; for reading.

        The caller holds the lock of the writer, which is all that SQLite needs.
        """
        with self.database.frozen() as database:
            same = copy(self)
            same.database = database
            yield same

    def count_generation(self) -> None:
        """Say that the caches are out of date."""
        logged = int(self.database.rows("SELECT count(*) FROM changes")[0][0])
        if not self.generation or logged > self.chunk_count():
            self.database.write("DELETE FROM changes")
            self.set_meta("changes since", str(self._stamp))
        self.set_meta("generation", str(self._stamp))

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the index."""
        self.database.write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )

    def put_file(self, file: File) -> None:
        """Write what is known of a file; its articles are written apart."""
        self.remove_file(file.path)
        self.database.write("INSERT INTO files VALUES (?, ?, ?, ?)", file_row(file))

    def remove_file(self, path: str) -> None:
        """Forget a file; its articles are removed apart."""
        self.database.write("DELETE FROM files WHERE path = ?", [path])

    def put(self, article: Article, chunks: list[Chunk]) -> None:
        """Write an article and its chunks in place of what was there under its id."""
        self.remove(article.id)
        row = article_row(article)
        marks = ", ".join("?" * len(row))
        self.database.write(f"INSERT INTO articles VALUES ({marks})", row)
        self.database.write_many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)", map(chunk_row, chunks)
        )
        self._log(article.id)

    def remove(self, article_id: str) -> None:
        """Remove an article and its chunks."""
        self._log(article_id)
        self.database.write("DELETE FROM chunks WHERE article_id = ?", [article_id])
        self.database.write("DELETE FROM articles WHERE id = ?", [article_id])

    def _log(self, article_id: str) -> None:
        """Note that the chunks of an article come or go, for the caches."""
        sql = "INSERT INTO changes SELECT id, CAST(? AS BIGINT) FROM chunks WHERE article_id = ?"
        self.database.write(sql, [self._stamp, article_id])

    def put_vectors(self, vectors: Mapping[str, Vectors]) -> None:
        """Write vectors by the digest of their text."""
        sql = "INSERT INTO vectors VALUES (?, ?) ON CONFLICT (text_sha256) DO NOTHING"
        self.database.write_many(
            sql, ((digest, vector.tobytes()) for digest, vector in vectors.items())
        )

    def drop_unused_vectors(self) -> None:
        """Remove the vectors of texts that stand in no article any more."""
        used = "SELECT 1 FROM chunks WHERE chunks.text_sha256 = vectors.text_sha256"
        self.database.write(f"DELETE FROM vectors WHERE NOT EXISTS ({used})")

    def close(self) -> None:
        """Close the connection; the object is not used after that."""
        self.database.close()


def _database(folder: Path, address: str, create: bool) -> "Database | Postgres":
    if not address:
        return Database(folder / TRUTH, create=create)
    from index.postgres import Postgres

    return Postgres(address)
