"""A real server on loopback, and a real browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.missing import skip_or_fail
from tests.ui import running
from tests.ui.asking import PATIENCE_MS

SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


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


@pytest.fixture(scope="session")
def start() -> Callable[..., Any]:
    """Return what starts a server of one's own: `with start(index, *options) as running`."""
    return running.serving


@contextmanager
def serving(index: Path, *options: str) -> Iterator[str]:
    """Run `footnote chat` with these options on a free port; the value is its address."""
    with running.serving(index, *options) as started:
        yield started.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a real Chromium; skip with a notice where there is none and none is demanded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("NO BROWSER TESTS: Chromium is not installed", "FOOTNOTE_NEEDS_CHROMIUM")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield chromium
        chromium.close()
