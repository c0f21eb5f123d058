"""A Chroma server that is reached over TLS, by a token, in a database of a tenant, and is busy."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import chromadb
import pytest

from index.chroma import TOKEN, connect
from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from tests.chroma import ChromaServer
from tests.index.example import DOCUMENTS, Corpus
from tests.nginx import certificate, needed, nginx
from tests.ui.running import free_port, within

FRONT = """
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {public};
    ssl_certificate_key {key};
    if ($http_x_chroma_token != "planted-41f7") {{ return 401; }}
    location / {{ proxy_pass {behind}; }}
}}
"""


@pytest.fixture
def engine() -> str:
    """Leave truth in SQLite: it plays no part here."""
    return "sqlite"


def collections(chroma: ChromaServer, tenant: str, database: str) -> list[str]:
    """Return the names of the collections that a database holds."""
    client = chromadb.HttpClient("127.0.0.1", chroma.port, tenant=tenant, database=database)
    return [found.name for found in client.list_collections()]


def test_a_database_of_a_tenant(corpus: Corpus, tmp_path: Path, chroma: ChromaServer) -> None:
    before = collections(chroma, "default_tenant", "default_database")
    admin = chromadb.AdminClient(
        chromadb.Settings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host="127.0.0.1",
            chroma_server_http_port=chroma.port,
        )
    )
    admin.create_tenant("a paper")
    address = f"{chroma.address}/a%20paper/archive"
    with pytest.raises(StoreError, match="a database archive of tenant a paper expected at"):
        connect(address, 2)
    admin.create_database("archive", tenant="a paper")
    ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
    assert len(collections(chroma, "a paper", "archive")) == 1
    assert collections(chroma, "default_tenant", "default_database") == before
    index = Index(tmp_path / "index", server=address)
    assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
    assert not index.lexical_only
    index.close()


def test_tls_and_a_token(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed()
    port, (public, key) = free_port(), certificate(tmp_path / "tls")
    address = f"https://127.0.0.1:{port}"
    front = FRONT.format(port=port, public=public, key=key, behind=chroma.address)
    with nginx(tmp_path / "nginx", front):
        assert within(10, lambda: "certificate verify failed" in refusal(address))
        assert "SSL_CERT_FILE" in refusal(address)
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        assert f"expected in {TOKEN}, none found" in refusal(address)
        monkeypatch.setenv(TOKEN, "another")
        assert f"expected in {TOKEN}, another found" in refusal(address)
        monkeypatch.setenv(TOKEN, "planted-41f7")
        ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
        index = Index(tmp_path / "index", server=address)
        assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
        assert index.collection.count() == len(DOCUMENTS)
        index.close()
    written = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    assert not any(b"planted" in path.read_bytes() for path in written)


def refusal(address: str) -> str:
    """Return the line that is said of an address."""
    with pytest.raises(StoreError) as caught:
        connect(address, 2)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class Busy(ThreadingHTTPServer):
    """A proxy before Chroma that refuses every request twice, and takes two records at once."""

    daemon_threads = True

    def __init__(self, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = behind
        self.seen: Counter[str] = Counter()
        self.written: list[int] = []
        self.waited: list[float] = []


class Passing(BaseHTTPRequestHandler):
    """Refuses with 429 and a time to wait, then with 503, then passes on."""

    server: Busy

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        asked = f"{self.command} {self.path} {body!r}"
        self.server.seen[asked] += 1
        tries = self.server.seen[asked]
        if tries % 3 == 1:
            self.server.waited.append(-time.monotonic())
            self._send(429, b"{}", {"Retry-After": "0.4"})
        elif tries % 3 == 2:
            self.server.waited[-1] += time.monotonic()
            self._send(503, b"not now")
        else:
            self._send(*self._passed(body))

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815

    def _passed(self, body: bytes) -> tuple[int, bytes]:
        if self.path.endswith("/add"):
            self.server.written.append(len(json.loads(body)["ids"]))
        onward = HTTPConnection("127.0.0.1", self.server.behind)
        onward.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = onward.getresponse()
        content = answer.read()
        if self.path.endswith("/pre-flight-checks"):
            content = json.dumps(json.loads(content) | {"max_batch_size": 2}).encode()
        return answer.status, content

    def _send(self, status: int, body: bytes, headers: dict[str, Any] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def busy(chroma: ChromaServer) -> Iterator[Busy]:
    """Run such a proxy before a server."""
    with Busy(chroma.port) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


def test_a_busy_server_is_given_time_and_small_portions(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.chroma.CHECK_S", 10.0)
    with busy(chroma) as proxy:
        address = f"http://127.0.0.1:{proxy.server_port}"
        ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
        assert sorted(proxy.written) == [1, 2]
        assert proxy.waited
        assert all(seconds >= 0.4 for seconds in proxy.waited)
    direct = chromadb.HttpClient("127.0.0.1", chroma.port)
    name = next(path for path in (tmp_path / "index").glob("caches.json")).read_text()
    found = [one for one in direct.list_collections() if one.name in name]
    assert [one.count() for one in found] == [len(DOCUMENTS)]


def test_a_server_that_stays_busy_is_left(corpus: Corpus, tmp_path: Path, caplog: Any) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
        assert "it answers 429 Too Many Requests: try again later" in caplog.text
        index = Index(tmp_path / "index", server=address)
        assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
        index.close()
        server.shutdown()


class Refusing(Passing):
    """Refuses all, and says for how long."""

    def _answer(self) -> None:
        self._send(429, b"{}", {"Retry-After": "3600"})

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815
