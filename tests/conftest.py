"""What the tests share: the seeds, an index of them, small corpora."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.ingest import ingest
from index.store import Index
from tests.postgres import PostgresServer, needed

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index of the seeds, for reading."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    ingest(folder, SEEDS)
    return folder


@pytest.fixture(scope="session")
def seeds_index(seeds_folder: Path) -> Iterator[Index]:
    """Return an open index of the seeds, for reading."""
    index = Index(seeds_folder)
    yield index
    index.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Return a function that writes documents by name into a folder and returns it."""

    def write(documents: dict[str, str]) -> Path:
        folder = tmp_path / "corpus"
        for name, text in documents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder

    return write


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a running PostgreSQL; skip with a notice where there is none and none is demanded."""
    needed()
    server = PostgresServer("fsync=off")
    server.make("shared")
    yield server
    server.close()


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    """Return the address of an empty database."""
    return postgres.make("alone")
