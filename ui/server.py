"""The one web server: the chat and the API; nothing is loaded from elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from index.article import Article
from index.errors import FootnoteError
from index.following import followed
from index.store import Index
from qa.ask import ask
from ui.api.admission import Admission
from ui.api.answering import Answering
from ui.api.asking import ask_routes
from ui.api.completions import completion_routes
from ui.api.description import add_description
from ui.api.documents import document_routes
from ui.api.doors import Doors
from ui.api.errors import Denied, explain, explain_denied, explain_invalid, explain_status
from ui.api.layers import add_layers
from ui.api.limit import Limits
from ui.api.metrics import metric_routes
from ui.api.queue import AT_ONCE, WAITING, Queue
from ui.api.session import Sessions, session_key
from ui.api.settings import Settings
from ui.api.tools import tool_server
from ui.api.uploading import upload_routes
from ui.building import Building
from ui.chat import build_chat
from ui.counts import counts_of
from ui.look import STYLE, theme
from ui.pages import HEAD, UPLOAD_HEAD, page_routes
from ui.serving import run
from ui.uploads import Uploads
from ui.widget.routes import widget_routes

if TYPE_CHECKING:
    from qa.writing.writer import Writer

CLOSED = Settings()


def build_app(
    index: Index,
    settings: Settings = CLOSED,
    writer: "Writer | None" = None,
    building: Building | None = None,
) -> FastAPI:
    """Return the application: `/` is the chat, `/docs` describes the API beside it."""
    counts = counts_of(index)
    queue, sessions, limits = Queue(), Sessions(session_key(index)), Limits(settings.limit, counts)
    admission = Admission(sessions, limits)
    answering = Answering(index, writer)
    tools = tool_server(answering, queue, admission)
    uploads = Uploads() if settings.upload else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with uploads.lasting() if uploads else nullcontext(), followed(index):
            async with tools.router.lifespan_context(tools):
                yield

    app = FastAPI(
        title="Footnote",
        version=version("footnote-qa"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(sessions.routes(limits))
    app.include_router(ask_routes(answering, queue, admission))
    find = partial(_find, index, uploads)
    app.include_router(document_routes(index, find, queue, admission))
    app.include_router(page_routes(index, find, building))
    if uploads:
        app.include_router(upload_routes(uploads, Queue(at_once=1, waiting=8), limits))
    app.include_router(completion_routes(answering, queue, admission))
    app.router.routes.extend(tools.routes)
    add_description(app)
    app.include_router(widget_routes(settings.origins))
    app.exception_handler(Denied)(explain_denied)
    app.exception_handler(FootnoteError)(explain)
    app.exception_handler(RequestValidationError)(explain_invalid)
    app.exception_handler(HTTPException)(explain_status)
    app.include_router(metric_routes(queue))
    chat = _mount_chat(app, answering, limits, uploads)
    app.state.busy = lambda: queue.inside + answers_under_way(chat)
    add_layers(app, settings, counts)
    return app


def _find(index: Index, uploads: Uploads | None, article_id: str) -> Article | None:
    """Return a shared document, or one that a visitor has added."""
    return index.article(article_id) or (uploads.article(article_id) if uploads else None)


def _mount_chat(
    app: FastAPI, answering: Answering, limits: Limits, uploads: Uploads | None
) -> gr.Blocks:
    """Mount Gradio behind its doors; what it answers waits in a queue of its own."""
    chat = build_chat(answering, limits, uploads)
    chat.queue(default_concurrency_limit=AT_ONCE, max_size=WAITING)
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        theme=theme(),
        css_paths=[STYLE],
        head=HEAD + (UPLOAD_HEAD if uploads else ""),
        footer_links=[],
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size=0,
    )
    mounted = app.router.routes[-1]
    assert isinstance(mounted, Mount)  # noqa: S101
    mounted.app = Doors(mounted.app, limits)
    return chat


def answers_under_way(chat: gr.Blocks) -> int:
    """Count what the chat is answering now."""
    return sum(job is not None for job in chat._queue.active_jobs)


def serve(app: FastAPI, index: Index, host: str, port: int) -> None:
    """Serve until interrupted, with the models loaded before the first question comes."""
    ask("What is this?", index)
    run(app, host, port, app.state.busy)
