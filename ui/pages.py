"""The addresses of what is read beside the chat: articles, passages, the list, the looks."""

from dataclasses import asdict
from pathlib import Path
from secrets import token_hex

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from index.article import Article
from index.store import Index
from qa.verify import ArticleOf
from ui.api.headers import PLAIN
from ui.building import Building
from ui.source import documents_page, passage_html

LOOKS = Path(__file__).parent / "static"
SHOWN = {"Content-Security-Policy": PLAIN}
HEAD = (
    '<link rel="stylesheet" href="look/outside.css">'
    '<script type="module" src="look/chat.js"></script>'
)
UPLOAD_HEAD = '<script type="module" src="look/upload.js"></script>'


def page_routes(index: Index, find: ArticleOf, building: Building | None = None) -> APIRouter:
    """Return `/passage/ARTICLE?start=&end=`, `/documents` and `/look/…`.

    `/alive` tells which start of the server this is, by which an open chat knows a new one, and
    how far an index is that is being built.
    """
    started = token_hex(8)
    routes = APIRouter(include_in_schema=False)

    @routes.get("/passage/{article_id:path}")
    def passage(article_id: str, start: int = 0, end: int = 0) -> HTMLResponse:
        article = find(article_id)
        if article is None:
            return HTMLResponse("<p>The index does not hold it any more.</p>", status_code=404)
        return HTMLResponse(passage_html(article, *_place(article, start, end)))

    @routes.get("/documents")
    def documents() -> HTMLResponse:
        return HTMLResponse(documents_page(index.articles()), headers=SHOWN)

    @routes.get("/alive")
    def alive() -> JSONResponse:
        return JSONResponse({"server": started, "building": building and asdict(building)})

    routes.mount("/look", StaticFiles(directory=LOOKS))
    return routes


def _place(article: Article, start: int, end: int) -> tuple[int, int]:
    """Return the place moved into the text."""
    start = min(max(start, 0), len(article.text))
    return start, min(max(end, start), len(article.text))
