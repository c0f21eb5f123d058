"""Who may ask: a session where one is needed, and not more often than is allowed."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from ui.api.limit import Limits
from ui.api.session import Sessions
from ui.api.visitor import visitor


class Admission:
    """What every question passes before it waits for its turn.

    What is counted may be far away, so it is counted on a thread.
    """

    def __init__(self, sessions: Sessions, limits: Limits) -> None:
        self._sessions = sessions
        self._limits = limits

    async def ask(self, request: Request) -> None:
        """Let a question pass, and count a question; raises Denied (401, 429)."""
        session = self._sessions.check(request)
        await run_in_threadpool(self._limits.count, visitor(request).client, session)

    async def look(self, request: Request) -> None:
        """Let what costs little pass, and count it as such; raises Denied (401, 429)."""
        await run_in_threadpool(self._limits.look, visitor(request).client)
        self._sessions.check(request)
