"""Kills of all that an ingest needs, and what was lost: `python -m tests.torture.kills [50]`.

A Ray worker, the writer, PostgreSQL and a Chroma server are killed by turns, at a random moment of
an ingest that uses all of them. What is left must be of the edition before or of the new one as a
whole, and a retry must find every document once, by its word and by its vector.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic, sleep

import chromadb  # noqa: F401  imported once, for all the processes that are forked
import psutil

import index.caches
from index.cluster import Cluster
from index.embedding import Vectors
from index.ingest import ingest
from tests.chroma import ChromaServer
from tests.postgres import PostgresServer
from tests.ray_cluster import LOOPBACK, apart
from tests.torture.forked import ended, forked, started
from tests.torture.world import (
    Edition,
    Hashed,
    first_edition,
    second_edition,
    write_edition,
    wrongs,
)

TEXT_S = 0.02  # so that a kill meets an ingest at work
WORKING = ("ray::parse_batch", "ray::embed_batch")
KILLED = -signal.SIGKILL
MAY_END = {"worker": {0}, "writer": {0, KILLED}, "PostgreSQL": {0, 3}, "Chroma": {0}}


class Slow(Hashed):
    """The same vectors, after a while."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text."""
        for text in texts:
            sleep(TEXT_S)
            yield self.embed_query(text)


@dataclass(frozen=True)
class World:
    """The servers that an ingest uses, and the folders of documents and caches."""

    corpus: Path
    folder: Path
    postgres: PostgresServer
    chroma: ChromaServer
    ray: str
    workers: psutil.Process  # whose descendants they are

    @property
    def address(self) -> str:
        """Return where truth is."""
        return self.postgres.address("trial")

    def prepare(self, *, first: bool) -> None:
        """Start from nothing, or from the first edition; then let there be the second."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.postgres.make("trial")
        if not first:
            write_edition(self.corpus, first_edition())
            code, said = forked(self.ingest)
            assert not code, said
        write_edition(self.corpus, second_edition())

    def ingest(self) -> str:
        """Make the index mirror the documents, in this process."""
        cluster, server, address = Cluster(self.ray), self.chroma.address, self.address
        ingest(self.folder, self.corpus, Slow(), server=server, address=address, cluster=cluster)
        return ""

    def wrongs(self, editions: list[Edition], *, may_be_missing: bool) -> str:
        """Return what is wrong with the index, or nothing."""
        look = partial(wrongs, self.folder, editions, may_be_missing=may_be_missing)
        code, said = forked(
            lambda: "; ".join(look(address=self.address, chroma=self.chroma.address))
        )
        return said or (f"ended with {code}" if code else "")

    def kill(self, kind: str, writer: int) -> bool:
        """Kill one of the four, and start it again; tell whether there was any."""
        if kind == "worker":
            return self._kill_worker()
        if kind == "writer":
            os.kill(writer, signal.SIGKILL)
            return True
        server = self.postgres if kind == "PostgreSQL" else self.chroma
        server.kill()
        server.start()
        return True

    def _kill_worker(self) -> bool:
        for process in self.workers.children(recursive=True):
            with suppress(psutil.Error, IndexError):
                if process.cmdline()[0].startswith(WORKING):
                    process.kill()
                    return True
        return False


def trial(world: World, kind: str, moment: float, *, first: bool) -> list[str] | None:
    """Return what a kill has done; None if there was nothing to kill any more."""
    world.prepare(first=first)
    begun, (child, pipe) = monotonic(), started(world.ingest)
    killed = False
    while not (killed or _has_ended(child)):
        sleep(0.005)
        if monotonic() - begun > moment:
            killed = world.kill(kind, child)
    code, said = ended(child, pipe)
    found = [] if code in MAY_END[kind] else [f"ended with {code}: {said[:200]}"]
    before: list[Edition] = [second_edition()] if first else [first_edition(), second_edition()]
    found.append(world.wrongs(before, may_be_missing=first))
    code, said = forked(world.ingest)
    found.append(f"the retry ended with {code}: {said[:200]}" if code else "")
    found.append(world.wrongs([second_edition()], may_be_missing=False))
    return list(filter(None, found)) if killed else None


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def run(world: World, kills: int, random: Random) -> list[str]:
    """Return what was lost by so many kills."""
    longest = {}
    for first in (True, False):
        world.prepare(first=first)
        begun = monotonic()
        code, said = forked(world.ingest)
        assert not code, said
        longest[first] = monotonic() - begun
        print(f"a {'first' if first else 'second'} ingest takes {longest[first]:.1f} s", flush=True)
    tried: Counter[str] = Counter()
    lost, number = [], 0
    while tried.total() < kills:
        kind, first = list(MAY_END)[tried.total() % len(MAY_END)], number % 2 == 0
        moment = random.uniform(0, longest[first])
        number += 1
        found = trial(world, kind, moment, first=first)
        if found is None:
            continue
        tried[kind] += 1
        name = f"{kind} killed after {moment:.2f} s of a {'first' if first else 'second'} ingest"
        print(f"{tried.total():4} {name}: {'; '.join(found) or 'nothing lost'}", flush=True)
        lost += [f"{name}: {one}" for one in found]
    print(", ".join(f"{kind} {count}" for kind, count in tried.items()))
    return lost


def main() -> None:
    """Print each kill and what was lost; exit 1 if anything was."""
    kills = int(sys.argv[1]) if sys.argv[1:] else 50
    os.environ.update(LOOPBACK)  # which Ray reads when it is imported, here once for all
    import ray  # noqa: F401

    index.caches.MOST_FRESH = 5  # so that a second ingest, too, gives Chroma something
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-kills-")))
        postgres = stack.enter_context(closing(PostgresServer()))
        chroma = ChromaServer(folder / "chroma")
        stack.callback(chroma.kill)
        address, process = stack.enter_context(apart(2))
        workers = psutil.Process(process)
        world = World(folder / "corpus", folder / "index", postgres, chroma, address, workers)
        lost = run(world, kills, Random(1))
    print(f"lost: {len(lost) or 'nothing'}", *lost, sep="\n")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
