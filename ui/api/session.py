"""Sessions: short-lived signed tokens, so that nothing about a visitor is stored."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, Field

from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.visitor import visitor

LASTS_S = 1800
EXPIRED = "a session token of this server expected, none that holds found: ask POST /api/session"


class Session(BaseModel):
    """A token for `Authorization: Bearer …`, and the seconds it lasts."""

    token: str
    expires_in: Annotated[int, Field(description="seconds")] = LASTS_S


class Sessions:
    """Gives tokens and knows them again; those of an earlier start of the server are not known."""

    def __init__(self) -> None:
        self._signer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="session")

    def routes(self, limits: Limits) -> APIRouter:
        """Return POST /api/session."""
        router = APIRouter()

        @router.post("/api/session", summary="A token for a conversation", tags=["session"])
        def session(request: Request) -> Session:
            who = visitor(request)
            limits.look(who.client)
            token = self._signer.dumps({"id": secrets.token_hex(16), "origin": who.origin})
            return Session(token=token)

        return router

    def check(self, request: Request) -> str:
        """Return the id of the session; nothing for a program or a page of ours without one.

        Raises Denied (401) for a page of another site that has no token given to that same site.
        """
        who = visitor(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = self._read(token) if scheme.lower() == "bearer" else {}
        if found and found["origin"] == who.origin:
            return str(found["id"])
        if who.foreign:
            raise Denied(401, "session", EXPIRED)
        return ""

    def _read(self, token: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self._signer.loads(token, max_age=LASTS_S)
        except BadSignature:
            return {}
        return found
