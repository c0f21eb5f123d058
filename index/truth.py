"""The SQLite file that holds everything: what it does not hold does not exist.

Its SQL is of the kind that PostgreSQL speaks too; what is SQLite's own stands in database.py.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from index.article import Article
from index.chunk import Chunk
from index.contents import Contents
from index.embedding import Vectors
from index.errors import StoreError
from index.schema import SCHEMA, SCHEMA_VERSION, File, article_row, chunk_row, file_row

TRUTH = "truth.db"


class Truth(Contents):
    """Articles, chunks and vectors. Readers see the state of the last committed ingest.

    Raises StoreError if the file is not a Footnote index or is damaged.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        super().__init__(path, create=create)
        self._stamp = 0
        found = self.meta("schema")
        if found is None and not create:
            raise self._missing()
        if found not in {None, SCHEMA_VERSION}:
            raise StoreError(
                f"{path} of schema {SCHEMA_VERSION} expected, {found} found: "
                f"delete {path.parent} and run `footnote index FOLDER`"
            )

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Commit all that is written inside, or leave no trace; none anyway unless `keep`.

        Raises StoreError.
        """
        with super().transaction(keep=keep):
            if not self.has_table("meta"):
                for statement in SCHEMA.split(";"):
                    self.write(statement)
                self.set_meta("schema", SCHEMA_VERSION)
                self.set_meta("id", uuid4().hex)
            self._stamp = max(self.generation + 1, time.time_ns() // 1000)
            yield

    def count_generation(self) -> None:
        """Say that the caches are out of date."""
        logged = int(self.rows("SELECT count(*) FROM changes")[0][0])
        if not self.generation or logged > self.chunk_count():
            self.write("DELETE FROM changes")
            self.set_meta("changes since", str(self._stamp))
        self.set_meta("generation", str(self._stamp))

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the index."""
        self.write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )

    def put_file(self, file: File) -> None:
        """Write what is known of a file; its articles are written apart."""
        self.remove_file(file.path)
        self.write("INSERT INTO files VALUES (?, ?, ?, ?)", file_row(file))

    def remove_file(self, path: str) -> None:
        """Forget a file; its articles are removed apart."""
        self.write("DELETE FROM files WHERE path = ?", [path])

    def put(self, article: Article, chunks: list[Chunk]) -> None:
        """Write an article and its chunks in place of what was there under its id."""
        self.remove(article.id)
        row = article_row(article)
        marks = ", ".join("?" * len(row))
        self.write(f"INSERT INTO articles VALUES ({marks})", row)
        self.write_many("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)", map(chunk_row, chunks))
        self._log(article.id)

    def remove(self, article_id: str) -> None:
        """Remove an article and its chunks."""
        self._log(article_id)
        self.write("DELETE FROM chunks WHERE article_id = ?", [article_id])
        self.write("DELETE FROM articles WHERE id = ?", [article_id])

    def _log(self, article_id: str) -> None:
        """Note that the chunks of an article come or go, for the caches."""
        sql = "INSERT INTO changes SELECT id, CAST(? AS BIGINT) FROM chunks WHERE article_id = ?"
        self.write(sql, [self._stamp, article_id])

    def put_vectors(self, vectors: Mapping[str, Vectors]) -> None:
        """Write vectors by the digest of their text."""
        sql = "INSERT INTO vectors VALUES (?, ?) ON CONFLICT (text_sha256) DO NOTHING"
        self.write_many(sql, ((digest, vector.tobytes()) for digest, vector in vectors.items()))

    def drop_unused_vectors(self) -> None:
        """Remove the vectors of texts that stand in no article any more."""
        self.write("DELETE FROM vectors WHERE text_sha256 NOT IN (SELECT text_sha256 FROM chunks)")
