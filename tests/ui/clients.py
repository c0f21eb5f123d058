"""Many clients at once, each a bare connection: what is measured is the server, not the client."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

import psutil

from tests.ui.running import Running
from ui.api.queue import AT_ONCE, WAITING

FULL = AT_ONCE + WAITING  # what a server takes in: those it answers and those that wait
PROBES = 60
PIECE = 65_536


@dataclass(frozen=True)
class Reply:
    """What a request came to: its status, and seconds until its first byte and its end."""

    status: int
    first: float
    seconds: float
    whole: bool


@dataclass(frozen=True)
class Seen:
    """What a server holds at a time, in minutes since the start: megabytes, and counts."""

    at: float
    memory: float
    files: int
    threads: int
    tasks: int


def questions() -> list[str]:
    """Return questions of the fixed set, which no conversation is needed for."""
    from evals.case import read_cases

    return [case.turns[0] for case in read_cases() if case.kind != "dialogue"]


async def ask(address: str, question: str) -> Reply:
    """Ask over a connection of its own and read the stream to its end."""
    body = json.dumps({"question": question}).encode()
    return await send(address, f"Content-Length: {len(body)}", [body])


async def ask_too_much(address: str, megabytes: int, chunked: bool) -> Reply:
    """Send a question of so many megabytes, as fast as it is taken."""
    piece = b"x" * PIECE
    count = megabytes * 2**20 // PIECE
    if chunked:
        pieces = [b"%x\r\n%s\r\n" % (PIECE, piece)] * count + [b"0\r\n\r\n"]
        return await send(address, "Transfer-Encoding: chunked", pieces)
    return await send(address, f"Content-Length: {count * PIECE}", [piece] * count)


async def send(address: str, length: str, body: Sequence[bytes]) -> Reply:
    """Send a question and read its answer at the same time."""
    parts = urlsplit(address)
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Accept: text/event-stream\r\nConnection: close\r\n{length}\r\n\r\n"
    )
    started = perf_counter()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)

    async def written() -> None:
        for piece in [head.encode(), *body]:
            writer.write(piece)
            await writer.drain()

    writing = asyncio.create_task(written())
    try:
        async with asyncio.timeout(120):
            answer = await reader.read(12)
            first = perf_counter() - started
            answer += await reader.read()
            await writing
    except (TimeoutError, ConnectionError):
        return Reply(0, 0.0, perf_counter() - started, whole=False)
    finally:
        writing.cancel()
        writer.close()
    whole = b"event: done\ndata: " in answer or b'{"error"' in answer
    return Reply(int(answer[9:12] or 0), first, perf_counter() - started, whole)


async def chats(address: str, asked: Sequence[str], count: int, turns: int) -> list[Reply]:
    """Let so many chats begin at once, each with its questions one after another."""

    async def chat(number: int) -> list[Reply]:
        return [
            await ask(address, asked[(number * turns + turn) % len(asked)]) for turn in range(turns)
        ]

    return [reply for found in await asyncio.gather(*map(chat, range(count))) for reply in found]


async def overload(address: str, asked: Sequence[str]) -> tuple[list[Reply], list[Reply]]:
    """Keep a server full and ask it more, ten times a second; a 413 among it.

    Returns the replies to what was too much, and to questions of ten megabytes.
    """
    full = [asyncio.create_task(_ask_for_ever(address, asked[n % len(asked)])) for n in range(FULL)]
    await asyncio.sleep(3)  # all have come in; whoever is answered asks again
    probes, large = [], []
    for number in range(PROBES):
        probes.append(asyncio.create_task(ask(address, asked[0])))
        if number % 10 == 0:
            large.append(asyncio.create_task(ask_too_much(address, 10, number % 20 == 0)))
        await asyncio.sleep(0.1)
    await asyncio.wait(probes, timeout=3)  # who is not turned away by now waits for an answer
    refused = [task.result() for task in probes if task.done() and task.result().status == 503]
    found = await asyncio.gather(*large)
    for task in (*full, *probes):
        task.cancel()
    await asyncio.gather(*full, *probes, return_exceptions=True)
    return refused, found


async def _ask_for_ever(address: str, question: str) -> None:
    while True:
        if (await ask(address, question)).status != 200:
            await asyncio.sleep(1)


async def drop(running: Running, asked: Sequence[str], count: int) -> tuple[float, Seen, Seen]:
    """Drop so many streams, fifty at a time, when the first of them has begun.

    Returns the seconds until the server holds nothing of them, and what it held before and then.
    """
    before = await _look(running, 0)
    for number in range(0, count, 50):
        question = asked[number % len(asked)]
        some = [asyncio.create_task(ask(running.address, question)) for _ in range(50)]
        await asyncio.sleep(0.2)
        for task in some:
            task.cancel()
        await asyncio.gather(*some, return_exceptions=True)
    started = perf_counter()
    while (after := await _look(running, 0)).tasks > before.tasks and perf_counter() < started + 60:
        await asyncio.sleep(0.05)
    return perf_counter() - started, before, after


async def soak(
    running: Running, asked: Sequence[str], rate: float, seconds: float
) -> tuple[list[Seen], list[Reply]]:
    """Ask at a rate; return what the server held every two seconds, and every reply."""
    seen: list[Seen] = []
    replies: list[Reply] = []
    tasks: set[asyncio.Task[Reply]] = set()
    started, number = perf_counter(), 0
    while (passed := perf_counter() - started) < seconds:
        while number < passed * rate:
            task = asyncio.create_task(ask(running.address, asked[number % len(asked)]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            task.add_done_callback(lambda task: replies.append(task.result()))
            number += 1
        if not seen or passed - 60 * seen[-1].at > 2:
            seen.append(await _look(running, passed / 60))
        await asyncio.sleep(0.02)
    await asyncio.gather(*tasks)
    return seen, replies


async def _look(running: Running, minutes: float) -> Seen:
    process = psutil.Process(running.process.pid)
    size = process.memory_info().rss / 2**20
    tasks = await metric(running.address, "footnote_tasks")
    return Seen(minutes, size, process.num_fds(), process.num_threads(), int(tasks))


async def metric(address: str, name: str) -> float:
    """Return the value of a metric of the server."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(
        f"GET /metrics HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
    )
    shown = (await reader.read()).decode()
    writer.close()
    (line,) = [line for line in shown.splitlines() if line.startswith(f"{name} ")]
    return float(line.split()[1])
