"""The caches as one state of truth has them, and how candidates are found in them."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding import Vectors
from index.lexical import Lexical
from index.query import Filter
from index.state import Part, State
from index.truth import Truth
from index.vectors import VanishedError, VectorCache

MOST_EXACT = 200_000  # chunks searched one by one while Chroma is being built: 300 MB
FEW_CHUNKS = 5000  # of a filter: fetched and compared one by one, which is exact
log = logging.getLogger(__name__)
Admit = Callable[[list[str]], Iterable[str]]


@dataclass(frozen=True)
class Fresh:
    """Vectors that Chroma does not hold as they are now: ids, and unit vectors [ids, dimension].

    `changed` are the ids that Chroma is not believed on.
    """

    ids: tuple[str, ...]
    vectors: Vectors
    changed: frozenset[str]

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return the k nearest by cosine, best first."""
        return nearest(self.ids, self.vectors, vector, k)


@dataclass(frozen=True)
class Snapshot:
    """What a search asks: BM25, Chroma if it can be asked, and what came after Chroma was built.

    `whole` tells that between them all vectors of truth are searched.
    """

    lexical: Lexical
    cache: VectorCache | None
    size: int  # of the cache
    fresh: Fresh
    whole: bool

    def near(self, vector: Vectors, k: int, admit: Admit | None = None) -> list[str]:
        """Return the ids of the k nearest chunks, best first, of those that `admit` lets pass."""
        found = self.fresh.search(vector, k) if admit is None else self._fresh(vector, k, admit)
        if self.cache is None or not self.size:
            return [id_ for id_, _ in found]
        asked = k
        while True:
            asked = min(asked, self.size)
            held = self.cache.search(vector, asked)
            kept = [pair for pair in held if pair[0] not in self.fresh.changed]
            if admit is not None:
                admitted = set(admit([id_ for id_, _ in kept]))
                kept = [pair for pair in kept if pair[0] in admitted]
            if len(kept) >= k or asked == self.size or len(held) < asked:
                found += kept
                break
            asked *= 4
        return [id_ for id_, _ in sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]]

    def _fresh(self, vector: Vectors, k: int, admit: Admit) -> list[tuple[str, float]]:
        found = self.fresh.search(vector, len(self.fresh.ids))
        admitted = set(admit([id_ for id_, _ in found]))
        return [pair for pair in found if pair[0] in admitted][:k]

    def near_among(
        self, truth: Truth, filters: Sequence[Filter], vector: Vectors, k: int
    ) -> list[str]:
        """Return the ids of the k nearest chunks of the articles that meet the filters."""
        if truth.chunk_count_of(filters) <= FEW_CHUNKS:
            held = truth.vectors_of(filters)
            return [id_ for id_, _ in nearest(tuple(held), stacked(held), vector, k)]
        articles = truth.article_ids(filters)

        def admit(ids: list[str]) -> Iterable[str]:
            found = truth.chunks(ids)
            return [id_ for id_, (chunk, _) in found.items() if chunk.article_id in articles]

        return self.near(vector, k, admit)

    def close(self) -> None:
        """Let go of the files."""
        if self.cache:
            self.cache.close()


def open_lexical(folder: Path, truth: Truth, state: State) -> Lexical:
    """Open the index of the state, or one in memory made from truth if there is none."""
    if state.lexical:
        return Lexical.read(folder / state.lexical.place, state.lexical.languages)
    log.warning("the lexical index in %s is missing or damaged: one is made in memory", folder)
    lexical = Lexical(None, truth.languages())
    lexical.update((), truth.entries())
    return lexical


def open_vectors(folder: Path, server: str, part: Part | None) -> VectorCache | None:
    """Open a collection. Raises what Chroma raises if it cannot be opened."""
    if part is None:
        return None
    if not server:
        return VectorCache.read(folder / part.place)
    cache = VectorCache.on_server(server, part.place)
    if part.count and not cache.count():
        cache.close()
        raise VanishedError(
            f"{part.count} vectors expected in {part.place} on {server}, none found"
        )
    return cache


def read_fresh(truth: Truth, part: Part | None) -> Fresh:
    """Read the vectors that came after a cache was built; all of them without one."""
    changed = truth.changed_since(part.generation) if part else None
    ids = truth.chunk_ids() if changed is None else changed
    if len(ids) > MOST_EXACT:
        return Fresh((), stacked({}), frozenset(ids))
    held = truth.vectors(sorted(ids))
    return Fresh(tuple(held), stacked(held), frozenset(ids))


def nearest(
    ids: tuple[str, ...], vectors: Vectors, vector: Vectors, k: int
) -> list[tuple[str, float]]:
    """Return the k ids of the greatest cosine, best first; vectors are [ids, dimension]."""
    if not ids:
        return []
    cosines = vectors @ vector
    best = np.argpartition(-cosines, min(k, len(ids)) - 1)[:k]
    pairs = ((ids[place], float(cosines[place])) for place in best)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def stacked(held: dict[str, Vectors]) -> Vectors:
    """Return vectors as one array [ids, dimension]."""
    return np.stack(list(held.values())) if held else np.empty((0, 0), np.float32)
