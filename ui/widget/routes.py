"""GET /widget.js and GET /embed."""

import gzip
import hashlib
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ui.widget.page import embed_page, embed_policy
from ui.widget.tag import SCRIPT

CACHED = "public, max-age=3600"
BOTH = ["GET", "HEAD"]


def widget_routes(origins: Sequence[str]) -> APIRouter:
    """Return the routes of the widget; `origins` are the sites that may frame its page."""
    router = APIRouter(include_in_schema=False)
    plain = SCRIPT.read_bytes()
    packed = gzip.compress(plain, mtime=0)
    name = hashlib.sha256(plain).hexdigest()[:16]

    @router.api_route("/widget.js", methods=BOTH)
    def script(request: Request) -> Response:
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        etag = f'"{name}-gzip"' if zipped else f'"{name}"'
        headers = {
            "ETag": etag,
            "Cache-Control": CACHED,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Accept-Encoding",
        }
        known = request.headers.get("if-none-match", "").replace("W/", "").split(",")
        if etag in [one.strip() for one in known]:
            return Response(status_code=304, headers=headers)
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(packed if zipped else plain, headers=headers, media_type="text/javascript")

    @router.api_route("/embed", methods=BOTH)
    def embed(request: Request) -> HTMLResponse:
        policy = embed_policy(origins)
        return HTMLResponse(
            embed_page(request.query_params), headers={"Content-Security-Policy": policy}
        )

    return router
