"""What can be read of truth: articles, chunks and vectors."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.article import Article
from index.chunk import Chunk
from index.database import Database
from index.embedding import Vectors
from index.lexical import Entry, about
from index.query import Filter
from index.schema import ARTICLE, CHUNK, File, conditions, read_article, read_chunk, read_file

if TYPE_CHECKING:  # psycopg is an extra
    from index.postgres import Postgres

MOST_PARAMETERS = 500
ENTRY = "chunks.id, article_id, language, chunks.text, title, date, publisher, author"


class Contents:
    """The state of the last committed ingest."""

    def __init__(self, database: "Database | Postgres") -> None:
        self.database = database

    def meta(self, key: str) -> str | None:
        """Return a fact about the index, such as the name of its embedding."""
        if not self.database.has_table("meta"):
            return None
        rows = self.database.rows("SELECT value FROM meta WHERE key = ?", [key])
        return rows[0][0] if rows else None

    @property
    def generation(self) -> int:
        """Return the stamp of the last ingest that changed something, 0 before the first.

        Stamps grow and are never used twice, so a cache can say which state it mirrors.
        """
        return int(self.meta("generation") or 0)

    def changed_since(self, generation: int) -> set[str] | None:
        """Return the ids of chunks that came or went after a generation; None if not known.

        A generation that truth was never in comes of one that was lost: a backup was put back.
        """
        since = int(self.meta("changes since") or 0)
        logged = "SELECT 1 FROM changes WHERE stamp = ? LIMIT 1"
        if generation < since or generation > self.generation:
            return None
        if generation != since and not self.database.rows(logged, [generation]):
            return None
        sql = "SELECT DISTINCT chunk_id FROM changes WHERE stamp > ?"
        return {row[0] for row in self.database.rows(sql, [generation])}

    def files(self) -> dict[str, File]:
        """Return path -> file of every file that was read or skipped for what it holds."""
        rows = self.database.rows("SELECT path, sha256, reading, skipped FROM files")
        return {row[0]: read_file(row) for row in rows}

    def fingerprints(self, file: str) -> dict[str, str]:
        """Return article id -> `Article.fingerprint` of a file, to see what has changed."""
        sql = "SELECT id, fingerprint FROM articles WHERE file = ?"
        return {row[0]: row[1] for row in self.database.rows(sql, [file])}

    def chunks_without_vector(self) -> list[str]:
        """Return the id of one chunk for each text that was never embedded."""
        rows = self.database.rows(
            "SELECT min(id) FROM chunks"
            " WHERE NOT EXISTS"
            " (SELECT 1 FROM vectors WHERE vectors.text_sha256 = chunks.text_sha256)"
            " GROUP BY text_sha256 ORDER BY min(id)"
        )
        return [row[0] for row in rows]

    def articles(self) -> list[Article]:
        """Return every article in the order of its id."""
        rows = self.database.rows(f"SELECT {ARTICLE} FROM articles ORDER BY id")
        return [read_article(row) for row in rows]

    def articles_after(self, article_id: str, most: int) -> list[Article]:
        """Return at most so many articles in the order of their ids, those after one."""
        sql = f"SELECT {ARTICLE} FROM articles WHERE id > ? ORDER BY id LIMIT ?"
        return [read_article(row) for row in self.database.rows(sql, [article_id, most])]

    def articles_of(self, file: str) -> list[Article]:
        """Return the articles of a file."""
        rows = self.database.rows(f"SELECT {ARTICLE} FROM articles WHERE file = ?", [file])
        return [read_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """Return one article, or None."""
        rows = self.database.rows(f"SELECT {ARTICLE} FROM articles WHERE id = ?", [article_id])
        return read_article(rows[0]) if rows else None

    def article_count(self) -> int:
        """Return the number of articles."""
        return int(self.database.rows("SELECT count(*) FROM articles")[0][0])

    def titles(self, most: int = -1) -> list[str]:
        """Return the titles of the first articles in the order of their ids; all if negative."""
        limit = f" LIMIT {int(most)}" if most >= 0 else ""
        return [
            row[0] for row in self.database.rows(f"SELECT title FROM articles ORDER BY id{limit}")
        ]

    def metadata_values(self, key: str, most: int) -> list[str]:
        """Return what the first articles that say anything under a key of the metadata say."""
        like = f'%"{key}": "_%'
        sql = "SELECT metadata FROM articles WHERE metadata LIKE ? ORDER BY id LIMIT ?"
        return [str(json.loads(row[0])[key]) for row in self.database.rows(sql, [like, most])]

    def article_ids(self, filters: Sequence[Filter] = ()) -> set[str]:
        """Return the ids of the articles that meet the filters."""
        where, values = conditions(filters)
        return {
            row[0] for row in self.database.rows(f"SELECT id FROM articles WHERE {where}", values)
        }

    def languages(self) -> list[str]:
        """Return the languages of the articles."""
        return [
            row[0]
            for row in self.database.rows("SELECT DISTINCT language FROM articles ORDER BY 1")
        ]

    def chunk_ids(self) -> set[str]:
        """Return the ids of all chunks."""
        return {row[0] for row in self.database.rows("SELECT id FROM chunks")}

    def chunk_count(self) -> int:
        """Return the number of chunks."""
        return int(self.database.rows("SELECT count(*) FROM chunks")[0][0])

    def chunks(self, ids: Iterable[str]) -> dict[str, tuple[Chunk, str]]:
        """Return id -> (chunk, title of its article) for those ids that exist."""
        found: dict[str, tuple[Chunk, str]] = {}
        for batch in _batches(list(ids)):
            rows = self.database.rows(
                f"SELECT {CHUNK}, title FROM chunks"
                f" JOIN articles ON articles.id = article_id WHERE chunks.id IN ({_marks(batch)})",
                batch,
            )
            found |= {row[0]: (read_chunk(row[:6]), row[6]) for row in rows}
        return found

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return chunk id -> vector, float32 [dimension]."""
        found: dict[str, Vectors] = {}
        for batch in _batches(list(ids)):
            rows = self.database.rows(
                "SELECT chunks.id, vector FROM chunks JOIN vectors USING (text_sha256)"
                f" WHERE chunks.id IN ({_marks(batch)})",
                batch,
            )
            found |= _vectors(rows)
        return found

    def entries(self, ids: Iterable[str] | None = None) -> Iterator[Entry]:
        """Yield what lexical search needs of those chunk ids that exist, or of all chunks."""
        sql = f"SELECT {ENTRY} FROM chunks JOIN articles ON articles.id = article_id"
        batches = [[]] if ids is None else _batches(list(ids))
        for batch in batches:
            some = f" WHERE chunks.id IN ({_marks(batch)})" if batch else ""
            for row in (self.database.rows if batch else self.database.stream)(sql + some, batch):
                yield Entry(row[0], row[1], row[2], row[3], row[4], about(*row[5:]))

    def all_fingerprints(self) -> list[tuple[str, str]]:
        """Return id and `Article.fingerprint` of every article."""
        return [
            (row[0], row[1]) for row in self.database.rows("SELECT id, fingerprint FROM articles")
        ]

    def chunks_of(self, article_id: str) -> list[tuple[Chunk, str]]:
        """Return the chunks of an article with the digests noted of their texts."""
        sql = f"SELECT {CHUNK}, text_sha256 FROM chunks WHERE article_id = ?"
        return [(read_chunk(row[:6]), row[6]) for row in self.database.rows(sql, [article_id])]

    def all_vectors(self) -> Iterator[tuple[str, Vectors]]:
        """Yield every digest of a text with its vector."""
        for digest, blob in self.database.stream("SELECT text_sha256, vector FROM vectors"):
            yield digest, np.frombuffer(blob, dtype=np.float32)

    def vectors_of(self, filters: Sequence[Filter]) -> dict[str, Vectors]:
        """Return chunk id -> vector of the articles that meet the filters."""
        where, values = conditions(filters)
        return _vectors(
            self.database.rows(
                "SELECT chunks.id, vector FROM chunks JOIN vectors USING (text_sha256)"
                f" WHERE article_id IN (SELECT id FROM articles WHERE {where})",
                values,
            )
        )

    def chunk_count_of(self, filters: Sequence[Filter]) -> int:
        """Return the number of chunks of the articles that meet the filters."""
        where, values = conditions(filters)
        some = f"SELECT id FROM articles WHERE {where}"
        sql = f"SELECT count(*) FROM chunks WHERE article_id IN ({some})"
        return int(self.database.rows(sql, values)[0][0])


def _vectors(rows: Iterable[tuple[str, bytes]]) -> dict[str, Vectors]:
    return {row[0]: np.frombuffer(row[1], dtype=np.float32) for row in rows}


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), MOST_PARAMETERS):
        yield ids[start : start + MOST_PARAMETERS]
