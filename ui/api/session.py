"""Sessions: short-lived signed tokens, so that nothing about a visitor is stored."""

import logging
import secrets
from contextlib import closing
from typing import Annotated, Any

from fastapi import APIRouter, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, Field

from index.errors import StoreError
from index.store import Index
from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.visitor import visitor

LASTS_S = 1800
KEY = """
INSERT INTO secrets AS held VALUES ('session', ?)
ON CONFLICT (name) DO UPDATE SET name = held.name RETURNING value"""
log = logging.getLogger(__name__)
EXPIRED = "a session token of this server expected, none that holds found: ask POST /api/session"


class Session(BaseModel):
    """A token for `Authorization: Bearer …`, and the seconds it lasts."""

    token: str
    expires_in: Annotated[int, Field(description="seconds")] = LASTS_S


class Sessions:
    """Gives tokens and knows them again, and those that were signed with the same key elsewhere."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="session")

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


def session_key(index: Index) -> str:
    """Return a key that all replicas of a server sign with, kept in PostgreSQL; else one of ours.

    Tokens of an earlier start are known only where it is kept.
    """
    new = secrets.token_hex(32)
    if not index.address:
        return new
    from index.postgres import Postgres

    try:
        with closing(Postgres(index.address)) as database:
            return str(database.rows(KEY, [new])[0][0])
    except StoreError as error:
        log.warning("other replicas will not know the sessions of this one: %s", error)
        return new
