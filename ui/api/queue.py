"""Who is answered now, who waits, and who is told to come back later."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter
from typing import TypeVar

from ui.api.errors import Denied

AT_ONCE = 8  # the models have threads of their own, one a core: these search, verify and wait
WAITING = 192
T = TypeVar("T")
Left = Callable[[], Awaitable[object]]  # returns once the client has gone away


class Queue:
    """Runs a bounded number of answers at once and lets a bounded number wait, in order."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._threads = ThreadPoolExecutor(at_once, "answer")
        self._most = at_once + waiting
        self._pace = 0.1  # seconds between two answers, smoothed
        self.inside = 0

    async def run(self, steps: Callable[[], Iterator[T]], left: Left) -> AsyncGenerator[T]:
        """Yield what `steps` yields, never None, each step on a thread.

        Who stops asking gives the place free with the step that is under way. Raises Denied: 503
        if all is full, 499 as soon as `left` returns while this one waits.
        """
        async with self._place(left):
            loop = asyncio.get_running_loop()
            step = partial(loop.run_in_executor, self._threads)
            iterator = await step(steps)
            while (found := await step(next, iterator, None)) is not None:
                yield found

    async def one(self, work: Callable[[], T], left: Left) -> T:
        """Return what `work` returns, run on a thread; raises Denied as `run` does."""
        async with self._place(left):
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @asynccontextmanager
    async def _place(self, left: Left) -> AsyncIterator[None]:
        if self.inside >= self._most:
            raise Denied(
                503, "busy", "too many questions at once: ask again later", self._pace * self.inside
            )
        self.inside += 1
        try:
            await self._turn(left)
            try:
                started = perf_counter()
                yield
                self._pace += 0.1 * ((perf_counter() - started) / AT_ONCE - self._pace)
            finally:
                self._slots.release()
        finally:
            self.inside -= 1

    async def _turn(self, left: Left) -> None:
        """Wait for a slot. Raises Denied (499) once `left` returns."""
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(None) as patience:
                watch = asyncio.ensure_future(left())

                def leave(_: object) -> None:
                    patience.reschedule(0)  # long past

                watch.add_done_callback(leave)
                try:
                    await self._slots.acquire()
                finally:
                    watch.remove_done_callback(leave)
                    watch.cancel()
        except TimeoutError:
            raise Denied(499, "gone", "the client went away") from None
