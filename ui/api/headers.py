"""What a browser is told to allow: by default nothing that does not come from here."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHAT = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
PLAIN = NOTHING + "; style-src 'unsafe-inline'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR_S = 365 * 24 * 3600


class SecurityHeaders:
    """Adds them to every response; a page that sets a policy of its own keeps it.

    Only the server's pages and the allowed sites may frame what is here.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app = app
        self._framed = "; frame-ancestors " + " ".join(["'self'", *origins])
        self._closed = not origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response with the headers."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._guard(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _guard(self, headers: MutableHeaders, scope: Scope) -> None:
        kind = headers.get("content-type", "")
        policy = headers.get("content-security-policy", CHAT if "html" in kind else NOTHING)
        framed = "" if "frame-ancestors" in policy else self._framed
        headers["Content-Security-Policy"] = policy + framed
        headers.update(ALWAYS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if self._closed:
            headers["X-Frame-Options"] = "SAMEORIGIN"
        if "json" in kind:
            headers.setdefault("Cache-Control", "no-store")
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = f"max-age={YEAR_S}"
