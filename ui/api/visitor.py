"""Who asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request
from starlette.types import Scope

PLACE = "footnote.visitor"


@dataclass(frozen=True)
class Visitor:
    """The client's address, and the origin of the page it asks from; `foreign` if not our own."""

    client: str
    origin: str = ""
    foreign: bool = False


def visitor(connection: HTTPConnection) -> Visitor:
    """Return who asks, as the outermost layer of the server found out."""
    found: Visitor = connection.scope[PLACE]
    return found


def gone(request: Request) -> Callable[[], Awaitable[None]]:
    """Return what returns once the client has gone away; its body must have been read."""

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return left


def known_visitor(connection: HTTPConnection) -> Visitor | None:
    """Return who asks, or None if the request was turned away before that was known."""
    return connection.scope.get(PLACE)


def remember(scope: Scope, who: Visitor) -> None:
    """Keep who asks with the request."""
    scope[PLACE] = who
