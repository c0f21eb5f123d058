"""By which names the server may be called.

A page of any site can have its own name lead to this machine, and would then be of the server's
own origin (DNS rebinding). Addresses, names without a dot and localhost cannot be taken over so.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.errors import Denied


class Hosts:
    """Refuses requests for a host that is not known, naming the option that makes it known."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        self._app = app
        self._name = urlsplit(url).hostname or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 421."""
        hosts = Headers(scope=scope).getlist("host") if scope["type"] == "http" else ["localhost"]
        if len(hosts) != 1 or not self._known(hosts[0]):
            await Denied(
                421, "host", "a host that this server knows expected: start it with --url"
            ).response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return bool(name) and (
            name == self._name
            or "." not in name.rstrip(".")
            or name.endswith(".localhost")
            or _is_address(name)
        )


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
