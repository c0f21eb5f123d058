"""What a running server frees, and how it ends."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.ui.running import free_port, within
from ui.api.sizes import LARGEST

MAYOR = "Who is the mayor of DC?"
SECRET = "planted-key-41f7"  # noqa: S105
TEN_MB = 10 * 1024 * 1024
PATIENCE_S = 60
AT_ONCE = 6  # questions that even a busy machine answers before it has to end


@pytest.fixture(scope="module")
def running(start: Callable[..., Any], seeds_folder: Path) -> Iterator[Any]:
    """Start a server of our own, so that its connections are ours."""
    with start(seeds_folder) as running:
        yield running


def soon(holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold within PATIENCE_S."""
    return within(PATIENCE_S, holds)


def connect(address: str) -> socket.socket:
    """Return a connection that is ours to abuse."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=PATIENCE_S)


def connections(process: Any) -> int:
    """Count the connections that a server holds."""
    held = psutil.Process(process.pid).net_connections(kind="tcp")
    return sum(c.status != psutil.CONN_LISTEN for c in held)


def inside(address: str) -> float:
    """Return how many questions are being answered or wait."""
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    (line,) = [line for line in lines if line.startswith("footnote_questions_inside ")]
    return float(line.split()[1])


HEAD = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = json.dumps({"question": MAYOR}).encode()
STREAMED = HEAD + b"Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
UNREAD = "answers that are not read"
STALLED = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: local",
    "half a body": HEAD + b'Content-Length: 40\r\n\r\n{"question',
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
    UNREAD: b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 400,
}


def test_what_slow_clients_hold_is_freed(running: Any) -> None:
    clients = {name: connect(running.address) for name in STALLED}
    for name, client in clients.items():
        client.settimeout(0.5)
        with contextlib.suppress(TimeoutError):  # it takes in no more, since we do not
            client.sendall(STALLED[name])
        client.settimeout(PATIENCE_S)
    unread = clients.pop(UNREAD)
    assert unread.recv(1, socket.MSG_PEEK)  # it is let in, and answered
    for client in clients.values():
        read_to_the_end(client)
    assert soon(lambda: connections(running.process) == 0)
    unread.close()


def read_to_the_end(client: socket.socket) -> bytes:
    """Read until the server, which must have let us in for that, has closed the connection."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(65_536):
            found += piece
    return found


def test_streams_that_are_dropped_are_freed(running: Any) -> None:
    drop_streams(running)  # the first round opens what each thread keeps open
    files = psutil.Process(running.process.pid).num_fds()
    drop_streams(running)
    assert soon(lambda: psutil.Process(running.process.pid).num_fds() <= files + 10)


def drop_streams(running: Any) -> None:
    """Ask sixty times for a stream and hang up, and wait until the server noticed."""
    assert soon(lambda: connections(running.process) == 0)
    for _ in range(60):
        with connect(running.address) as client:
            client.sendall(STREAMED)
    assert soon(lambda: inside(running.address) == 0)
    assert soon(lambda: connections(running.process) == 0)


@pytest.mark.parametrize(
    "begun",
    [b"Content-Length: %d\r\n\r\n" % TEN_MB,
     b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % TEN_MB + b"x" * (LARGEST + 1)],
    ids=["length", "chunked"],
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_has_come(running: Any, begun: bytes) -> None:
    with connect(running.address) as client:
        client.sendall(HEAD + begun)
        assert client.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/mcp", "/api/search"])
def test_a_question_of_ten_megabytes_is_413_and_is_not_kept(running: Any, path: str) -> None:
    process = psutil.Process(running.process.pid)
    httpx.get(f"{running.address}/health")
    before = process.memory_info().rss
    body = b'{"question": "' + b"x " * (TEN_MB // 2) + b'"}'
    headers = {"Content-Type": "application/json"}
    sent = httpx.post(running.address + path, content=body, headers=headers)
    assert (sent.status_code, sent.json()["error"]["type"]) == (413, "size")
    pieces = (body[at : at + 65_536] for at in range(0, len(body), 65_536))
    chunked = httpx.post(running.address + path, content=pieces, headers=headers)
    assert chunked.status_code == 413
    assert process.memory_info().rss - before < TEN_MB // 2


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"question": "word " * 9_999}),
        json.dumps({"question": "\n" * 10_000 + "x"}),
        json.dumps({"question": "x" * 50_001}),
        json.dumps({"question": "x", "history": ["y"] * 51}),
        "[" * 200_000,
        '{"question":' * 10_000,
        '{"question": ' + "9" * 100_000 + "}",
    ],
)
def test_what_is_long_or_deep_is_answered_politely(running: Any, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    address = f"{running.address}/api/ask"
    answered = httpx.post(address, content=body, headers=headers, timeout=PATIENCE_S)
    assert answered.status_code in {200, 400, 422}
    assert answered.status_code == 200 or answered.json()["error"]["message"]


def test_where_a_request_ends_is_never_in_doubt(running: Any) -> None:
    with connect(running.address) as client:  # chunks outrank a length, and the rest is a request
        both = b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        client.sendall(
            HEAD + both + b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        found = read_to_the_end(client)
        assert found.startswith(b"HTTP/1.1 422")
        assert b'"ready":true' in found
    for twice in (
        b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"Content-Length: -1\r\n\r\n",
    ):
        with connect(running.address) as client:
            client.sendall(HEAD + twice)
            assert client.recv(12) == b"HTTP/1.1 400"


def test_a_huge_head_is_refused(running: Any) -> None:
    with connect(running.address) as client:
        client.sendall(b"GET /?x=" + b"x" * 100_000)
        assert client.recv(100).startswith(b"HTTP/1.1 400")


def test_sigterm_ends_it_with_0_once_its_answers_are_given(
    start: Callable[..., Any], seeds_folder: Path
) -> None:
    with start(seeds_folder) as running:
        endless = connect(running.address)  # as an open page of the chat has
        endless.sendall(b"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert endless.recv(12) == b"HTTP/1.1 200"
        asked = [connect(running.address) for _ in range(AT_ONCE)]
        for client in asked:
            client.sendall(STREAMED)
        begun = [client.recv(12) for client in asked]  # so all of them are being answered
        running.process.send_signal(signal.SIGTERM)
        assert begun == [b"HTTP/1.1 200"] * AT_ONCE
        for client in asked:
            assert b"event: done" in read_to_the_end(client)
        assert running.process.wait(PATIENCE_S) == 0
        endless.close()


def test_pages_that_are_open_at_the_end_are_no_error_in_the_log(seeds_folder: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "chat", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--index", str(seeds_folder)], stderr=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    assert soon(lambda: _answers(f"{address}/health"))
    with httpx.stream("GET", f"{address}/gradio_api/heartbeat/open") as page:
        assert page.status_code == 200
        server.terminate()
        _, logged = server.communicate(timeout=20)
    assert server.returncode == 0
    assert logged.splitlines() == [f"Footnote is at {address} (Ctrl+C ends it)"]


def test_logs_hold_no_secret_no_question_and_no_line_of_anothers(seeds_folder: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "chat", "--log", "requests", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--index", str(seeds_folder)],
        env=os.environ | {"FOOTNOTE_LOGIN": f"ann:{SECRET}"},
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        assert soon(lambda: _answers(f"{address}/health"))
        with httpx.Client(base_url=address, auth=("ann", SECRET)) as http:
            asked = {"question": "Who is Zanzibarina \x1b[31m\r\n?"}
            answer = http.post("/api/ask", json=asked)
            pages = [answer.text, http.get("/").text, http.get("/config").text]
            pages.append(http.get("/metrics").text)
            http.get("/a%0d%0a%7b%22forged%22%7d%1b%5b31m?q=Zanzibarina")
        shown = " ".join(psutil.Process(server.pid).cmdline())
    finally:
        server.terminate()
    _, logged = server.communicate(timeout=20)
    assert answer.status_code == 200
    assert "Zanzibarina" not in logged
    assert SECRET not in logged + shown + "".join(pages)
    lines = [line for line in logged.splitlines() if not line.startswith("Footnote is at")]
    assert "\x1b" not in logged
    records = [json.loads(line) for line in lines]
    assert {"request", "answer"} <= {record["event"] for record in records}
    assert not any("forged" in record for record in records)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False
