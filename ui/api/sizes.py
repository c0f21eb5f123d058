"""How large a request may be, and how long it may take to come: before anything reads it."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import Denied

LARGEST = 512 * 1024  # bytes; a question of 50,000 characters, escaped in JSON, is 300,000
LARGEST_CHAT = 4 * 1024 * 1024  # Gradio's page sends the conversation as it is shown
LARGEST_UPLOAD = 5 * 1000 * 1000  # a document that a visitor adds, where that is allowed
PATIENCE_S = 5.0  # between two pieces of a body
SWEEP_S = 5.0  # how long a body that is too large is still taken in, and thrown away
SWEPT = 64 * 1024 * 1024  # bytes


class Sizes:
    """Takes a whole body in before it is passed on; refuses one too large (413) or slow (408)."""

    def __init__(self, app: ASGIApp, upload: bool = False) -> None:
        self._app = app
        self._most = {"/upload": LARGEST_UPLOAD} if upload else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its whole body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chat = scope["path"].startswith("/gradio_api/")
        most = self._most.get(scope["path"], LARGEST_CHAT if chat else LARGEST)
        try:
            body = await _body(receive, _declared(scope), most)
        except _TooLarge:
            denied = Denied(413, "size", f"a body of at most {most:,} bytes expected")
            await _turn_away(denied, scope, receive, send)
        except TimeoutError:
            denied = Denied(408, "slow", f"a body within {PATIENCE_S:.0f} s expected")
            await _turn_away(denied, scope, _gone, send)
        else:
            await self._app(scope, _replay(body, receive), send)


class _TooLarge(Exception):  # noqa: N818
    pass


def _declared(scope: Scope) -> int:
    """Return the length that the request says it has; 0 if it says none."""
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


async def _body(receive: Receive, declared: int, most: int) -> bytes:
    if declared > most:
        raise _TooLarge
    body = bytearray()
    more = True
    while more:
        async with asyncio.timeout(PATIENCE_S):
            message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise _TooLarge
    return bytes(body)


async def _turn_away(denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once, then read what still comes: a client cut off while it sends reads none."""
    response = denied.response()
    response.headers["Connection"] = "close"

    async def send_open(message: Message) -> None:
        body = message["type"] == "http.response.body"
        await send({**message, "more_body": True} if body else message)

    await response(scope, receive, send_open)
    await _sweep(receive)
    await send({"type": "http.response.body", "body": b""})


async def _sweep(receive: Receive) -> None:
    """Read what is left and forget it."""
    swept = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SWEEP_S):
            while swept < SWEPT:
                message = await receive()
                swept += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


async def _gone() -> Message:
    return {"type": "http.disconnect"}


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once, and then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
