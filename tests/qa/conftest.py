"""An index of three documents, and a scripted model server, for each module."""

from collections.abc import Iterator

import pytest
from model_server import ModelServer, serving

from index.ingest import ingest
from index.store import Index
from tests.qa.ferry import FERRY, PLANTED, TOWER


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("writer")
    (folder / "corpus").mkdir()
    for name, text in {"ferry.txt": FERRY, "tower.txt": TOWER, "planted.txt": PLANTED}.items():
        (folder / "corpus" / name).write_text(text)
    ingest(folder / "index", folder / "corpus")
    index = Index(folder / "index")
    yield index
    index.close()


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running
