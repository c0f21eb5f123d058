"""What every request passes, from the outside in, before a route is looked up."""

from fastapi import FastAPI
from limits.storage import Storage
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ui.api.headers import SecurityHeaders
from ui.api.hosts import Hosts
from ui.api.journal import Journal
from ui.api.login import Login
from ui.api.origins import Origins
from ui.api.settings import Settings
from ui.api.sizes import Sizes


def add_layers(app: FastAPI, settings: Settings, counts: Storage) -> None:
    """Add them; the last one added is the outermost."""
    app.add_middleware(Sizes, upload=settings.upload)
    app.add_middleware(Login, login=settings.login, counts=counts)
    app.add_middleware(Origins, allowed=settings.origins, url=settings.url)
    app.add_middleware(Hosts, url=settings.url)
    app.add_middleware(Journal)
    app.add_middleware(SecurityHeaders, origins=settings.origins)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
