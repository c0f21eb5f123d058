"""A replica follows truth, also while nobody asks it, and says how far behind it is."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from index.following import followed
from index.ingest import ingest
from index.lock import writer
from index.state import read_state
from index.store import Index
from tests.index.example import DOCUMENTS, Corpus
from tests.postgres import PostgresServer
from tests.ui.running import within

PATIENCE_S = 60


@pytest.fixture
def engine() -> str:
    """Leave the choice of the engine to the tests of this module."""
    return "postgres"


def is_level(index: Index) -> bool:
    """Tell whether an index has nothing to catch up with."""
    found = index.following()
    return found.here == found.newest


def test_what_another_machine_ingests_is_there_unasked(
    corpus: Corpus, tmp_path: Path, address: str
) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=address)
    replica = Index(tmp_path / "two", address=address)
    with followed(replica):
        assert within(PATIENCE_S, lambda: is_level(replica))
        with writer(tmp_path / "two"):  # it can write nothing
            ingest(tmp_path / "one", corpus({"snow.txt": "Snow closed the pass in May."}))
            found = replica.following()
            assert found.here < found.newest
            assert within(PATIENCE_S, lambda: replica.following().seconds > 0)
            assert replica.search("snow in May")
        assert within(PATIENCE_S, lambda: is_level(replica))
        assert replica.following().seconds == 0
    state = read_state(tmp_path / "two")
    assert state.lexical
    assert (state.lexical.generation, state.lexical.count) == (found.newest, 4)
    replica.close()


def test_a_copy_of_another_machine_s_folder_is_taken_as_it_is(
    corpus: Corpus, tmp_path: Path, address: str
) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=address)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    replica = Index(tmp_path / "two")
    assert replica.search("nine days of rain")[0].chunk.article_id == "rain.txt"
    assert read_state(tmp_path / "two") == read_state(tmp_path / "one")
    replica.close()


def test_truth_that_is_away_is_said_once_and_followed_again(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str, caplog: Any
) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=address)
    replica = Index(tmp_path / "two", address=address)
    with followed(replica):
        assert within(PATIENCE_S, lambda: is_level(replica))
        postgres.stop()
        try:
            assert within(PATIENCE_S, lambda: bool(caplog.records))
        finally:
            postgres.start()
        ingest(tmp_path / "one", corpus({"snow.txt": "Snow closed the pass in May."}))
        newest = Index(tmp_path / "one").following().newest
        assert within(PATIENCE_S, lambda: replica._live.generation == newest)
    assert len({record.getMessage() for record in caplog.records}) == len(caplog.records)
    replica.close()
