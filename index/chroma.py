"""A Chroma server: its address, its token, and patience with one that is busy."""

import os
from random import uniform
from time import monotonic, sleep
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

import httpx
from chromadb.api.client import Client
from chromadb.auth import UserIdentity
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

from index.errors import StoreError, brief

TOKEN = "FOOTNOTE_CHROMA_TOKEN"  # noqa: S105  the name of a variable
HEADER = "X-Chroma-Token"
CHECK_S = 2.0  # for a server to say that it is there
BUSY = {429, 502, 503, 504}  # of the server, or of a proxy before it
FIRST_WAIT_S = 0.2
FORBIDDEN = {401, 403}


class Session(httpx.Client):
    """Sends a request again while the server is too busy for it, as late as it asks for.

    Nothing that is sent here does harm if it comes twice. `patience_s` is the time for a request
    and all that follow it; a wait that would not end in it is not begun.
    """

    def __init__(self, patience_s: float) -> None:
        token = os.environ.get(TOKEN, "").strip()
        super().__init__(timeout=patience_s, headers={HEADER: token} if token else {})
        self._patience_s = patience_s

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Return the answer: that of the last try if the server stays busy."""
        ends, wait = monotonic() + self._patience_s, FIRST_WAIT_S
        while True:
            response = super().send(request, **options)
            pause = max(_asked_wait(response), wait * uniform(1, 2))  # noqa: S311  not all at once
            if response.status_code not in BUSY or monotonic() + pause > ends:
                return response
            response.close()
            sleep(pause)
            wait *= 2


class Unhurried(Client):
    """Chroma's client, which asks nothing while it is made: it would wait for ever."""

    def get_user_identity(self) -> UserIdentity:
        """Return nobody: the token stands for itself."""
        return UserIdentity(user_id="")

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        """Leave that to `connect`."""


def connect(address: str, patience_s: float) -> Any:
    """Return a client for the server at an address, which gives up after so many seconds.

    Raises StoreError if none answers there, it wants another token, or has no such database.
    """
    parts = urlsplit(address)
    tenant, database = _place(parts)
    session = Session(patience_s)
    try:
        _check(session, address, parts, tenant, database)
    except BaseException:
        session.close()
        raise
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=_host(parts),
        chroma_server_http_port=_port(parts),
        chroma_server_ssl_enabled=parts.scheme == "https",
    )
    client = Unhurried(tenant, database, settings)
    session.headers["Content-Type"] = "application/json"
    client._server._session = session
    return client


def _check(session: Session, address: str, parts: SplitResult, tenant: str, database: str) -> None:
    place = f"tenants/{quote(tenant, safe='')}/databases/{quote(database, safe='')}"
    try:
        found = session.get(
            f"{parts.scheme}://{_host(parts)}:{_port(parts)}/api/v2/{place}", timeout=CHECK_S
        )
    except httpx.HTTPError as error:
        raise StoreError(
            f"a Chroma server expected at {address}, it does not answer ({brief(error)}): "
            f"{_mend(str(error))}, or leave out --chroma"
        ) from None
    if found.status_code in FORBIDDEN:
        said = "another" if HEADER in session.headers else "none"
        raise StoreError(
            f"a token that {address} takes expected in {TOKEN}, {said} found: set it, or leave "
            "out --chroma"
        )
    if found.status_code == httpx.codes.NOT_FOUND:
        raise StoreError(
            f"a database {database} of tenant {tenant} expected at {address}, none found: make it "
            "there, or name another as http://HOST:PORT/TENANT/DATABASE"
        )
    if found.status_code != httpx.codes.OK:
        raise StoreError(
            f"a Chroma server expected at {address}, it answers {found.status_code} "
            f"{found.reason_phrase}: try again later, or leave out --chroma"
        )


def _asked_wait(response: httpx.Response) -> float:
    try:
        return max(float(response.headers.get("retry-after", 0)), 0.0)
    except ValueError:  # a date
        return 0.0


def _mend(said: str) -> str:
    if "certificate" in said.lower():
        return "name the file of the authority that it has its certificate of in SSL_CERT_FILE"
    return "start it"


def _place(parts: SplitResult) -> tuple[str, str]:
    """Return tenant and database of an address that was checked."""
    named = [unquote(part) for part in parts.path.split("/") if part]
    return (named[0], named[1]) if named else (DEFAULT_TENANT, DEFAULT_DATABASE)


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 8000)
