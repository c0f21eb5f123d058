"""Every request is counted, timed, given an id, and answered even if something breaks."""

import logging
from secrets import token_hex
from time import perf_counter, time_ns

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import Denied
from ui.api.logs import FIELDS, fault
from ui.api.tracing import span
from ui.api.visitor import known_visitor

log = logging.getLogger(__name__)
REQUESTS = Counter("footnote_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("footnote_request_seconds", "Time to the end of an answer.", ["route"])
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE"})


class Journal:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and say afterwards what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity, started, status = token_hex(8), perf_counter(), 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = identity
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:
            log.exception("failed", extra={FIELDS: {"id": identity, "error": fault(error)}})
            if status:
                return  # the answer is cut off: all that can still be told
            broken = Denied(500, "broken", f"this should not happen: the log has it as {identity}")
            await broken.response()(scope, receive, send_noting)
        finally:
            self._note(scope, identity, status or 499, perf_counter() - started)

    def _note(self, scope: Scope, identity: str, status: int, seconds: float) -> None:
        route = route_of(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        REQUESTS.labels(method, route, str(status)).inc()
        SECONDS.labels(route).observe(seconds)
        who = known_visitor(HTTPConnection(scope))
        fields = {
            "id": identity,
            "client": who.client if who else (scope.get("client") or ("",))[0],
            "method": method,
            "path": scope["path"],
            "status": status,
            "ms": round(1000 * seconds, 1),
        }
        log.info("request", extra={FIELDS: fields})
        ended = time_ns()
        facts = {"http.request.method": method, "http.route": route, "http.status_code": status}
        began = ended - int(1e9 * seconds)
        span(f"{method} {route}", Headers(scope=scope), began, ended, facts)


def route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered, of which there are few."""
    found = scope.get("route")
    return getattr(found, "path", "") or ("chat" if "endpoint" in scope else "none")
