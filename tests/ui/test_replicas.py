"""Two replicas behind nginx with one PostgreSQL: one is killed and one is stopped under load.

What they answer is what one machine answers. `make replicas` asks all questions of the evaluation.
"""

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from index.ingest import ingest
from index.store import Index
from qa.ask import ask
from tests.conftest import SEEDS
from tests.nginx import certificate, needed, nginx
from tests.ui.running import ROOT, free_port, within
from ui.records import answer_record

QUESTIONS = ROOT / "evals" / "questions.jsonl"
EVERY = "FOOTNOTE_ALL_QUESTIONS" in os.environ
SOME = 8  # of all questions one in so many
ASKERS = 3
BETWEEN = 6  # answers at least between one blow and the next
PATIENCE_S = 300
TIMES = {"id", "ms"}
Turns = tuple[str, ...]


class Replica:
    """`footnote chat` in a folder of its own, on a port that it keeps."""

    def __init__(self, folder: Path, address: str) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", "ui.cli", "chat", "--port", str(self.port)]
        self._command += ["--index", str(folder), "--proxy", "127.0.0.1", "--limit", "100000"]
        self._environment = os.environ | {"FOOTNOTE_TRUTH": address}
        self.process: Any = None

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment)

    def wait(self) -> None:
        """Wait until it answers."""
        assert within(PATIENCE_S, lambda: self.process.poll() is not None or self._answers())
        assert self.process.poll() is None

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health").status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it in order and return its exit code."""
        self.process.terminate()
        return int(self.process.wait(30))


def asked_turns() -> list[Turns]:
    """Return the conversations of the evaluation, or some of them."""
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [tuple(line["turns"]) for line in (lines if EVERY else lines[::SOME])]


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """Return an answer's record without what differs from one asking to the next."""
    found = json.loads(json.dumps(record))
    return {key: value for key, value in found.items() if key not in TIMES}


@contextmanager
def replicas(tmp_path: Path, address: str) -> Iterator[tuple[Replica, Replica, str, Path]]:
    """Start two behind nginx, as deploy/nginx.conf has it; give them, the address, its TLS."""
    pair = [Replica(tmp_path / name, address) for name in ("a", "b")]
    port, (public, key) = free_port(), certificate(tmp_path / "tls")
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for written, meant in (
        ("10.0.0.11:7860", f"127.0.0.1:{pair[0].port}"),
        ("10.0.0.12:7860", f"127.0.0.1:{pair[1].port}"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("/etc/ssl/footnote.pem", str(public)),
        ("/etc/ssl/footnote.key", str(key)),
    ):
        assert written in site
        site = site.replace(written, meant)
    try:
        for replica in pair:
            replica.start()
        for replica in pair:
            replica.wait()
        with nginx(tmp_path / "nginx", site):
            yield pair[0], pair[1], f"https://127.0.0.1:{port}", public
    finally:
        for replica in pair:
            if replica.process and replica.process.poll() is None:
                replica.kill()


class Askers:
    """Ask the questions over and over until they are told to stop; keep every reply."""

    def __init__(self, address: str, public: Path, turns: list[Turns]) -> None:
        self._address, self._turns = address, cycle(turns)
        self._context = ssl.create_default_context(cafile=str(public))
        self.replies: list[tuple[Turns, int, Any]] = []
        self._over = Event()
        self._threads = ThreadPoolExecutor(ASKERS)
        self._running = [self._threads.submit(self._ask) for _ in range(ASKERS)]

    def _ask(self) -> None:
        with httpx.Client(verify=self._context, timeout=PATIENCE_S) as http:
            while not self._over.is_set():
                turns = next(self._turns)
                body = {"question": turns[-1], "history": turns[:-1]}
                try:
                    reply = http.post(f"{self._address}/api/ask", json=body)
                    self.replies.append((turns, reply.status_code, reply.json()))
                except (httpx.HTTPError, ValueError) as error:
                    self.replies.append((turns, 0, repr(error)))

    def more(self, count: int) -> None:
        """Wait until so many more replies have come."""
        wanted, until = len(self.replies) + count, time.monotonic() + PATIENCE_S
        while len(self.replies) < wanted:
            assert time.monotonic() < until, "no replies come any more"
            time.sleep(0.05)

    def stop(self) -> None:
        """Let them end with the reply they wait for."""
        self._over.set()
        for running in self._running:
            running.result()


@pytest.mark.timeout(1200)
def test_a_kill_and_a_restart_lose_no_answer(
    tmp_path: Path, address: str, seeds_index: Index
) -> None:
    needed()
    turns = asked_turns()
    expected = {t: plain(answer_record("1", ask(t[-1], seeds_index, t[:-1]))) for t in turns}
    ingest(tmp_path / "writer", SEEDS, address=address)
    with replicas(tmp_path, address) as (one, other, site, public):
        askers = Askers(site, public, turns)
        try:
            askers.more(BETWEEN)
            one.kill()
            askers.more(BETWEEN)
            one.start()
            one.wait()
            askers.more(BETWEEN)  # and nginx has tried it again
            time.sleep(2)  # as docs/scale.md asks for
            assert other.stop() == 0
            askers.more(BETWEEN)
            askers.more(max(len(turns) - len(askers.replies), 0))
        finally:
            askers.stop()
    failed = [reply for reply in askers.replies if reply[1] != 200]
    assert failed == []
    wrong = [reply for reply in askers.replies if plain(reply[2]) != expected[reply[0]]]
    assert wrong == []
    assert {reply[0] for reply in askers.replies} == set(turns)
    print(f"{len(askers.replies)} replies to {len(turns)} questions, all as one machine's")
