"""Nearest neighbours of a vector, in Chroma, embedded or on a server: a cache built from truth."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from index.embedding import Vectors
from index.errors import StoreError

COLLECTION = "chunks"
EXACT = "exact"  # in the place of an address: no Chroma, the vectors of truth one by one
MOST_AT_ONCE = 5000  # Chroma refuses more than 5,461 in one call
CLOUD = ".trychroma.com"
# Of records in a call of Chroma's cloud, written or found. Others are written to in the same
# portions: ten times as large ones are no faster, and are too large for many a proxy.
CLOUD_MOST = 300
HNSW = {"space": "cosine", "ef_search": 1000}
# Every call is written through: what waits in Chroma's log is written when it is next opened.
WRITTEN_THROUGH = {"sync_threshold": 2, "batch_size": 2}
# More links than Chroma's own 16, found among fewer candidates than its 100, are as near in less
# time; of 300,000 vectors in clusters 40 candidates find 0.91 of the neighbours, 100 find all.
LINKS = 28
FEW, CANDIDATES, CANDIDATES_OF_MANY = 100_000, 40, 100
MOST_COPIED = 32_000_000  # bytes of vectors; more are linked to
PATIENCE_S = 2.0  # with a server, for one answer; a search asks twice at most
BUILDING_S = 60.0


class VanishedError(StoreError):
    """The collection is not there any more: another machine has put a newer one in its place."""


class VectorCache:
    """Chunk ids and their vectors by cosine, in one Chroma collection.

    `at_once` are written by a call, and `page` are read; `most` are found at most. Raises
    VanishedError if there is no such collection and none is made, by `hnsw`.
    """

    at_once = page = MOST_AT_ONCE
    most = sys.maxsize

    def __init__(self, client: Any, name: str, hnsw: dict[str, Any] | None = None) -> None:
        from chromadb.errors import NotFoundError

        self._client = client
        self._scratch: TemporaryDirectory[str] | None = None
        self._vanished = NotFoundError
        options: dict[str, Any] = {"embedding_function": None}
        if hnsw:
            options["configuration"] = {"hnsw": hnsw}
        get = client.get_or_create_collection if hnsw else client.get_collection
        try:
            self.collection: Any = get(name, **options)
        except NotFoundError:
            raise VanishedError(f"a collection {name} expected in Chroma, none found") from None

    @classmethod
    def write(cls, folder: Path, count: int) -> "VectorCache":
        """Open a folder to build in, made for so many vectors if it is not there."""
        candidates = CANDIDATES if count <= FEW else CANDIDATES_OF_MANY
        linked = {"ef_construction": candidates, "max_neighbors": LINKS}
        return cls(_embedded(folder), COLLECTION, HNSW | WRITTEN_THROUGH | linked)

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
        """Open a collection of a Chroma server. Raises StoreError if that cannot be had."""
        from index.chroma import connect

        client = connect(address, BUILDING_S if create else PATIENCE_S)
        cache = cls(client, name, HNSW if create else None)
        if (urlsplit(address).hostname or "").endswith(CLOUD):
            cache.page = cache.most = CLOUD_MOST
        if create:
            cache.at_once = min(client.get_max_batch_size(), CLOUD_MOST)
        return cache

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
        if self._scratch:
            self._scratch.cleanup()

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        return {id_ for page in self._pages() for id_ in page}

    def _pages(self) -> Iterator[list[str]]:
        for offset in range(0, self.count(), self.page):
            page = self.collection.get(limit=self.page, offset=offset, include=[])
            yield page["ids"]

    def hold(self, wanted: set[str], vectors: Callable[[list[str]], Mapping[str, Vectors]]) -> None:
        """Make it hold exactly these ids; `vectors` is asked for those that are missing.

        Raises ValueError if it does not in the end.
        """
        there = self.ids()
        gone = sorted(there - wanted)
        for start in range(0, len(gone), self.at_once):
            self.collection.delete(ids=gone[start : start + self.at_once])
        missing = sorted(wanted - there)
        calls = -(
            -len(missing) // self.at_once
        )  # of one size: a call of one is not written through
        for number in range(calls):
            held = vectors(missing[number::calls])
            self.collection.add(ids=list(held), embeddings=list(held.values()))
        if self.count() != len(wanted):
            raise ValueError(f"{len(wanted)} vectors expected in Chroma, {self.count()} found")

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return at most k (chunk id, cosine), best first. Raises VanishedError."""
        asked = min(max(k, 1), self.most)
        try:
            found = self.collection.query(
                query_embeddings=[vector], n_results=asked, include=["distances"]
            )
        except self._vanished as error:
            raise VanishedError(f"a collection expected in Chroma, none found: {error}") from None
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((id_, 1 - gap) for id_, gap in pairs), key=lambda p: (-p[1], p[0]))

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self.collection.count())


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def check_address(server: str) -> None:
    """Raise StoreError unless this is the address of a server, "" for none, or EXACT."""
    if server in {"", EXACT}:
        return
    try:
        parts = urlsplit(server)
        named = [part for part in parts.path.split("/") if part]
        right = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        right = False
    if not right or "@" in parts.netloc or len(named) not in {0, 2} or parts.query:
        raise StoreError(
            "the address of a Chroma server, http://HOST:PORT or https://HOST/TENANT/DATABASE, "
            "expected, something else found; a token belongs in FOOTNOTE_CHROMA_TOKEN"
        )
