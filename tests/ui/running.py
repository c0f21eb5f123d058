"""A real server in a process of its own."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from random import randint
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120


class Running(NamedTuple):
    """A server: where it is, and its process."""

    address: str
    process: Any


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns; Playwright's own loop has the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold within so many seconds."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def free_port() -> int:
    """Return a port that nobody has: of those that the system gives nobody by itself."""
    while True:
        port = randint(10_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def serving(index: Path, *options: str) -> Iterator[Running]:
    """Run `footnote chat` with these options on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "chat", "--port", str(port), "--index", str(index)]
    process = subprocess.Popen([*command, *options], cwd=ROOT)
    try:
        _await(f"http://127.0.0.1:{port}/health", process)
        yield Running(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(15)


def _await(address: str, process: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no server at {address} within {PATIENCE_S} s")
