"""Kills, failing writes and damage, and what was lost by them: `make torture`.

Every trial runs in a process forked for it, so that a crash is seen as one. Steps are counted and
made to fail by failing.c, which is compiled here; without a C compiler the kills come at random
moments only.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from threading import Timer

sys.path.insert(0, str(Path(__file__).parents[2]))


import chromadb  # noqa: F401  imported once, for all the processes that are forked
import tantivy  # noqa: F401

import index.caches
from index.address import NOTE
from index.errors import StoreError
from index.store import Index
from tests.postgres import PostgresServer
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

SHIM = Path(__file__).parent / "failing.c"
KILLED = -signal.SIGKILL
PATIENCE_S = 120
SPANS = {"delete": 1, "truncate": 6, "flip": 8, "zero": 5}  # of 20 mutations of a file


def forked(action: Callable[[], str], environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run in a process of its own; return its exit code (negative: a signal) and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.environ.update(environment or {})
        code = 1
        try:
            said, code = action(), 0
        except StoreError as error:
            said, code = f"StoreError: {error}", 3
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:60000])
        os._exit(code)
    os.close(writing)
    return _waited(child, reading)


def _waited(child: int, reading: int) -> tuple[int, str]:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def killed_after(action: Callable[[], object], seconds: float) -> None:
    """Run in a process of its own and kill it, if it has not ended by then."""
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


class Torture:
    """The trials, each on a fresh copy of an index of the first edition, and their tally."""

    def __init__(self, folder: Path, seed: int, server: PostgresServer | None = None) -> None:
        self.server = server
        self.address = server.address("trial") if server else ""
        self.random = Random(seed)
        self.lost: list[str] = []
        self.tried: Counter[str] = Counter()
        self.corpus, self.folder, self.base = folder / "corpus", folder / "index", folder / "base"
        index.caches.MOST_FRESH = 5  # so that an edit makes a copy of Chroma and adds to it
        write_edition(self.corpus, first_edition())
        base = server.make("base") if server else ""
        forked(lambda: build(self.base, self.corpus, base))

    def steps(self, *, first: bool) -> int:
        """Count the steps of an ingest."""
        counted = self.folder.parent / "steps"
        counted.unlink(missing_ok=True)
        self._prepare(first=first)
        self._ingest({"FAIL_AT": "0", "FAIL_COUNT": str(counted)})
        return counted.stat().st_size if counted.exists() else 0

    def kill_at(self, step: int, *, first: bool) -> None:
        """Kill an ingest at a step; then the index is of before or after, and mends."""
        self._prepare(first=first)
        self._ingest({"FAIL_AT": str(step), "FAIL_KILL": "1"})
        self._judge(f"kill at step {step}", "kills at a step", first=first)

    def kill_at_random(self, longest: float, *, first: bool) -> None:
        """Kill an ingest at a random moment."""
        self._prepare(first=first)
        moment = self.random.uniform(0, longest)
        killed_after(lambda: build(self.folder, self.corpus, self.address), moment)
        self._judge(f"kill after {moment:.3f} s", "kills at a random moment", first=first)

    def kill_server(self, longest: float, *, first: bool) -> None:
        """Kill PostgreSQL at a random moment of an ingest and start it again."""
        assert self.server
        self._prepare(first=first)
        moment = self.random.uniform(0, longest)
        killing = Timer(moment, self.server.kill)
        killing.start()
        code, said = self._ingest({})
        killing.join()
        self.server.start()
        if code not in {0, 3}:
            self.lost.append(f"PostgreSQL killed: ended with {code}: {said[:200]}")
        self._judge(f"PostgreSQL killed after {moment:.3f} s", "kills of PostgreSQL", first=first)

    def fail_at(self, step: int, *, first: bool) -> None:
        """Let every write from a step on fail: one line is said, and a retry succeeds."""
        self._prepare(first=first)
        code, said = self._ingest({"FAIL_AT": str(step)})
        name = f"full disk from step {step}"
        if code not in {0, 3}:
            self.lost.append(f"{name}: ended with {code}: {said[:200]}")
        self._judge(name, "full disks", first=first)

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
            self.lost.append(f"{name}: ended with {code}: {said[:200]}")

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
            self.lost.append(f"{way} {path} in use: ended with {code}: {said[:200]}")

    def _prepare(self, *, first: bool) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.server:
            self.server.make("trial", "template0" if first else "base")
        if not first:
            shutil.copytree(self.base, self.folder)
            if self.server:
                (self.folder / NOTE).write_text(self.address)
        write_edition(self.corpus, second_edition())

    def _ingest(self, environment: dict[str, str]) -> tuple[int, str]:
        environment = environment | {"FAIL_UNDER": str(self.folder)}
        if self.server:
            environment |= {"FAIL_SENDS": "1"}
        return forked(lambda: build(self.folder, self.corpus, self.address), environment)

    def _judge(self, name: str, kind: str, *, first: bool) -> None:
        """Look at what a trial left, ingest again, and look once more."""
        self.tried[kind] += 1
        name += ", first ingest" if first else ""
        editions: list[Edition] = (
            [second_edition()] if first else [first_edition(), second_edition()]
        )
        self._expect(f"{name}: left", editions, may_be_missing=first)
        code, said = forked(lambda: build(self.folder, self.corpus, self.address))
        if code:
            self.lost.append(f"{name}: the retry ended with {code}: {said[:200]}")
        self._expect(f"{name}: after a retry", [second_edition()], may_be_missing=False)

    def _expect(self, name: str, editions: list[Edition], *, may_be_missing: bool) -> None:
        code, said = forked(
            lambda: "; ".join(
                wrongs(self.folder, editions, may_be_missing=may_be_missing, address=self.address)
            )
        )
        if code or said:
            self.lost.append(f"{name}: {said[:300] or f'ended with {code}'}")


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


def spread(most: int, wanted: int) -> list[int]:
    """Return at most `wanted` of the numbers 1 to `most`, evenly spread."""
    return sorted({1 + (most - 1) * place // max(wanted - 1, 1) for place in range(wanted)})


def run(torture: Torture, kills: int, failures: int, mutations: int) -> None:
    """Run all trials."""
    for first in (True, False):
        steps = torture.steps(first=first)
        print(f"{'a first' if first else 'a second'} ingest has {steps} steps", flush=True)
        for step in spread(steps, kills // 4) if steps else ():
            torture.kill_at(step, first=first)
        for step in spread(steps, failures // 2) if steps else ():
            torture.fail_at(step, first=first)
        torture._prepare(first=first)
        started = time.monotonic()
        torture._ingest({})
        longest = 1.1 * (time.monotonic() - started)
        for _ in range(kills - kills // 2 if not steps else kills // 4):
            torture.kill_at_random(longest, first=first)
        for _ in range(kills // 4 if torture.server else 0):
            torture.kill_server(longest, first=first)
    intact = forked(lambda: repr(fingerprint(torture.base)))[1]
    files = [p.relative_to(torture.base) for p in sorted(torture.base.rglob("*")) if p.is_file()]
    every = [way for way, share in SPANS.items() for _ in range(share)]
    for path in (p for p in files if mutations and not p.name.startswith("writer.")):
        for way in torture.random.sample(every, min(mutations, len(every))):
            torture.damage(path, way, intact)
        if not path.name.startswith(("truth.", "caches.json")):
            torture.damage_in_use(path, torture.random.choice(every), intact)


def preload() -> None:
    """Compile failing.c and start again with it, unless that is done or cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if "failing" in os.environ.get("LD_PRELOAD", "") or not compiler:
        return
    library = Path(tempfile.mkdtemp(prefix="footnote-torture-")) / "failing.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, *sys.argv], os.environ | {"LD_PRELOAD": str(library)}
    )


def main() -> None:
    """Print what was tried and what was lost; exit 1 if anything was."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--failures", type=int, default=60)
    parser.add_argument("--mutations", type=int, default=20, help="of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="truth is in PostgreSQL")
    given = parser.parse_args()
    preload()
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-torture-"))
        server = stack.enter_context(closing(PostgresServer())) if given.postgres else None
        torture = Torture(Path(name).resolve(), given.seed, server)
        run(torture, given.kills, given.failures, given.mutations)
    for kind, number in torture.tried.items():
        print(f"{kind:28} {number:5} tried")
    print(f"lost: {len(torture.lost) or 'nothing'}")
    print("\n".join(torture.lost))
    sys.exit(1 if torture.lost else 0)


if __name__ == "__main__":
    main()
