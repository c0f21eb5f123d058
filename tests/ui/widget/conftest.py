"""A site, Footnote on another port, a proxy between them, and a browser that is watched."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.ingest import ingest
from tests.ui.conftest import serving
from tests.ui.widget.hosting import HOSTILE, SCREEN, Proxy, Site, Visit

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Return the site that Footnote is open to."""
    with _closing(Site()) as server:
        yield server


@pytest.fixture(scope="session")
def footnote(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    """Return the address of a server of the seeds and of a hostile document, open to the site."""
    folder = tmp_path_factory.mktemp("widget")
    corpus = folder / "corpus"
    corpus.mkdir()
    for path in SEEDS.glob("*.txt"):
        (corpus / path.name).write_bytes(path.read_bytes())
    for name, text in HOSTILE.items():
        (corpus / name).write_text(text, "utf-8")
    ingest(folder / "index", corpus)
    with serving(folder / "index", f"--allow-origin={site.address}") as address:
        yield address


@pytest.fixture(scope="session")
def _proxy(footnote: str) -> Iterator[Proxy]:
    with _closing(Proxy(footnote, "/base/path")) as server:
        yield server


@pytest.fixture
def proxy(_proxy: Proxy) -> Proxy:
    """Return Footnote behind a base path, behaving itself until told otherwise."""
    _proxy.instead = lambda _: False
    _proxy.asked.clear()
    return _proxy


@contextmanager
def _closing(server: Any) -> Iterator[Any]:
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(browser: Any, site: Site, footnote: str, proxy: Proxy) -> Iterator[Callable[..., Visit]]:
    """Return what opens a browser; afterwards no request may have gone anywhere else."""
    opened = []

    def begin(**context: Any) -> Visit:
        visit = Visit(browser.new_context(**{"viewport": SCREEN, **context}).new_page())
        opened.append(visit)
        return visit

    yield begin
    known = re.compile("|".join(map(re.escape, (site.address, footnote, proxy.address, "blob:"))))
    for visit in opened:
        visit.page.context.close()
        assert [url for url in visit.requests if not known.match(url)] == []
