"""Nearest neighbours of a vector, in Chroma: a cache built from truth."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from index.embedding import Vectors

COLLECTION = "chunks"
MOST_AT_ONCE = 5000  # Chroma refuses more than 5,461 in one call


class VectorCache:
    """Chunk ids and their vectors by cosine, in a Chroma folder that is made if it is not there.

    Only ever appended to: Chroma does not survive a kill between delete and add.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(str(folder), settings=settings)
        self.collection: Any = self._client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def close(self) -> None:
        """Let go of the folder, so that a later instance sees what others wrote."""
        self._client.close()

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        return {id_ for page in self._pages() for id_ in page}

    def _pages(self) -> Iterator[list[str]]:
        for offset in range(0, self.count(), MOST_AT_ONCE):
            page = self.collection.get(limit=MOST_AT_ONCE, offset=offset, include=[])
            yield page["ids"]

    def add(self, vectors: Mapping[str, Vectors], documents: Mapping[str, str]) -> None:
        """Add vectors and texts by chunk id; ids that exist stay as they are."""
        ids = iter(vectors)
        while batch := list(islice(ids, MOST_AT_ONCE)):
            self.collection.add(
                ids=batch,
                embeddings=[vectors[id_] for id_ in batch],
                documents=[documents[id_] for id_ in batch],
            )

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return at most k (chunk id, cosine), best first."""
        most = min(k, self.count())
        if most == 0:
            return []
        found = self.collection.query(
            query_embeddings=[vector], n_results=most, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((id_, 1 - gap) for id_, gap in pairs), key=lambda p: (-p[1], p[0]))

    def count(self) -> int:
        """Return how many vectors there are, stale ones included."""
        return int(self.collection.count())
