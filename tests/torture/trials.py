"""The trials: kills, failing writes and damage, and what was lost by them."""

import shutil
import time
from collections import Counter
from pathlib import Path
from random import Random
from threading import Timer

import chromadb  # noqa: F401  imported once, for all the processes that are forked
import tantivy  # noqa: F401

import index.caches
from index.address import NOTE
from index.store import Index
from tests.chroma import ChromaServer
from tests.postgres import PostgresServer
from tests.torture.forked import forked, killed_after
from tests.torture.world import (
    Edition,
    Hashed,
    build,
    fingerprint,
    first_edition,
    second_edition,
    write_edition,
    wrongs,
)

SPANS = {"delete": 1, "truncate": 6, "flip": 8, "zero": 5}  # of 20 mutations of a file


class Torture:
    """The trials, each on a fresh copy of an index of the first edition, and their tally."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        server: PostgresServer | None = None,
        chroma: ChromaServer | None = None,
    ) -> None:
        self.server, self.chroma = server, chroma
        self.address = server.address("trial") if server else ""
        self.random = Random(seed)
        self.lost: list[str] = []
        self.tried: Counter[str] = Counter()
        self.corpus, self.folder, self.base = folder / "corpus", folder / "index", folder / "base"
        index.caches.MOST_FRESH = 5  # so that an edit makes a copy of Chroma and adds to it
        write_edition(self.corpus, first_edition())
        base = server.make("base") if server else ""
        forked(lambda: build(self.base, self.corpus, base))

    def lose(self, name: str, said: str) -> None:
        """Tell what a trial lost."""
        self.lost.append(f"{name}: {said}")
        print("lost:", self.lost[-1], flush=True)

    def measure(self, *, first: bool) -> tuple[int, float]:
        """Return the number of steps of an ingest, and a little more than the seconds it takes."""
        counted = self.folder.parent / "steps"
        counted.unlink(missing_ok=True)
        self._prepare(first=first)
        started = time.monotonic()
        self._ingest({"FAIL_AT": "0", "FAIL_COUNT": str(counted)})
        taken = time.monotonic() - started
        return counted.stat().st_size if counted.exists() else 0, 1.1 * taken

    def kill_at(self, step: int, *, first: bool) -> None:
        """Kill an ingest at a step; then the index is of before or after, and mends."""
        self._prepare(first=first)
        self._ingest({"FAIL_AT": str(step), "FAIL_KILL": "1"})
        self._judge(f"kill at step {step}", "kills at a step", first=first)

    def kill_at_random(self, longest: float, *, first: bool) -> None:
        """Kill an ingest at a random moment."""
        self._prepare(first=first)
        moment = self.random.uniform(0, longest)
        killed_after(self._build, moment)
        self._judge(f"kill after {moment:.3f} s", "kills at a random moment", first=first)

    def kill_server(self, longest: float, *, first: bool) -> None:
        """Kill PostgreSQL at a random moment of an ingest and start it again."""
        assert self.server
        self._kill_other("PostgreSQL", self.server, {0, 3}, longest, first=first)

    def kill_chroma(self, longest: float, *, first: bool) -> None:
        """Kill Chroma's server at a random moment of an ingest and start it again."""
        assert self.chroma
        self._kill_other("Chroma", self.chroma, {0}, longest, first=first)

    def _kill_other(
        self,
        name: str,
        server: PostgresServer | ChromaServer,
        allowed: set[int],
        longest: float,
        *,
        first: bool,
    ) -> None:
        """Kill a server at a random moment; the ingest may then end with these codes."""
        self._prepare(first=first)
        moment = self.random.uniform(0, longest)
        killing = Timer(moment, server.kill)
        killing.start()
        code, said = self._ingest({})
        killing.join()
        server.start()
        if code not in allowed:
            self.lose(f"{name} killed", f"ended with {code}: {said[:200]}")
        self._judge(f"{name} killed after {moment:.3f} s", f"kills of {name}", first=first)

    def fail_at(self, step: int, *, first: bool) -> None:
        """Let every write from a step on fail: one line is said, and a retry succeeds."""
        self._prepare(first=first)
        code, said = self._ingest({"FAIL_AT": str(step)})
        name = f"full disk from step {step}"
        if code not in {0, 3}:
            self.lose(name, f"ended with {code}: {said[:200]}")
        self._judge(name, "full disks", first=first)

    def damage_all(self, mutations: int) -> None:
        """Damage each file of an index so many times, and those of the caches once in use."""
        intact = forked(lambda: repr(fingerprint(self.base)))[1]
        files = [p.relative_to(self.base) for p in sorted(self.base.rglob("*")) if p.is_file()]
        every = [way for way, share in SPANS.items() for _ in range(share)]
        for path in (p for p in files if not p.name.startswith("writer.")):
            for way in self.random.sample(every, min(mutations, len(every))):
                self.damage(path, way, intact)
            if not path.name.startswith(("truth.", "caches.json")):
                self.damage_in_use(path, self.random.choice(every), intact)

    def damage(self, path: Path, way: str, intact: str) -> None:
        """Damage one file: what is found stays the same, or truth says that it is damaged."""
        self._prepare(first=False)
        target = self.folder / path
        mutate(target, way, self.random)
        code, said = forked(lambda: repr(fingerprint(self.folder)))
        truth = path.name.startswith("truth.")
        name = f"{way} {path}"
        self.tried["damaged files"] += 1
        mended = "footnote index FOLDER" in said or (self.server and "truth.address" in said)
        refused = truth and code == 3 and (mended or "--truth" in said)
        if not refused and (code, said) != (0, intact):
            self.lose(name, f"ended with {code}: {said[:200]}")

    def damage_in_use(self, path: Path, way: str, intact: str) -> None:
        """Damage a file of a cache under an open index, which goes on and finds the same."""
        self._prepare(first=False)

        def serve() -> str:
            opened = Index(self.folder, Hashed())
            opened.search("word1", 5)
            mutate(self.folder / path, way, self.random)
            opened.search("word2", 5)
            opened.close()
            return repr(fingerprint(self.folder))

        code, said = forked(serve)
        self.tried["files damaged in use"] += 1
        if (code, said) != (0, intact):
            self.lose(f"{way} {path} in use", f"ended with {code}: {said[:200]}")

    def _prepare(self, *, first: bool) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.server:
            self.server.make("trial", "template0" if first else "base")
        if not first:
            shutil.copytree(self.base, self.folder)
            if self.server:
                (self.folder / NOTE).write_text(self.address)
        write_edition(self.corpus, second_edition())

    def _build(self) -> str:
        chroma = self.chroma.address if self.chroma else ""
        return build(self.folder, self.corpus, self.address, chroma)

    def _ingest(self, environment: dict[str, str]) -> tuple[int, str]:
        environment = environment | {"FAIL_UNDER": str(self.folder)}
        if self.server:
            environment |= {"FAIL_SENDS": "1"}
        return forked(self._build, environment)

    def _judge(self, name: str, kind: str, *, first: bool) -> None:
        """Look at what a trial left, ingest again, and look once more."""
        self.tried[kind] += 1
        name += ", first ingest" if first else ""
        editions: list[Edition] = (
            [second_edition()] if first else [first_edition(), second_edition()]
        )
        self._expect(f"{name}: left", editions, may_be_missing=first)
        code, said = forked(self._build)
        if code:
            self.lose(name, f"the retry ended with {code}: {said[:200]}")
        self._expect(f"{name}: after a retry", [second_edition()], may_be_missing=False)

    def _expect(self, name: str, editions: list[Edition], *, may_be_missing: bool) -> None:
        places = {"address": self.address, "chroma": self.chroma.address if self.chroma else ""}
        code, said = forked(
            lambda: "; ".join(
                wrongs(self.folder, editions, may_be_missing=may_be_missing, **places)
            )
        )
        if code or said:
            self.lose(name, said[:300] or f"ended with {code}")


def mutate(path: Path, way: str, random: Random) -> None:
    """Delete a file, cut it short, turn one bit, or blank some bytes."""
    if way == "delete":
        path.unlink()
        return
    content = bytearray(path.read_bytes())
    place = random.randrange(len(content)) if content else 0
    if way == "truncate":
        del content[place:]
    elif way == "flip" and content:
        content[place] ^= 1 << random.randrange(8)
    elif content:
        content[place : place + 64] = bytes(len(content[place : place + 64]))
    path.write_bytes(bytes(content))
