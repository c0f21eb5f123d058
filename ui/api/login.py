"""The optional login: HTTP Basic, over everything that shows what the documents hold."""

import base64
import binascii
import hmac

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.errors import Denied
from ui.api.limit import network
from ui.api.visitor import visitor

TRIES = RateLimitItemPerMinute(10)
OPEN = {"/health", "/widget.js"}  # these show nothing of the documents
BY_TOKEN = ("/api/", "/v1/", "/mcp")  # a page of an allowed site comes with a token of its own
REALM = {"WWW-Authenticate": 'Basic realm="Footnote", charset="UTF-8"'}


class Login:
    """Asks for `name:password`, or for the password as a bearer token, as OpenAI's clients send."""

    def __init__(self, app: ASGIApp, login: str, counts: Storage) -> None:
        self._app = app
        self._login = login.encode()
        self._password = login.partition(":")[2].encode()
        self._limiter = SlidingWindowCounterRateLimiter(counts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 401, or with 429 after too many tries."""
        if not self._login or scope["type"] != "http" or self._is_open(scope):
            await self._app(scope, receive, send)
            return
        who = network(visitor(HTTPConnection(scope)).client)
        given = Headers(scope=scope).get("authorization", "")
        if given and not await run_in_threadpool(self._limiter.test, TRIES, who):
            denied = Denied(429, "limit", "too many logins that failed: try again later", 60.0)
            await denied.response()(scope, receive, send)
        elif self._matches(given):
            await self._app(scope, receive, send)
        else:
            if given:
                await run_in_threadpool(self._limiter.hit, TRIES, who)
            response = Denied(401, "login", "a login expected").response()
            response.headers.update(REALM)
            await response(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        if scope["path"] in OPEN:
            return True
        return visitor(HTTPConnection(scope)).foreign and scope["path"].startswith(BY_TOKEN)

    def _matches(self, given: str) -> bool:
        scheme, _, value = given.partition(" ")
        if scheme.lower() == "bearer":
            return hmac.compare_digest(value.strip().encode(), self._password)
        try:
            plain = base64.b64decode(value, validate=True) if scheme.lower() == "basic" else b""
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(plain, self._login)
