"""The index: open it and search it."""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeGuard

import numpy as np

from index.article import Article
from index.caches import Caches, build_caches, open_caches
from index.chunk import Chunk
from index.embedding import Embedding, MiniLM, Vectors
from index.errors import StoreError
from index.ingest import check_embedding
from index.lock import writer
from index.truth import TRUTH, Truth

SIMILARITY_WEIGHT = 10.0
PATIENCE_S = 120.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Passage:
    """A chunk that may answer. `score` orders passages; `lexical` is BM25, `similarity` cosine."""

    chunk: Chunk
    title: str
    score: float
    rank: int
    lexical: float = 0.0
    similarity: float = 0.0


class Index:
    """An index in a folder, for any number of threads; `index.ingest` makes or updates it.

    Raises StoreError if there is none, it is damaged or was made with another embedding.
    """

    def __init__(self, folder: Path, embedding: Embedding | None = None) -> None:
        self._folder = folder
        self._embedding = embedding or MiniLM()
        self._truth = Truth(folder / TRUTH)
        self._caches: Caches | None = None
        self._lock = Lock()
        check_embedding(self._truth, self._embedding, folder)

    def search(self, query: str, k: int = 8) -> list[Passage]:
        """Return the union of the k best by BM25 and the k best by cosine, best first."""
        vector = self._embedding.embed_query(query)
        lexical, found = self._candidates(query, vector, k)
        chunks = self._truth.chunks(dict.fromkeys([*lexical, *found]))
        nearest = [id_ for id_ in found if id_ in chunks][:k]  # the others are stale
        vectors = self._truth.vectors(dict.fromkeys([*lexical, *nearest]))
        near = {id_: float(np.dot(vector, v)) for id_, v in vectors.items() if id_ in chunks}
        order = {id_: lexical.get(id_, 0.0) + SIMILARITY_WEIGHT * near[id_] for id_ in near}
        best = sorted(order, key=lambda id_: (-order[id_], id_))
        return [
            Passage(*chunks[id_], order[id_], rank, lexical.get(id_, 0.0), near[id_])
            for rank, id_ in enumerate(best, 1)
        ]

    def _candidates(
        self, query: str, vector: Vectors, k: int
    ) -> tuple[dict[str, float], list[str]]:
        """Return BM25 scores by id, and ids by cosine, k of each and the stale ones among them.

        Caches that are broken are built anew and asked again.
        """
        with self._lock:  # an ingest seen by one thread closes what another would still be asking
            try:
                return self._ask_caches(query, vector, k)
            except StoreError:
                raise
            except Exception as error:  # tantivy and Chroma raise many kinds
                log.warning("the caches in %s are rebuilt: %s", self._folder, error)
                self._caches = self._rebuilt(None, afresh=True)
                return self._ask_caches(query, vector, k)

    def _ask_caches(
        self, query: str, vector: Vectors, k: int
    ) -> tuple[dict[str, float], list[str]]:
        caches = self._current_caches()
        lexical = dict(caches.lexical.search(query, k))
        stale = max(0, caches.vectors.count() - self._truth.chunk_count())
        return lexical, [id_ for id_, _ in caches.vectors.search(vector, k + stale)]

    @property
    def collection(self) -> Any:
        """Return the Chroma collection of the chunks."""
        with self._lock:
            return self._current_caches().vectors.collection

    def articles(self) -> list[Article]:
        """Return every article in the order of its id."""
        return self._truth.articles()

    def article(self, article_id: str) -> Article | None:
        """Return one article as it is indexed now, or None."""
        return self._truth.article(article_id)

    def close(self) -> None:
        """Let go of the files."""
        if self._caches:
            self._caches.close()
        self._truth.close()

    def _current_caches(self) -> Caches:
        """Return the caches of the newest ingest, or those before it while it builds them."""
        if self._caches is None or self._caches.generation != self._truth.generation:
            if self._caches:
                self._caches.close()
                self._caches = None
            found = open_caches(self._folder)
            self._caches = found if self._is_current(found) else self._rebuilt(found)
        return self._caches

    def _is_current(self, caches: Caches | None) -> TypeGuard[Caches]:
        return caches is not None and caches.generation == self._truth.generation

    def _rebuilt(self, old: Caches | None, *, afresh: bool = False) -> Caches:
        """Build the caches from truth, unless another process is about it and old ones serve."""
        try:
            with writer(self._folder, 0.0 if old else PATIENCE_S):
                found = None if afresh else open_caches(self._folder)
                if self._is_current(found):  # built by another process meanwhile
                    return found
                build_caches(self._folder, self._truth, afresh=afresh)
        except StoreError:
            if old:
                return old
            raise
        found = open_caches(self._folder)
        if found is None:
            raise StoreError(
                f"caches that open expected in {self._folder} after a rebuild, none found: "
                "delete the folder and run `footnote index FOLDER`"
            )
        return found
