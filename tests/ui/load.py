"""How the server holds up: `make load [MINUTES=10]`. Figures depend on the machine; ratios less so.

Client and server share the cores, and the client's cost counts against the server.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import linear_regression, median, quantiles
from time import perf_counter
from typing import Any

from index.store import Index
from tests.ui.clients import (
    PROBES,
    Reply,
    Seen,
    ask_too_much,
    chats,
    drop,
    overload,
    questions,
    soak,
)
from tests.ui.running import ROOT, serving
from ui.api.queue import AT_ONCE

CHATS = 100
TURNS = 3
ROUNDS = 3
DROPPED = 500
LARGE = 20  # questions of ten megabytes, one after another
_ours: Any = None  # the index of a worker process


def main() -> None:
    """Print a line for each figure; the argument is how many minutes the soak lasts."""
    from index.ingest import ingest

    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ingest(folder, ROOT / "seeds")
        known = questions()
        asked = [known[n % len(known)] for n in range(CHATS * TURNS)]
        with serving(folder) as running:
            rate = print_chats(running.address, folder, asked)
            print_processes(folder, asked)
            print_overload(running.address, asked)
            print_dropped(*asyncio.run(drop(running, asked, DROPPED)))
            if minutes:
                seen, replies = asyncio.run(soak(running, asked, rate / 2, 60 * minutes))
                print_soak(seen, replies, rate / 2)


def print_chats(address: str, folder: Path, asked: Sequence[str]) -> float:
    """Let the reader alone and a hundred chats take turns; return the chats' rate."""
    alone, rates, replies = [], [], []
    asyncio.run(chats(address, asked, AT_ONCE, 2))
    for _ in range(ROUNDS):
        alone.append(ceiling(folder, asked))
        started = perf_counter()
        found = asyncio.run(chats(address, asked, CHATS, TURNS))
        rates.append(len(found) / (perf_counter() - started))
        replies += found
    times = [1000 * reply.seconds for reply in replies]
    show("the reader alone, questions/s", alone)
    show(f"{CHATS} chats at once, questions/s", rates)
    print(f"  of the reader alone {median(rates) / median(alone):.2f};"
          f" {errors(replies)} errors in {len(replies)};"
          f" an answer: median {median(times):.0f} ms, p95 {p95(times):.0f} ms")  # fmt: skip
    return median(rates)


def ceiling(folder: Path, asked: Sequence[str]) -> float:
    """Return the questions a second that the reader answers on as many threads as the server."""
    from qa.ask import ask

    index = Index(folder)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda question: ask(question, index), asked[:20]))
        started = perf_counter()
        list(threads.map(lambda question: ask(question, index), asked))
        taken = perf_counter() - started
    index.close()
    return len(asked) / taken


def print_processes(folder: Path, asked: Sequence[str]) -> None:
    """Print what processes answer, one a core, each with its own models and index."""
    cores = len(os.sched_getaffinity(0))
    spawn = get_context("spawn")
    with ProcessPoolExecutor(cores, spawn, _begin, (folder, spawn.Value("i", 0))) as pool:
        list(pool.map(_answer, asked[:40]))
        started = perf_counter()
        list(pool.map(_answer, asked, chunksize=4))
        show(f"{cores} processes instead of threads, questions/s",
             [len(asked) / (perf_counter() - started)])  # fmt: skip


def _begin(folder: Path, count: Any) -> None:
    global _ours  # noqa: PLW0603
    with count.get_lock():
        core = sorted(os.sched_getaffinity(0))[count.value]
        count.value += 1
    os.sched_setaffinity(0, {core})
    _ours = Index(folder)


def _answer(question: str) -> bool:
    from qa.ask import ask

    return ask(question, _ours).refused


def print_overload(address: str, asked: Sequence[str]) -> None:
    """Print how soon a server says no: to ten megabytes while idle, and to all when it is full."""
    large = [
        asyncio.run(ask_too_much(address, 10, chunked)) for chunked in [False, True] * (LARGE // 2)
    ]
    show("413 to 10 MB, ms to the first byte", [1000 * reply.first for reply in large])
    show("  and until all of it was sent, ms", [1000 * reply.seconds for reply in large])
    refused, found = asyncio.run(overload(address, asked))
    print(f"full: {len(refused)} of {PROBES} asked too much")
    show("  503, ms", [1000 * reply.seconds for reply in refused])
    show("  413 to 10 MB, ms to the first byte", [1000 * reply.first for reply in found])
    print(f"  other answers to 10 MB: {sum(r.status != 413 for r in [*large, *found])}")


def print_dropped(taken: float, before: Seen, after: Seen) -> None:
    """Print how soon nothing is left of streams that were dropped."""
    print(f"{DROPPED} streams dropped midway: gone after {taken:.1f} s")
    print(f"  files {before.files} to {after.files}, tasks {before.tasks} to {after.tasks}")


def print_soak(seen: Sequence[Seen], replies: Sequence[Reply], rate: float) -> None:
    """Print the slope of memory after the first third, and how files, threads and tasks moved."""
    kept = seen[len(seen) // 3 :]
    slope, _ = linear_regression([s.at for s in kept], [s.memory for s in kept])
    print(f"{seen[-1].at:.0f} minutes at {rate:.1f} questions/s, {errors(replies)} errors in"
          f" {len(replies)}: memory {slope:+.2f} MB a minute")  # fmt: skip
    for name in ("memory", "files", "threads", "tasks"):
        held = [getattr(s, name) for s in kept]
        early, late = held[: len(held) // 2], held[len(held) // 2 :]
        print(f"  {name}: median {median(early):.0f}, then {median(late):.0f};"
              f" at most {max(early):.0f}, then {max(late):.0f}")  # fmt: skip


def show(name: str, found: Sequence[float]) -> None:
    """Print the median of a figure and its range."""
    print(f"{name:42} {median(found):7.1f}  ({min(found):.1f} to {max(found):.1f}, n={len(found)})")


def errors(replies: Sequence[Reply]) -> int:
    """Count what was not answered whole with a 200."""
    return sum(reply.status != 200 or not reply.whole for reply in replies)


def p95(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
