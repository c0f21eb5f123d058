"""The index: open it and search it."""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.address import note_address
from index.article import Article
from index.check import check_truth
from index.chunk import Chunk
from index.embedding import Embedding, MiniLM, Vectors
from index.errors import StoreError
from index.ingest import check_embedding
from index.live import Live
from index.query import Filter, Query, parse_query
from index.snapshot import Snapshot
from index.truth import Truth
from index.vectors import EXACT, VanishedError, check_address

SIMILARITY_WEIGHT = 25.0
TRIES = 3
FEW_TO_COMPARE = 50_000  # chunks: 75 MB, read in less time than Chroma takes to be imported
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Passage:
    """A chunk that may answer. `score` orders passages; `lexical` is BM25, `similarity` cosine.

    `header` is the header row of the table that the chunk begins within, where that was looked up.
    """

    chunk: Chunk
    title: str
    score: float
    rank: int
    lexical: float = 0.0
    similarity: float = 0.0
    header: str = ""


@dataclass(frozen=True)
class Following:
    """The number of the newest ingest, that of the ingest searched here, and the time between.

    `seconds` count from when the newest was first seen, so they may be one too few.
    """

    newest: int
    here: int
    seconds: float


class Index:
    """An index in a folder, for any number of threads; `index.ingest` makes or updates it.

    `server` is the address of a Chroma server that holds the vectors, "" for the folder itself;
    with EXACT there is no Chroma, and every vector is compared, for indexes that are small.
    `address` is that of PostgreSQL if truth is there; a folder that was used with it notes it.
    Raises StoreError if there is no index, it is damaged or was made with another embedding.
    """

    def __init__(
        self,
        folder: Path,
        embedding: Embedding | None = None,
        server: str = "",
        address: str = "",
    ) -> None:
        check_address(server)
        self._folder = folder
        self._server = server
        self._embedding = embedding or MiniLM()
        self._truth = Truth(folder, address)
        check_embedding(self._truth, self._embedding)
        check_truth(folder, self._truth)
        with suppress(OSError):  # where nothing can be written the caches are in memory
            note_address(folder, self._truth.database.address)
        self._live = Live(folder, self._truth, server)
        self._lock = Lock()
        self._behind_since: float | None = None

    @property
    def folder(self) -> Path:
        """Return the folder of the index."""
        return self._folder

    @property
    def address(self) -> str:
        """Return the address of PostgreSQL if truth is there, password and all; else ""."""
        return self._truth.database.address

    @property
    def lexical_only(self) -> bool:
        """Tell whether the last search went without vectors, since Chroma did not answer."""
        return self._live.lexical_only

    def spare_chroma(self) -> None:
        """Compare every vector from now on if they are few: for a process that asks once.

        Those in PostgreSQL may be far away; Chroma's are on this machine.
        """
        near = not self._server and self._truth.database.file
        if near and self._truth.chunk_count() <= FEW_TO_COMPARE:
            self._live = Live(self._folder, self._truth, EXACT)

    def catch_up(self) -> None:
        """Open the caches of the newest ingest; searches go on while they are built."""
        if self._live.is_behind():
            self._live.prepare()
            with self._lock:
                self._live.current()

    def following(self) -> Following:
        """Return how far the searches are behind truth. Raises StoreError if that is away."""
        newest, here = self._truth.generation, self._live.generation
        if newest == here:
            self._behind_since = None
            return Following(newest, here, 0.0)
        self._behind_since = self._behind_since or time.monotonic()
        return Following(newest, here, time.monotonic() - self._behind_since)

    def search(self, query: str, k: int = 8, where: Sequence[Filter] = ()) -> list[Passage]:
        """Return the union of the k best by BM25 and the k best by cosine, best first.

        Only chunks of articles that meet the filters, and that hold what stands in quotation
        marks in the query, are found.
        """
        asked = parse_query(query)
        vector = self._embedding.embed_query(asked.text)
        for _ in range(TRIES):
            generation = self._truth.generation
            found = self._found(asked, vector, k, where)
            if generation == self._truth.generation:
                break
        return found

    def _found(
        self, query: Query, vector: Vectors, k: int, where: Sequence[Filter]
    ) -> list[Passage]:
        lexical, near = self._candidates(query, vector, k, where)
        chunks = self._truth.chunks(dict.fromkeys([*lexical, *near]))
        held = {id_: pair for id_, pair in chunks.items() if _holds(query, *pair)}
        return self._passages(held, lexical, vector)

    def nearest(self, vector: Vectors, k: int = 8) -> list[Passage]:
        """Return the k chunks of the greatest cosine with a unit vector, best first."""
        with self._lock:
            ids = self._live.current().near(vector, k)
        return self._passages(self._truth.chunks(ids), {}, vector)

    def _passages(
        self, chunks: dict[str, tuple[Chunk, str]], lexical: dict[str, float], vector: Vectors
    ) -> list[Passage]:
        """Return chunks with their scores, best first."""
        vectors = self._truth.vectors(chunks)
        cosine = {id_: float(np.dot(vector, v)) for id_, v in vectors.items()}
        order = {id_: lexical.get(id_, 0.0) + SIMILARITY_WEIGHT * cosine[id_] for id_ in cosine}
        best = sorted(order, key=lambda id_: (-order[id_], id_))
        return [
            Passage(*chunks[id_], order[id_], rank, lexical.get(id_, 0.0), cosine[id_])
            for rank, id_ in enumerate(best, 1)
        ]

    def _candidates(
        self, query: Query, vector: Vectors, k: int, where: Sequence[Filter]
    ) -> tuple[dict[str, float], list[str]]:
        """Return BM25 scores by id, and ids by cosine, k of each side and some that are stale.

        Caches that are broken are built anew and asked again.
        """
        with self._lock:  # an ingest seen by one thread closes what another would still be asking
            try:
                return self._ask(self._live.current(), query, vector, k, where)
            except VanishedError:
                return self._ask(self._live.replace_collection(), query, vector, k, where)
            except StoreError:
                raise
            except Exception as error:  # tantivy and Chroma raise many kinds
                log.warning("the caches failed and are built anew: %s", error)
                self._live.reopen(afresh=True)
                return self._ask(self._live.current(), query, vector, k, where)

    def _ask(
        self, caches: Snapshot, query: Query, vector: Vectors, k: int, where: Sequence[Filter]
    ) -> tuple[dict[str, float], list[str]]:
        articles = self._truth.article_ids(where) if where else None
        most = 4 * k if query.phrases else k  # stems may agree where the words do not
        lexical = dict(caches.lexical.search(query, most, articles))
        if query.phrases:  # no vector knows what stands between quotation marks
            return lexical, []
        try:
            if where:
                near = caches.near_among(self._truth, where, vector, k)
            else:
                near = caches.near(vector, k)
        except VanishedError:
            raise
        except Exception as error:
            self._live.lose_server(error)
            near = []
        others = [id_ for id_ in near if id_ not in lexical]
        return lexical | caches.lexical.scores(query, others), near

    @property
    def collection(self) -> Any:
        """Return the Chroma collection of the chunks. Raises StoreError if it cannot be had."""
        with self._lock:
            cache = self._live.current().cache
        if cache is None:
            raise StoreError("a Chroma collection expected, none can be reached: run --repair")
        return cache.collection

    def articles(self) -> list[Article]:
        """Return every article in the order of its id."""
        return self._truth.articles()

    def titles(self, most: int = -1) -> list[str]:
        """Return the titles of the first articles in the order of their ids; all if negative."""
        return self._truth.titles(most)

    def proposed_questions(self, most: int) -> list[str]:
        """Return the first questions that the metadata of articles proposes for a chat."""
        return self._truth.metadata_values("question", most)

    def article_count(self) -> int:
        """Return the number of articles."""
        return self._truth.article_count()

    def articles_after(self, article_id: str, most: int) -> list[Article]:
        """Return at most so many articles in the order of their ids, those after one."""
        return self._truth.articles_after(article_id, most)

    def counts(self) -> tuple[int, int]:
        """Return how many articles and chunks there are; raises StoreError if it cannot be read."""
        return self._truth.article_count(), self._truth.chunk_count()

    def article(self, article_id: str) -> Article | None:
        """Return one article as it is indexed now, or None."""
        return self._truth.article(article_id)

    def as_retriever(self, k: int = 8) -> Any:
        """Return this index as a LlamaIndex BaseRetriever that gives the k best passages."""
        from index.llama import IndexRetriever

        return IndexRetriever(self, k)

    def close(self) -> None:
        """Let go of the files."""
        self._live.close()
        self._truth.close()


def _holds(query: Query, chunk: Chunk, title: str) -> bool:
    return not query.phrases or query.met_by(f"{title}\n{chunk.text}")
