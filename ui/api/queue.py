"""Who is answered now, who waits, and who is told to come back later."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter
from typing import TypeVar

from ui.api.errors import Denied

AT_ONCE = 8  # the models have threads of their own, one a core: these search, verify and wait
WAITING = 192
T = TypeVar("T")


class Queue:
    """Runs a bounded number of answers at once and lets a bounded number wait, in order."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._threads = ThreadPoolExecutor(at_once, "answer")
        self._most = at_once + waiting
        self._pace = 0.1  # seconds between two answers, smoothed
        self.inside = 0

    async def run(self, steps: Callable[[], Iterator[T]]) -> AsyncGenerator[T]:
        """Yield what `steps` yields, never None, each step on a thread; raises Denied if full.

        Whoever stops asking gives the place free with the step that is under way.
        """
        async with self._place():
            loop = asyncio.get_running_loop()
            step = partial(loop.run_in_executor, self._threads)
            iterator = await step(steps)
            while (found := await step(next, iterator, None)) is not None:
                yield found

    async def one(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, run on a thread; raises Denied (503) if all is full."""
        async with self._place():
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self.inside >= self._most:
            raise Denied(
                503, "busy", "too many questions at once: ask again later", self._pace * self.inside
            )
        self.inside += 1
        try:
            async with self._slots:
                started = perf_counter()
                yield
                self._pace += 0.1 * ((perf_counter() - started) / AT_ONCE - self._pace)
        finally:
            self.inside -= 1
