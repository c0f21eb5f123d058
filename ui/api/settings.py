"""How far the server is opened, as the command line says it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import FootnoteError

PORTS = {"http": 80, "https": 443}


class SettingsError(FootnoteError):
    """The server cannot be opened in the way that was asked for."""


@dataclass(frozen=True)
class Settings:
    """Closed unless told otherwise.

    `origins` are the sites that may use the server besides itself, as browsers name them.
    """

    origins: tuple[str, ...] = ()


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


def _no_origin(address: str) -> SettingsError:
    return SettingsError(
        f"an origin such as https://example.org expected, {address!r} found:"
        " give scheme, host and port, nothing else"
    )
