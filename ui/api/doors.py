"""What of Gradio is reachable: what its page needs, and nothing else."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.visitor import visitor

NEEDED = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/pwa_icon(/\d+)?"
    r"|/(assets|static|svelte)/[^:]*"
    r"|/gradio_api/(info|app_id|startup-events|cancel|reset|queue/(join|data|status)"
    r"|heartbeat/[^/:]+|(call|run|api)/[^:]+)/?"
)


class Doors:
    """Stands before Gradio: 404 for what its page does not need, and what it sends is counted.

    A question is several requests; the chat counts it where it is answered.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to Gradio, or answer it with 404 or 429."""
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
            try:
                if NEEDED.fullmatch(path) is None:
                    raise Denied(404, "path", "nothing is here")
                if scope["method"] == "POST":
                    client = visitor(HTTPConnection(scope)).client
                    await run_in_threadpool(self._limits.look, client)
            except Denied as denied:
                await denied.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
