"""Which sites may use the server: its own pages, and those that `--allow-origin` names."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import Denied
from ui.api.visitor import Visitor, remember

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Last-Event-ID, Mcp-Protocol-Version, Mcp-Session-Id"
    ),
    "Access-Control-Max-Age": "600",
}
EXPOSED = "Retry-After, X-Request-ID, Mcp-Session-Id"
OURS_ALONE = ("access-control-", "set-cookie")  # what no layer within may say


class Origins:
    """Refuses every request of a page that is neither ours nor allowed, before anything is done.

    A request without an Origin header comes from a program, or is a browser's own navigation.
    """

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...], url: str = "") -> None:
        self._app = app
        self._allowed = frozenset(allowed)
        self._url = url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 or as the preflight that it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        origin = origins[0] if origins else ""
        ours = bool(origin) and origin in {
            f"{scope['scheme']}://{headers.get('host', '')}",
            self._url,
        }
        if len(origins) > 1 or (origins and not ours and origin not in self._allowed):
            denied = Denied(403, "origin", "this server is not open to the site that asks")
            await _varying(denied.response())(scope, receive, send)
            return
        client = (scope.get("client") or ("",))[0]
        remember(scope, Visitor(client, origin, foreign=bool(origin) and not ours))
        sharing = _sharing(origin) if origin and not ours else {}
        if origins and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            answer = Response(status_code=204, headers=sharing and sharing | PREFLIGHT)
            await _varying(answer)(scope, receive, send)
            return

        async def send_sharing(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (name, value)
                    for name, value in message["headers"]
                    if not name.decode("latin-1").lower().startswith(OURS_ALONE)
                ]
                message = {**message, "headers": kept}
                found = MutableHeaders(scope=message)
                found.update(sharing)
                found.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, send_sharing)


def _sharing(origin: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED}


def _varying(response: Response) -> Response:
    response.headers.add_vary_header("Origin")
    return response
