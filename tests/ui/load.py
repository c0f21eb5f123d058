"""How the server holds up: `make load`. Figures depend on the machine; the ratio less so.

Every client is a bare connection, so that what is measured is the server and not the client.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median, quantiles
from time import perf_counter
from urllib.parse import urlsplit

import psutil

from tests.ui.running import ROOT, Running, serving

CHATS = 100
TURNS = 3
THREADS = 8  # as many as the server answers at once
SURPLUS = 40
FULL = 200  # what a server takes in: those it answers and those that wait


@dataclass(frozen=True)
class Reply:
    """What a request came to: its status, and seconds until its end."""

    status: int
    seconds: float
    whole: bool


def questions() -> list[str]:
    """Return questions of the fixed set, which no conversation is needed for."""
    from evals.case import read_cases

    return [case.turns[0] for case in read_cases() if case.kind != "dialogue"]


async def ask(address: str, question: str) -> Reply:
    """Ask over a connection of its own and read the stream to its end."""
    parts = urlsplit(address)
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Accept: text/event-stream\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    started = perf_counter()
    writer.write(head.encode() + body)
    try:
        answer = await asyncio.wait_for(reader.read(), 120)
    except TimeoutError:
        return Reply(0, perf_counter() - started, whole=False)
    finally:
        writer.close()
    whole = b"event: done\ndata: " in answer or b'{"error"' in answer
    return Reply(int(answer[9:12] or 0), perf_counter() - started, whole)


async def chats(address: str, asked: Sequence[str], count: int, turns: int) -> list[Reply]:
    """Let so many chats begin at once, each with its questions one after another."""

    async def chat(number: int) -> list[Reply]:
        return [
            await ask(address, asked[(number * turns + turn) % len(asked)]) for turn in range(turns)
        ]

    return [reply for found in await asyncio.gather(*map(chat, range(count))) for reply in found]


async def overload(address: str, asked: Sequence[str]) -> list[Reply]:
    """Fill the server, then ask for more; return the replies to what was too much."""
    full = [asyncio.create_task(ask(address, asked[n % len(asked)])) for n in range(FULL + 30)]
    await asyncio.sleep(1.5)  # by now all of them have come in, and few are answered
    surplus = [await ask(address, asked[0]) for _ in range(SURPLUS)]
    await asyncio.gather(*full)
    return [reply for reply in surplus if reply.status == 503]


async def soak(
    running: Running, asked: Sequence[str], rate: float, seconds: float
) -> list[tuple[float, float, int, int]]:
    """Ask at a rate; return (minutes, resident MB, files, threads) every two seconds."""
    process = psutil.Process(running.process.pid)
    seen: list[tuple[float, float, int, int]] = []
    tasks: set[asyncio.Task[Reply]] = set()
    started = perf_counter()
    number = 0
    while (passed := perf_counter() - started) < seconds:
        while number < passed * rate:
            task = asyncio.create_task(ask(running.address, asked[number % len(asked)]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
        if not seen or passed - 60 * seen[-1][0] > 2:
            size = process.memory_info().rss / 2**20
            seen.append((passed / 60, size, process.num_fds(), process.num_threads()))
        await asyncio.sleep(0.02)
    await asyncio.gather(*tasks)
    return seen


def ceiling(folder: Path, asked: Sequence[str]) -> float:
    """Return the questions a second that the reader answers without any server."""
    from index.store import Index
    from qa.ask import ask

    index = Index(folder)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda question: ask(question, index), asked[:20]))
        started = perf_counter()
        list(threads.map(lambda question: ask(question, index), asked))
        taken = perf_counter() - started
    index.close()
    return len(asked) / taken


def main() -> None:
    """Print a line for each figure; the argument is how many minutes the soak lasts."""
    from index.ingest import ingest

    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ingest(folder, ROOT / "seeds")
        known = questions()
        asked = [known[n % len(known)] for n in range(CHATS * TURNS)]
        alone = ceiling(folder, asked)
        print(f"the reader alone, {THREADS} threads       {alone:6.1f} questions/s")
        with serving(folder) as running:
            asyncio.run(chats(running.address, asked, THREADS, 2))
            started = perf_counter()
            replies = asyncio.run(chats(running.address, asked, CHATS, TURNS))
            rate = len(replies) / (perf_counter() - started)
            wrong = [r for r in replies if r.status != 200 or not r.whole]
            times = [1000 * reply.seconds for reply in replies]
            print(f"{CHATS} chats at once                  {rate:6.1f} questions/s"
                  f"   {rate / alone:.2f} x the reader alone, {len(wrong)} errors")  # fmt: skip
            print(f"an answer among them: median, p95   {median(times):6.0f} ms"
                  f" {quantiles(times, n=20)[-1]:6.0f} ms")  # fmt: skip
            late = [1000 * r.seconds for r in asyncio.run(overload(running.address, asked))]
            print(f"{len(late)} of {SURPLUS} too many: median, slowest {median(late):6.1f} ms"
                  f" {max(late):6.1f} ms")  # fmt: skip
            if minutes:
                print_soak(asyncio.run(soak(running, asked, rate / 2, 60 * minutes)), rate / 2)


def print_soak(seen: Sequence[tuple[float, float, int, int]], rate: float) -> None:
    """Print the slope of memory after the first third, and how files and threads moved."""
    kept = seen[len(seen) // 3 :]
    slope, _ = linear_regression([s[0] for s in kept], [s[1] for s in kept])
    print(f"{seen[-1][0]:.0f} minutes at {rate:.1f} questions/s: memory {slope:+.2f} MB a minute,"
          f" from {kept[0][1]:.0f} to {kept[-1][1]:.0f} MB; files {kept[0][2]} to {kept[-1][2]},"
          f" threads {kept[0][3]} to {kept[-1][3]}")  # fmt: skip


if __name__ == "__main__":
    main()
