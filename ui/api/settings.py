"""How far the server is opened, as the command line says it."""

from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import Literal
from urllib.parse import urlsplit

from index.errors import FootnoteError

PORTS = {"http": 80, "https": 443}
OPEN_LIMIT = 120  # questions a minute from one client, once others than this machine may ask
Log = Literal["errors", "requests", "questions"]


class SettingsError(FootnoteError):
    """The server cannot be opened in the way that was asked for."""


@dataclass(frozen=True)
class Settings:
    """Closed unless told otherwise.

    `origins` are the sites that may use the server besides itself, as browsers name them; `url` is
    the origin that visitors see where a proxy stands in front; `proxies` are the networks whose
    forwarded headers are believed; `limit` is how many questions one client may ask in a minute,
    None for any number; `login` is `name:password`, empty for none; `log` is
    what is logged; `upload` lets visitors of the chat ask documents of their own.
    """

    origins: tuple[str, ...] = ()
    url: str = ""
    proxies: tuple[str, ...] = ()
    limit: int | None = None
    login: str = ""
    log: Log = "errors"
    upload: bool = False


def checked(asked: Settings, *, reachable: bool) -> Settings:
    """Return the settings as the server needs them; raises SettingsError for what cannot be meant.

    A server that others can reach, `reachable` or opened to a site or a proxy, has a limit.
    """
    if asked.login and not all(asked.login.partition(":")):
        raise SettingsError("name:password expected in FOOTNOTE_LOGIN, something else found")
    opened = bool(asked.origins or asked.url or asked.proxies or reachable)
    return replace(
        asked,
        origins=tuple(map(origin_of, asked.origins)),
        url=origin_of(asked.url) if asked.url else "",
        proxies=tuple(map(_network, asked.proxies)),
        limit=OPEN_LIMIT if asked.limit is None and opened else asked.limit,
    )


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address, exactly as a browser's Origin header has them.

    Raises SettingsError for anything else than an http(s) origin: a path, a user, a wildcard.
    """
    try:
        parts = urlsplit(address.strip().rstrip("/"))
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        raise _no_origin(address) from None
    extra = parts.path or parts.query or parts.fragment or "@" in parts.netloc or "*" in host
    if parts.scheme not in PORTS or not host or extra or set(host) & set(" \\%,'\""):
        raise _no_origin(address)
    host = f"[{host}]" if ":" in host else host
    shown = "" if port in {None, PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def _network(address: str) -> str:
    try:
        return str(ip_network(address))
    except ValueError:
        raise SettingsError(
            f"an address or network such as 10.0.0.0/8 expected for --proxy, {address!r} found"
        ) from None


def _no_origin(address: str) -> SettingsError:
    return SettingsError(
        f"an origin such as https://example.org expected, {address!r} found:"
        " give scheme, host and port, nothing else"
    )
