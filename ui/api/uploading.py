"""A visitor's own documents over HTTP: add one, list them, remove them."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from index.formats.extract import SUFFIXES
from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.queue import Queue
from ui.api.sizes import LARGEST_UPLOAD
from ui.api.visitor import gone, visitor
from ui.uploads import LONGEST_NAME, Own, UploadError, Uploads

COOKIE = "footnote-own"  # set by the page's script, sent back to nobody else, gone with the browser


def upload_routes(uploads: Uploads, queue: Queue, limits: Limits) -> APIRouter:
    """Return GET, POST and DELETE /upload, for the chat's own page only."""
    router = APIRouter(include_in_schema=False)

    def record(own: Own | None) -> dict[str, Any]:
        names = own.names() if own else []
        return {
            "key": own.key if own else "",
            "documents": names,
            "seconds": round(uploads.seconds_left(own)) if own else 0,
            "most_bytes": LARGEST_UPLOAD,
            "suffixes": SUFFIXES,
        }

    @router.get("/upload")
    def listed(request: Request) -> JSONResponse:
        return JSONResponse(record(uploads.find(_key(request))))

    @router.post("/upload")
    async def add(
        request: Request, name: Annotated[str, Field(max_length=4 * LONGEST_NAME)]
    ) -> JSONResponse:
        key = _key(request)
        await run_in_threadpool(limits.count, visitor(request).client)
        content = await request.body()
        try:
            own = await queue.one(partial(uploads.add, key, name, content), gone(request))
        except UploadError as error:
            raise Denied(422, "upload", str(error)) from None
        return JSONResponse(record(own))

    @router.delete("/upload")
    def remove(request: Request) -> JSONResponse:
        uploads.remove(_key(request))
        return JSONResponse(record(None))

    return router


def _key(request: Request) -> str:
    """Return the visitor's key, "" for none. Raises Denied (403) for another site's page."""
    if visitor(request).foreign:
        raise Denied(403, "origin", "documents are added on the chat's own page only")
    return request.cookies.get(COOKIE, "")
