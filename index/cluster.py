"""Parsing, splitting and embedding on the machines of a Ray cluster; the one that asks writes.

Whoever asks reads every file, which it has to for the digest, and sends the bytes of those that
differ: no worker needs the folder. Results are taken in the order of the files and texts, so truth
is written as it is without Ray. The batch of a worker that dies is given to another by Ray.
"""

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from index.article import Skipped
from index.corpus import Source
from index.embedding import Embedding, Vectors
from index.errors import FootnoteError, StoreError, brief
from index.formats.parser import Parser
from index.parsed import Parsed, parse_and_split

PATIENCE_S = 5.0
TOGETHER = 64  # files or texts of a batch
TOGETHER_BYTES = 2_000_000
AHEAD = 3  # batches for each core: one at work, the others on their way
DEATHS = 9  # of workers, at one batch
SETTINGS = {  # read by Ray when it is imported, unless they are set
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_gcs_server_port_wait_time_s": "1",  # tries, of so many seconds each:
    "RAY_py_gcs_connect_timeout_s": "5",
}
Known = tuple[Source | Skipped, bool]  # a file, and whether it has to be parsed
T = TypeVar("T")


class Cluster:
    """The workers of the Ray cluster whose head is at HOST:PORT, for one thread.

    Raises StoreError if Ray is not installed, no cluster answers, or there is no worker.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._ray = _connected(address)
        remote = self._ray.remote(num_cpus=1, max_retries=DEATHS)
        self._parse, self._embed = remote(parse_batch), remote(embed_batch)
        self._cores()

    def read(
        self, sources: Iterable[Source | Skipped], differs: Callable[[Source], bool]
    ) -> Iterator[tuple[Source | Skipped, Parsed | None]]:
        """Yield the sources in their order, those that differ without their bytes but parsed.

        Raises StoreError.
        """
        known = ((s, isinstance(s, Source) and differs(s)) for s in sources)
        for batch, found in self._in_turn(map(self._sent, _batches(known, _size))):
            parsed = iter(found)
            for source, new in batch:
                yield source, next(parsed) if new else None

    def _sent(self, batch: list[Known]) -> tuple[list[Known], Any]:
        new = [source for source, new in batch if new]
        found = self._parse.remote(_release(), new) if new else None
        return [(_emptied(source), new) if new else (source, new) for source, new in batch], found

    def embed(self, embedding: Embedding, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a vector for each text, as the embedding does. Raises StoreError."""
        batches = _batches(texts, len)
        sent = ((None, self._embed.remote(_release(), embedding, batch)) for batch in batches)
        for _, vectors in self._in_turn(sent):
            yield from vectors

    def _in_turn(self, sent: Iterable[tuple[T, Any]]) -> Iterator[tuple[T, Sequence[Any]]]:
        """Yield in their order batches, which are sent as they are iterated, and their results."""
        waiting: deque[tuple[T, Any]] = deque()
        for one in sent:
            waiting.append(one)
            if len(waiting) > AHEAD * self._cores():
                yield self._done(*waiting.popleft())
        while waiting:
            yield self._done(*waiting.popleft())

    def _done(self, batch: T, found: Any) -> tuple[T, Sequence[Any]]:
        while found is not None:
            try:
                return batch, self._ray.get(found, timeout=PATIENCE_S)
            except self._ray.exceptions.GetTimeoutError:
                self._cores()
            except self._ray.exceptions.RayError as error:
                raise self._failed(error) from None
        return batch, ()

    def _failed(self, error: Exception) -> FootnoteError:
        cause = getattr(error, "cause", None) or error
        if isinstance(cause, FootnoteError):
            return cause
        return StoreError(
            f"a worker of the Ray cluster at {self._address} failed ({brief(cause)}): nothing has "
            f"changed; install Footnote {_release()} on every machine of it, and try again"
        )

    def _cores(self) -> int:
        """Return how many cores the workers have together. Raises StoreError if there are none."""
        found = int(self._ray.cluster_resources().get("CPU", 0))
        if not found:
            raise StoreError(
                f"workers expected in the Ray cluster at {self._address}, none found: run `ray "
                f"start --address={self._address}` on a machine, and try again"
            )
        return found


def _connected(address: str) -> Any:
    """Return Ray, connected. Raises StoreError."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise StoreError(
            "ray expected for --ray, none found: `pip install 'footnote-qa[ray]'`"
        ) from None
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise StoreError(f"the head of a Ray cluster as HOST:PORT expected, {address} found")
    try:
        socket.create_connection((host, int(port)), PATIENCE_S).close()
        if not ray.is_initialized():
            ray.init(address, logging_level="ERROR", log_to_driver=False)
    except Exception as error:  # Ray raises many kinds
        raise StoreError(
            f"a Ray cluster expected at {address}, found: {brief(error)}. Run `ray start` there "
            f"and here (docs/scale.md), or leave out --ray"
        ) from None
    return ray


def parse_batch(release: str, sources: Sequence[Source]) -> list[Parsed]:
    """Parse and split on a worker. Raises StoreError if that has another Footnote."""
    _check(release)
    return [parse_and_split(source, _parser()) for source in sources]


def embed_batch(release: str, embedding: Embedding, texts: Sequence[str]) -> list[Vectors]:
    """Embed on a worker. Raises StoreError if that has another Footnote."""
    _check(release)
    return list(embedding.embed(texts))


def _check(release: str) -> None:
    if release != _release():
        raise StoreError(
            f"Footnote {release} expected on every worker, {_release()} found on "
            f"{socket.gethostname()}: install the same on all"
        )


@cache
def _release() -> str:
    from importlib.metadata import version

    return version("footnote-qa")


@cache
def _parser() -> Parser:
    """Return the parser of this worker, which goes when the worker does."""
    return Parser()


def _batches(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    batch: list[T] = []
    total = 0
    for item in items:
        batch.append(item)
        total += size(item)
        if len(batch) == TOGETHER or total >= TOGETHER_BYTES:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def _size(known: Known) -> int:
    return len(known[0].content) if isinstance(known[0], Source) else 0


def _emptied(source: Source | Skipped) -> Source | Skipped:
    return replace(source, content=b"") if isinstance(source, Source) else source
