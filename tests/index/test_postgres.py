"""Truth in PostgreSQL: what goes wrong there is one line, and nothing is lost."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.embedding import MiniLM, Vectors
from index.errors import StoreError
from index.health import check
from index.ingest import ingest
from index.store import Index
from tests.index.example import DOCUMENTS, Corpus, found, held
from tests.postgres import PostgresServer

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON vectors EXECUTE FUNCTION full_disk()
"""


@pytest.fixture
def engine() -> str:
    """Leave the choice of the engine to the tests of this module."""
    return "postgres"


class Interrupted(MiniLM):
    """The shipped embedding; something happens at the second text."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens = happens

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield vectors."""
        for number, vector in enumerate(super().embed(texts)):
            if number == 1:
                self._happens()
            yield vector


def test_tables_of_somebody_else_are_left_alone(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    postgres.ask("CREATE TABLE meta (other TEXT); INSERT INTO meta VALUES ('x')", "alone")
    with pytest.raises(StoreError, match="readable index expected"):
        ingest(tmp_path / "index", corpus(DOCUMENTS), address=address)
    assert postgres.ask("SELECT * FROM meta", "alone") == [("x",)]
    assert not (tmp_path / "index").exists()


def answers(reader: Index) -> bool:
    """Tell whether an open index finds its truth again: it is tried anew twice a second."""
    for _ in range(100):
        with suppress(StoreError):
            return reader.search("cats")[0].chunk.text == DOCUMENTS["cats.txt"]
        time.sleep(0.1)
    return False


def test_a_database_that_is_killed_in_an_ingest_loses_nothing(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), address=address)
    reader = Index(folder)
    edited = corpus({"new.txt": "One more.", "newer.txt": "Another.", "cats.txt": "Dogs bark."})
    with pytest.raises(StoreError, match=r"cannot be written \(.*nothing has changed"):
        ingest(folder, edited, Interrupted(postgres.kill))
    with pytest.raises(StoreError, match="Start it"):
        reader.search("cats")
    postgres.start()
    assert answers(reader)
    assert held(folder) == DOCUMENTS
    assert len(ingest(folder, edited).added) == 2
    assert reader.search("dogs barking")[0].chunk.text == "Dogs bark."
    reader.close()


def test_a_disk_that_is_full_is_said_and_changes_nothing(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), address=address)
    postgres.ask(FULL, "alone")
    with pytest.raises(StoreError, match=r"No space left on device.*nothing has changed"):
        ingest(folder, corpus({"new.txt": "One more document."}))
    assert held(folder) == DOCUMENTS
    postgres.ask("DROP TRIGGER full_disk ON vectors", "alone")
    assert ingest(folder, corpus({})).added == ("new.txt",)


def test_who_may_only_read_reads(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), address=address)
    postgres.ask("CREATE ROLE reader LOGIN")
    try:
        reading = postgres.address("alone", "reader")
        with pytest.raises(StoreError, match="permission denied"):
            Index(tmp_path / "two", address=reading)
        postgres.ask("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", "alone")
        assert held(tmp_path / "two", reading) == DOCUMENTS
        assert found(tmp_path / "two", "nine days of rain")[0] == "rain.txt"
        with pytest.raises(StoreError, match=r"permission denied .*nothing has changed"):
            ingest(tmp_path / "two", corpus({"new.txt": "One more."}), address=reading)
        assert held(tmp_path / "index") == DOCUMENTS
    finally:
        postgres.ask("DROP OWNED BY reader", "alone")
        postgres.ask("DROP ROLE reader")


def test_a_page_that_is_damaged_is_said(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), address=address)
    (path,) = postgres.ask("SELECT pg_relation_filepath('articles')", "alone")[0]
    postgres.stop()
    file = postgres.folder / "data" / str(path)
    content = bytearray(file.read_bytes())
    content[8000:8100] = bytes(100)
    file.write_bytes(bytes(content))
    postgres.start()
    truth = next(check(folder))
    assert "readable index expected" in truth.fault
    assert "Restore a backup" in truth.fault
    opened = Index(folder)
    with pytest.raises(StoreError, match="Restore a backup"):
        opened.search("nine days of rain")
    opened.close()


def test_a_row_that_was_changed_by_hand_is_found_by_a_check(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), address=address)
    postgres.ask("UPDATE articles SET text = 'Dogs.' WHERE id = 'cats.txt'", "alone")
    fault = next(check(tmp_path / "index")).fault
    assert fault == "article cats.txt with text that was not read so"
