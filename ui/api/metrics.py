"""GET /metrics, for Prometheus, to this machine and private networks only."""

import asyncio
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest

from ui.api.errors import Denied
from ui.api.queue import Queue
from ui.api.visitor import visitor

INSIDE = Gauge("footnote_questions_inside", "Questions that are being answered or wait.")
TASKS = Gauge("footnote_tasks", "Tasks of the event loop.")


def metric_routes(queue: Queue) -> APIRouter:
    """Return GET /metrics; through a proxy it is not there, so that it is never public."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        if "x-forwarded-for" in request.headers or not _is_near(visitor(request).client):
            raise Denied(404, "path", "nothing is here")
        INSIDE.set(queue.inside)
        TASKS.set(len(asyncio.all_tasks()))
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return router


def _is_near(client: str) -> bool:
    try:
        return ip_address(client).is_private
    except ValueError:
        return False
