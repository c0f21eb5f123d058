"""Nearest neighbours of a vector, in Chroma, embedded or on a server: a cache built from truth."""

import shutil
from collections.abc import Collection, Iterator, Mapping
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from index.embedding import Vectors
from index.errors import StoreError

COLLECTION = "chunks"
EXACT = "exact"  # in the place of an address: no Chroma, the vectors of truth one by one
MOST_AT_ONCE = 5000  # Chroma refuses more than 5,461 in one call
# Every call is written through: what waits in Chroma's log is written when it is next opened.
HNSW = {"space": "cosine", "sync_threshold": 2, "batch_size": 2, "ef_search": 1000}
MOST_COPIED = 32_000_000  # bytes of vectors; more are linked to
PATIENCE_S = 2.0  # with a server, for one answer; a search asks twice at most
BUILDING_S = 60.0


class VectorCache:
    """Chunk ids and their vectors by cosine, in one Chroma collection."""

    def __init__(self, client: Any, name: str, *, create: bool = False) -> None:
        self._client = client
        self._scratch: TemporaryDirectory[str] | None = None
        options: dict[str, Any] = {"embedding_function": None}
        if create:
            options["configuration"] = {"hnsw": HNSW}
        get = client.get_or_create_collection if create else client.get_collection
        self.collection: Any = get(name, **options)

    @classmethod
    def write(cls, folder: Path) -> "VectorCache":
        """Open a folder to build in, made if it is not there."""
        return cls(_embedded(folder), COLLECTION, create=True)

    @classmethod
    def read(cls, folder: Path) -> "VectorCache":
        """Open a folder that is complete, without a change to it.

        Chroma writes to its SQLite file as soon as it opens it, so it gets a copy of that, and of
        the vectors or links to them: the folder stays what its digests say, and may be read-only.
        """
        scratch = TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        copy = Path(scratch.name)
        for path in folder.iterdir():
            if path.is_dir() and sum(p.stat().st_size for p in path.iterdir()) <= MOST_COPIED:
                (copy / path.name).mkdir()
                for file in path.iterdir():
                    shutil.copyfile(file, copy / path.name / file.name)
            elif path.is_dir():
                (copy / path.name).symlink_to(path.resolve(), target_is_directory=True)
            else:
                shutil.copyfile(path, copy / path.name)
        cache = cls(_embedded(copy), COLLECTION)
        cache._scratch = scratch
        return cache

    @classmethod
    def on_server(cls, address: str, name: str, *, create: bool = False) -> "VectorCache":
        """Open a collection of a Chroma server. Raises StoreError if that does not answer."""
        return cls(_server(address, BUILDING_S if create else PATIENCE_S), name, create=create)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
        if self._scratch:
            self._scratch.cleanup()

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        return {id_ for page in self._pages() for id_ in page}

    def _pages(self) -> Iterator[list[str]]:
        for offset in range(0, self.count(), MOST_AT_ONCE):
            page = self.collection.get(limit=MOST_AT_ONCE, offset=offset, include=[])
            yield page["ids"]

    def add(self, vectors: Mapping[str, Vectors]) -> None:
        """Add vectors by chunk id; ids that exist stay as they are."""
        ids = iter(vectors)
        while batch := list(islice(ids, MOST_AT_ONCE)):
            self.collection.add(ids=batch, embeddings=[vectors[id_] for id_ in batch])

    def remove(self, ids: Collection[str]) -> None:
        """Remove vectors by chunk id."""
        rest = iter(ids)
        while batch := list(islice(rest, MOST_AT_ONCE)):
            self.collection.delete(ids=batch)

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return at most k (chunk id, cosine), best first."""
        found = self.collection.query(
            query_embeddings=[vector], n_results=max(k, 1), include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((id_, 1 - gap) for id_, gap in pairs), key=lambda p: (-p[1], p[0]))

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self.collection.count())


def drop_collection(address: str, name: str) -> None:
    """Remove a collection from a server if it is there."""
    client = _server(address, BUILDING_S)
    if name in {collection.name for collection in client.list_collections()}:
        client.delete_collection(name)


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def check_address(server: str) -> None:
    """Raise StoreError unless this is the address of a server, "" for none, or EXACT."""
    parts = urlsplit(server)
    if server not in {"", EXACT} and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise StoreError(
            f"the address of a Chroma server such as http://HOST:PORT expected, {server} found"
        )


def _server(address: str, patience_s: float) -> Any:
    """Return a client that gives up: Chroma's own would wait for ever. Raises StoreError."""
    try:
        urlopen(f"{address.rstrip('/')}/api/v2/heartbeat", timeout=PATIENCE_S).close()  # noqa: S310
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise StoreError(
            f"a Chroma server expected at {address}, it does not answer ({reason}): start it, or "
            "leave out --chroma"
        ) from None
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(address)
    client = chromadb.HttpClient(
        host=parts.hostname,
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=Settings(anonymized_telemetry=False),
    )
    client._server._session.timeout = patience_s
    return client
