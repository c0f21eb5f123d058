"""Every test that indexes a corpus runs twice: truth in SQLite, and truth in PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import index.truth
from index.address import truth_address
from tests.chroma import ChromaServer
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def one_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """Return the Chroma server that the tests share, each with an index of its own."""
    running = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


@pytest.fixture
def chroma(one_chroma: ChromaServer) -> ChromaServer:
    """Return a running Chroma server."""
    one_chroma.start()
    return one_chroma


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let every index that names no truth have it in SQLite, or in a schema of PostgreSQL."""
    name = str(request.param)
    if name == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")

        def located(folder: Path, given: str = "") -> str:
            return truth_address(folder, given) or server.schema(folder)

        monkeypatch.setattr(index.truth, "truth_address", located)
    return name


@pytest.fixture
def corpus(engine: str, corpus: Callable[[dict[str, str]], Path]) -> Callable[..., Path]:
    """Return what writes documents into a folder, to be indexed with either engine."""
    return corpus
