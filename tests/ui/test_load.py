"""A hundred chats at once, and more than that; `make load` gives the figures."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.ui.clients import FULL, ask, chats, metric, questions, soak
from tests.ui.load import CHATS, errors
from tests.ui.running import finished, within
from ui.api.errors import Denied
from ui.api.queue import AT_ONCE, Queue

INSIDE = "footnote_questions_inside"
LEFT = 'footnote_requests_total{method="POST",route="/api/ask",status="499"}'


def test_a_hundred_chats_at_once_are_all_answered(server: str) -> None:
    replies = finished(chats(server, questions(), CHATS, 1))
    assert len(replies) == CHATS
    assert errors(replies) == 0


def test_a_steady_load_leaves_nothing_behind(start: Callable[..., Any], seeds_folder: Path) -> None:
    with start(seeds_folder) as running:
        process = psutil.Process(running.process.pid)
        finished(chats(running.address, questions(), 8, 4))  # threads and caches come to be
        assert within(60, lambda: not process.net_connections("tcp")[1:])
        files, threads, size = process.num_fds(), process.num_threads(), process.memory_info().rss
        _, replies = finished(soak(running, questions(), rate=4, seconds=5))
        assert replies
        assert errors(replies) == 0
        assert within(60, lambda: process.num_fds() <= files)
        assert process.num_threads() < threads + AT_ONCE  # some may first be needed only now
        assert process.memory_info().rss - size < 30 * 2**20


def test_a_full_queue_says_when_to_come_back_and_takes_the_next_once_there_is_room() -> None:
    async def main() -> list[int]:
        queue = Queue(at_once=2, waiting=3)
        release = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow() -> int:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(30)
            return 1

        stays = asyncio.Event().wait  # a client that waits for ever
        asked = [asyncio.create_task(queue.one(slow, stays)) for _ in range(5)]
        await asyncio.sleep(0)
        assert queue.inside == 5
        with pytest.raises(Denied) as full:
            await queue.one(slow, stays)
        assert (full.value.status, full.value.retry_after > 0) == (503, True)
        assert "retry-after" in full.value.response().headers
        asked.pop().cancel()  # one that waits goes away
        await asyncio.sleep(0)
        release.set()
        asked.append(asyncio.create_task(queue.one(slow, stays)))
        found = await asyncio.gather(*asked)
        assert queue.inside == 0
        return found

    assert finished(main()) == [1] * 5


def test_nobody_waits_behind_slow_answers_while_a_place_is_free() -> None:
    async def main() -> list[int]:
        queue, stays, release = Queue(), asyncio.Event().wait, asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow() -> int:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(60)
            return 1

        held = [asyncio.create_task(queue.one(slow, stays)) for _ in range(AT_ONCE - 1)]
        await asyncio.sleep(0)
        assert await queue.one(lambda: 2, stays) == 2
        assert queue.inside == AT_ONCE - 1
        release.set()
        return await asyncio.gather(*held)

    assert finished(main()) == [1] * (AT_ONCE - 1)


def test_a_full_queue_is_freed_as_soon_as_those_who_wait_are_gone() -> None:
    async def main() -> None:
        queue = Queue(at_once=2, waiting=30)
        release, left = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def steps() -> Iterator[int]:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(60)
            yield 1

        async def ask(leaves: asyncio.Event) -> list[int]:
            return [found async for found in queue.run(steps, leaves.wait)]

        stays = asyncio.Event()
        answered = [asyncio.create_task(ask(stays)) for _ in range(2)]
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(ask(left)) for _ in range(30)]
        await asyncio.sleep(0)
        with pytest.raises(Denied, match="too many"):
            await ask(stays)
        left.set()
        gone = await asyncio.gather(*waiting, return_exceptions=True)
        assert {error.status for error in gone if isinstance(error, Denied)} == {499}
        assert (len(gone), queue.inside) == (30, 2)  # and the two that are answered go on
        next_ = asyncio.create_task(ask(stays))
        release.set()
        assert await asyncio.gather(*answered, next_) == [[1]] * 3
        assert queue.inside == 0

    finished(main())


def test_a_question_that_waits_is_dropped_with_its_connection(
    start: Callable[..., Any], seeds_folder: Path
) -> None:
    async def main(address: str) -> float:
        asked = questions()
        async with asyncio.timeout(100):
            tasks = [asyncio.create_task(ask(address, question)) for question in asked[:FULL]]
            while await metric(address, INSIDE) < FULL / 2:
                await asyncio.sleep(0.01)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            while await metric(address, INSIDE) > 0:
                await asyncio.sleep(0.01)
            return await metric(address, LEFT)

    with start(seeds_folder) as running:
        assert finished(main(running.address)) > FULL / 4  # none of these had its turn
