"""The one web server: the chat, the source pages, health; nothing is loaded from elsewhere."""

import re
import sys
from collections.abc import Awaitable, Callable

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse

from index.errors import FootnoteError
from index.store import Index
from qa.ask import ask
from ui.api.asking import ask_routes
from ui.api.errors import Denied, explain, explain_denied, explain_invalid
from ui.api.origins import Origins
from ui.api.queue import Queue
from ui.api.session import Sessions
from ui.api.settings import Settings
from ui.chat import STYLE, build_chat, theme
from ui.render import source_page
from ui.widget.routes import widget_routes

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
CHATS_AT_ONCE = 4
CLOSED = Settings()
SHUT = re.compile(r"/(file|proxy)[=/]\s*\w+:|/proxy=|/upload(/|$)|^/monitoring", re.IGNORECASE)
Next = Callable[[Request], Awaitable[Response]]


def build_app(index: Index, settings: Settings = CLOSED) -> FastAPI:
    """Return the application: `/` is the chat, `/source/ARTICLE?start=&end=` an article."""
    app = FastAPI(title="Footnote", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guard(request: Request, call_next: Next) -> Response:
        if _is_shut(request.url.path):
            return Response("not found", status_code=404)
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/source/{article_id:path}", response_class=HTMLResponse)
    def source(article_id: str, start: int = 0, end: int = 0) -> HTMLResponse:
        article = index.article(article_id)
        if article is None:
            return HTMLResponse("<h1>No such article in the index</h1>", status_code=404)
        start = min(max(start, 0), len(article.text))
        return HTMLResponse(source_page(article, start, min(max(end, start), len(article.text))))

    sessions = Sessions()
    app.include_router(sessions.routes())
    app.include_router(ask_routes(index, Queue(), sessions))
    app.include_router(widget_routes(settings.origins))
    app.exception_handler(Denied)(explain_denied)
    app.exception_handler(FootnoteError)(explain)
    app.exception_handler(RequestValidationError)(explain_invalid)

    chat = build_chat(index).queue(default_concurrency_limit=CHATS_AT_ONCE, max_size=64)
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        theme=theme(),
        css_paths=[STYLE],
        footer_links=[],
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size=0,
    )
    app.add_middleware(Origins, allowed=settings.origins)  # the outermost: the last one added
    return app


def serve(index: Index, host: str, port: int, settings: Settings) -> None:
    """Serve until interrupted, with the models loaded before the first question comes."""
    ask("What is this?", index)
    print(f"Footnote is at http://{host}:{port} (Ctrl+C ends it)", file=sys.stderr)
    uvicorn.run(build_app(index, settings), host=host, port=port, log_level="warning")


def _is_shut(path: str) -> bool:
    """Tell whether Gradio would fetch an address for a client, or take a file from it."""
    return SHUT.search(path) is not None
