"""Vectors on a Chroma server: one collection, which all machines that share a truth share.

Its metadata say which state of truth it mirrors, once it does. Who holds the lock changes it in
place; others meanwhile believe it on nothing that changed since, so they never find what is
half done.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from index.chroma import connect
from index.state import Part
from index.truth import Truth
from index.vectors import BUILDING_S, VectorCache

PAGE = 100


def newest(server: str, truth: Truth, patience_s: float) -> Part | None:
    """Return the collection of the newest state that truth knows, None if there is none.

    Raises StoreError, or what Chroma raises.
    """
    with closing(connect(server, patience_s)) as client:
        found = [_part(one) for one in _collections(client, truth) if one.metadata]
        for part in sorted(found, key=lambda part: -part.generation):
            known = truth.changed_since(part.generation) is not None
            if known and client.get_collection(part.place, embedding_function=None).count():
                return part
    return None


def fill(server: str, truth: Truth, old: Part | None) -> Part:
    """Write the vectors of truth to a collection of their own, or what changed to an old one.

    The older ones go. Raises StoreError, ValueError, or what Chroma raises.
    """
    name = old.place if old else f"{_prefix(truth)}{truth.generation}"
    wanted = truth.chunk_ids()
    with closing(VectorCache.on_server(server, name, create=True)) as cache:
        cache.hold(wanted, truth.vectors)
        about = {"generation": truth.generation, "count": len(wanted)}
        cache.collection.modify(metadata=about)
    with closing(connect(server, BUILDING_S)) as client:
        for other in _collections(client, truth):
            if _number(other.name) < _number(name):
                client.delete_collection(other.name)
    return Part(name, truth.generation, len(wanted))


def _collections(client: Any, truth: Truth) -> Iterator[Any]:
    every = range(0, client.count_collections(), PAGE)
    pages = [client.list_collections(limit=PAGE, offset=offset) for offset in every]
    return (one for page in pages for one in page if one.name.startswith(_prefix(truth)))


def _part(collection: Any) -> Part:
    about = collection.metadata
    return Part(collection.name, int(about["generation"]), int(about["count"]))


def _prefix(truth: Truth) -> str:
    return f"footnote-{truth.meta('id')}-"


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])
