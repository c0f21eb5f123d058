"""Nothing that is sent or indexed runs, breaks the server, or leads elsewhere."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from index.ingest import ingest
from tests.ui.payloads import HALVES, PAYLOADS

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def hostile(
    start: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Start a server over documents that hold all payloads, in text and titles."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    texts = [payload for payload in PAYLOADS if "\0" not in payload]  # such a file is no text
    for number in range(0, len(texts), 12):
        some = texts[number : number + 12]
        text = "\n\n".join(f"Item {number} is {payload} here." for payload in some)
        name = f"{number} <img src=x onerror=hit=1>&'.txt"
        (corpus / name).write_text(f"{some[0]}\n\n{text}", "utf-8")
    ingest(folder / "index", corpus)
    with start(folder / "index") as running:
        yield running.address, corpus


def calls(address: str) -> Iterator[tuple[str, str, bytes | None]]:
    """Yield a request for each payload and each way in, by turns where they cost time."""
    for number, payload in enumerate(PAYLOADS):
        text = json.dumps(payload)
        body = ['{"question": %s}', '{"query": %s, "k": 3}'][number % 2] % text
        yield "POST", address + ["/api/ask", "/api/search"][number % 2], body.encode()
        if number % 8 == 0:
            turns = json.dumps({"messages": [{"role": "user", "content": payload}]})
            yield "POST", f"{address}/v1/chat/completions", turns.encode()
        escaped = quote(payload, safe="")
        yield "GET", f"{address}/source/{escaped}?start={escaped[:9]}", None
        yield "GET", f"{address}/api/corpus?after={escaped}", None
        yield "GET", f"{address}/{escaped}", None
    for half in HALVES:
        for path, body in (("ask", '{"question": %s}'), ("search", '{"query": %s}')):
            yield "POST", f"{address}/api/{path}", (body % half).encode()
        yield "POST", f"{address}/api/ask", b'{"question": "x", "history": [%s]}' % half.encode()


def test_no_payload_breaks_or_is_repeated_as_markup(hostile: tuple[str, Path]) -> None:
    address, _ = hostile
    assert len(PAYLOADS) > 100
    with httpx.Client(timeout=120) as http, ThreadPoolExecutor(8) as threads:

        def call(request: tuple[str, str, bytes | None]) -> httpx.Response:
            method, where, body = request
            return http.request(method, where, content=body, headers=JSON)

        for response in threads.map(call, calls(address)):
            where = response.request.url, response.text[:300]
            assert response.status_code < 500, where
            assert response.headers["x-content-type-options"] == "nosniff", where
            assert "set-cookie" not in response.headers, where
            if "html" in response.headers["content-type"]:
                assert "hit=1" not in response.text or response.url.path == "/", where
            else:
                assert "json" in response.headers["content-type"], where
                response.json()
    assert not Path("/tmp/hit").exists()  # noqa: S108


def test_no_document_runs_anything_in_a_browser(hostile: tuple[str, Path], browser: Any) -> None:
    address, corpus = hostile
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    articles = httpx.get(f"{address}/api/corpus").json()["articles"]
    assert len(articles) == len(list(corpus.iterdir()))
    for article in articles:
        page.goto(f"{address}/source/{quote(article['id'])}?start=0&end=40")
        assert page.locator("mark").count() == 1
        assert page.evaluate("typeof hit") == "undefined"
        assert page.locator("img, script, iframe, svg, a[href^=javascript]").count() == 0
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()
