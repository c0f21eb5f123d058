"""A real server on loopback, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE_S = 60


ALLOWED = ("http://site.example", "https://other.example")


@pytest.fixture(scope="session")
def server(seeds_folder: Path) -> Iterator[str]:
    """Start `footnote chat` on a free port and return its address."""
    with serving(seeds_folder) as address:
        yield address


@pytest.fixture(scope="session")
def open_server(seeds_folder: Path) -> Iterator[str]:
    """Start a server that the sites in ALLOWED may use, and return its address."""
    with serving(seeds_folder, *(f"--allow-origin={site}" for site in ALLOWED)) as address:
        yield address


@contextmanager
def serving(index: Path, *options: str) -> Iterator[str]:
    """Run `footnote chat` with these options on a free port; the value is its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "chat", "--port", str(port), "--index", str(index)]
    process = subprocess.Popen([*command, *options], cwd=ROOT)
    try:
        _await(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}"
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a real Chromium; skip with a notice where there is none and none is demanded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "NO BROWSER TESTS: Chromium is not installed"
        if "FOOTNOTE_NEEDS_CHROMIUM" in os.environ:
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield chromium
        chromium.close()
