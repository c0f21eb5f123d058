"""What the index holds: search, the list of its articles, an article's page, and its state."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field

from index.article import Article
from index.errors import StoreError
from index.store import Index
from qa.ask import LONGEST_QUESTION, search
from qa.verify import ArticleOf
from ui.api.admission import Admission
from ui.api.headers import PLAIN
from ui.api.queue import Queue
from ui.api.shapes import (
    FAULTS,
    ArticleRecord,
    CorpusRecord,
    FaultRecord,
    FollowingState,
    Health,
    IndexState,
    SearchRecord,
)
from ui.api.visitor import gone
from ui.records import search_record
from ui.source import missing_page, source_page

MOST_PASSAGES = 100
MOST_ARTICLES = 100  # a page
SHOWN = {"Content-Security-Policy": PLAIN}
Place = Annotated[int, Field(ge=-(2**53), lt=2**53)]


class Query(BaseModel):
    """What to look for, and how many passages."""

    query: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    k: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 10


def document_routes(index: Index, find: ArticleOf, queue: Queue, admission: Admission) -> APIRouter:
    """Return POST /api/search, GET /api/corpus, /source/ARTICLE, by `find`, and /health."""
    router = APIRouter(tags=["documents"])
    _add_search(router, index, queue, admission)
    _add_corpus(router, index, admission)
    _add_source(router, find)
    _add_health(router, index)
    return router


def _add_search(router: APIRouter, index: Index, queue: Queue, admission: Admission) -> None:
    @router.post(
        "/api/search",
        summary="Find passages",
        dependencies=[Depends(admission.ask)],
        responses={200: {"model": SearchRecord}, **FAULTS},
    )
    async def passages(asked: Query, request: Request) -> Response:
        work = partial(search, asked.query, index, asked.k)
        found = await queue.one(work, gone(request))
        return JSONResponse(search_record("1", asked.query, found))


def _add_corpus(router: APIRouter, index: Index, admission: Admission) -> None:
    @router.get(
        "/api/corpus",
        summary="List the articles",
        dependencies=[Depends(admission.look)],
        responses=FAULTS,
    )
    def corpus(
        after: Annotated[str, Field(max_length=4096)] = "",
        most: Annotated[int, Field(ge=1, le=MOST_ARTICLES)] = MOST_ARTICLES,
    ) -> CorpusRecord:
        found = index.articles_after(after, most + 1)
        shown = [_article_record(article) for article in found[:most]]
        following = shown[-1].id if len(found) > most else None
        return CorpusRecord(articles=shown, total=index.counts()[0], next=following)


def _add_source(router: APIRouter, find: ArticleOf) -> None:
    @router.head("/source/{article_id:path}", include_in_schema=False)
    @router.get(
        "/source/{article_id:path}",
        summary="An article with text[start:end] marked",
        response_class=HTMLResponse,
        responses={
            # as JSON where no route is met: an id with a line break
            404: {"content": {"text/html": {}, "application/json": {}}},
            422: {"model": FaultRecord},
        },
    )
    def source(article_id: str, start: Place = 0, end: Place = 0) -> HTMLResponse:
        article = find(article_id)
        if article is None:
            return HTMLResponse(missing_page(article_id), status_code=404, headers=SHOWN)
        start = min(max(start, 0), len(article.text))
        return HTMLResponse(
            source_page(article, start, min(max(end, start), len(article.text))), headers=SHOWN
        )


def _add_health(router: APIRouter, index: Index) -> None:
    @router.head("/health", include_in_schema=False)
    @router.get(
        "/health", summary="Live and ready", tags=["server"], responses={503: {"model": Health}}
    )
    def health(response: Response) -> Health:
        try:
            articles, chunks = index.counts()
            following = FollowingState(**asdict(index.following()))
        except StoreError:
            response.status_code = 503
            return Health(status="no index", live=True, ready=False, index=None, following=None)
        state = IndexState(articles=articles, chunks=chunks)
        return Health(status="ok", live=True, ready=True, index=state, following=following)


def _article_record(article: Article) -> ArticleRecord:
    return ArticleRecord(
        id=article.id,
        title=article.title,
        length=len(article.text),
        metadata=dict(article.metadata),
    )
