"""What is being answered, so that Stop can end it."""

from collections.abc import AsyncIterator
from typing import TypeVar

from anyio import CancelScope

T = TypeVar("T")


class Stops:
    """Ends the answer of a session, an open page, where it is.

    Gradio's own way to stop cancels an event, which its page takes for an error and mends by two
    more requests; what is asked meanwhile is lost. Here a stopped answer ends like any other.
    """

    def __init__(self) -> None:
        self._under_way: dict[str, CancelScope] = {}

    async def until_stopped(self, session: str, steps: AsyncIterator[T]) -> AsyncIterator[T]:
        """Yield the steps; none after `stop`, which does not wait for the one under way."""
        scope = self._under_way[session] = CancelScope()
        try:
            while True:
                with scope:
                    step = await anext(steps, None)
                if scope.cancelled_caught or step is None:
                    return
                # Made before the step is shown, so that a stop in between is not lost.
                scope = self._under_way[session] = CancelScope()
                yield step
        finally:
            if self._under_way.get(session) is scope:
                del self._under_way[session]

    def stop(self, session: str) -> None:
        """End the answer of a session, if there is one; to be called in the event loop."""
        if scope := self._under_way.get(session):
            scope.cancel()
