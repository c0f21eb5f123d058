"""A site on another port than Footnote, and a proxy between them that can misbehave."""

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import expect

BIDEN = "How many electoral votes did Joe Biden win?"
SENTENCE = "Joe Biden won the electoral college vote by 306 to 232."
HOSTILE = {
    "<img src=x onerror='hit=1'>.txt": "The vault <svg/onload=hit=1> of Mr. Grey opens at "
    "7:45 with <script>hit=1</script> and [a](javascript:hit=1).\n",
    "metadata.toml": "[\"<img src=x onerror='hit=1'>.txt\"]\n"
    "title = '''\"><img src=//evil.example/x onerror=hit=1><b>Title</b>'''\n",
}
STREAM = {"Content-Type": "text/event-stream"}
ADD = (
    "document.body.append(Object.assign(document.createElement('script'),"
    " {{ src: '{0}/widget.js', async: true }}))"
)  # in a page's own script
Pages = dict[str, tuple[str, dict[str, str]]]


class Server(ThreadingHTTPServer):
    """A server on a free port of loopback, in threads of its own."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """Browsers hang up when they like."""


class Site(Server):
    """Somebody else's site: pages by path, with their headers."""

    def __init__(self) -> None:
        self.pages: Pages = {}
        super().__init__(_SiteHandler)

    def put(self, html: str, path: str = "/", **headers: str) -> str:
        """Serve this page, and return its address; `_` in a header's name stands for `-`."""
        self.pages[path] = (html, {name.replace("_", "-"): v for name, v in headers.items()})
        return self.address + path


class _SiteHandler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        html, headers = self.server.pages.get(self.path, ("", {}))
        self.send_response(200 if html else 404)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *_: Any) -> None:
        pass


class Proxy(Server):
    """Passes on to Footnote what comes in under a path, unless `instead` answers it."""

    def __init__(self, upstream: str, path: str) -> None:
        self.upstream = upstream.removeprefix("http://")
        self.path = path
        self.instead: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False
        self.asked: list[bytes] = []  # bodies of /api/ask
        super().__init__(_ProxyHandler)


class _ProxyHandler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.removeprefix(self.server.path)
        if path == "/api/ask" and self.command == "POST":
            self.server.asked.append(body)
            if self.server.instead(self):
                return
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=30)
        upstream.request(self.command, path, body or None, dict(self.headers))
        response = upstream.getresponse()
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() != "transfer-encoding":
                self.send_header(name, value)
        self.end_headers()
        while part := response.read1():
            self.wfile.write(part)
        upstream.close()

    do_POST = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


def answer(
    status: int, body: str, headers: Mapping[str, str] = STREAM, hold: bool = False
) -> Callable[[BaseHTTPRequestHandler], bool]:
    """Return what answers in Footnote's place, with its CORS headers; `hold` leaves it open."""

    def respond(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(status)
        handler.send_header("Access-Control-Allow-Origin", handler.headers["Origin"])
        handler.send_header("Access-Control-Expose-Headers", "Retry-After")
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body.encode())
        if hold:
            handler.connection.recv(1)  # until the browser hangs up
        return True

    return respond


def reset(handler: BaseHTTPRequestHandler) -> bool:
    """Begin a stream, then reset the connection."""
    answer(200, event("stage", '{"stage": "reading"}'))(handler)
    handler.wfile.flush()
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()
    return True


def event(kind: str, data: str) -> str:
    """Return a server-sent event."""
    return f"event: {kind}\ndata: {data}\n\n"


class Visit:
    """A browser's page with what it asked for and what went wrong on it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.context.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "favicon" not in str(message.location):
            self.errors.append(message.text)

    def open(self, address: str) -> Any:
        """Go to a page and return it once the widget is there."""
        self.page.goto(address)
        self.page.locator("footnote-chat").first.wait_for()
        return self.page


SCREEN = {"width": 1280, "height": 800}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def host(script: str, body: str = "<main><h1>A site</h1></main>", head: str = "") -> str:
    """Return a page of a site with this script tag in its head."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}{script}</head><body>{body}</body></html>"
    )


def script(address: str, **options: str) -> str:
    """Return the script tag for a server; options become `data-…`."""
    data = "".join(f' data-{name}="{value}"' for name, value in options.items())
    return f'<script async src="{address}/widget.js"{data}></script>'


def launcher(page: Any) -> Any:
    """Return the button that opens the chat."""
    return page.locator("footnote-chat .launcher")


def begin(page: Any, question: str) -> Any:
    """Type a question once none is under way, as a person would, and return what becomes of it."""
    turns = page.locator("footnote-chat .turn")
    expect(ready(page)).to_be_visible()
    before = turns.count()
    page.locator("footnote-chat textarea").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    return page.locator("footnote-chat .answer").nth(before)


def ask(page: Any, question: str) -> Any:
    """Type a question and return its finished answer."""
    answer = begin(page, question)
    expect(ready(page)).to_be_visible()
    return answer


def ready(page: Any) -> Any:
    """Return what is seen only while no answer is under way: the arrow of the button that sends."""
    return page.locator("footnote-chat .form svg.send")
