"""Indexes of every schema that was released are read and brought up to date, in both engines."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import index.truth
from index.errors import StoreError
from index.ingest import ingest
from index.schema import SCHEMA_VERSION
from index.store import Index
from index.truth import Truth
from tests.index.example import Corpus
from tests.postgres import PostgresServer
from tests.torture.world import Hashed

RELEASED = {
    path.stem.partition("-")[2]: path.read_text("utf-8")
    for path in (Path(__file__).parent / "released").glob("schema-*.sql")
}
DOCUMENTS = {
    "bridge.txt": "The bridge opened in 1932. It was painted grey.",
    "cats.txt": "Cats sleep through the day. They hunt mice at night.",
}


@pytest.fixture
def put(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Return a function that puts a released index into the engine and returns its folder."""
    folder = tmp_path / "index"
    folder.mkdir()

    def put(statements: str) -> Path:
        if engine == "sqlite":
            with sqlite3.connect(folder / "truth.db") as connection:
                connection.executescript(statements)
            connection.close()
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            typed = statements.replace(" TEXT", ' TEXT COLLATE "C"').replace("X'", "'\\x")
            server.run(typed, server.schema(folder))
        return folder

    return put


def updated(folder: Path, corpus: Corpus) -> None:
    """Index the documents of a released index with one edit, and see that it is one."""
    source = corpus(DOCUMENTS | {"cats.txt": "Dogs bark."})
    report = ingest(folder, source, Hashed())
    assert (report.unchanged, report.changed, report.embedded) == (1, ("cats.txt",), 1)
    opened = Index(folder, Hashed())
    assert opened.search("bark")[0].chunk.article_id == "cats.txt"
    assert {article.id for article in opened.articles()} == set(DOCUMENTS)
    opened.close()


@pytest.mark.parametrize("version", sorted(RELEASED))
def test_a_released_index_is_whole_and_goes_on(
    version: str, put: Callable[[str], Path], corpus: Corpus
) -> None:
    folder = put(RELEASED[version])
    if version == SCHEMA_VERSION:
        opened = Index(folder, Hashed())
        assert opened.search("nine days of rain")[0].title == "Rain's end"
        assert {a.id for a in opened.articles()} == {*DOCUMENTS, "rows.jsonl#1"}
        opened.close()
    else:
        with pytest.raises(StoreError, match="`footnote index FOLDER` brings it to schema"):
            Index(folder, Hashed())
    updated(folder, corpus)


def test_a_schema_is_brought_to_the_next_in_the_ingest_or_not_at_all(
    put: Callable[[str], Path], corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(RELEASED["3"])
    later = {"3": "CREATE TABLE notes (id TEXT)", "4": "ALTER TABLE notes ADD COLUMN said TEXT"}
    with monkeypatch.context() as newer:
        newer.setattr(index.truth, "MIGRATIONS", later)
        newer.setattr(index.truth, "SCHEMA_VERSION", "5")
        with pytest.raises(StoreError, match="`footnote index FOLDER` brings it to schema 5"):
            Index(folder, Hashed())
        newer.setattr(index.truth, "MIGRATIONS", later | {"4": "nonsense"})
        with pytest.raises(StoreError):
            ingest(folder, corpus(DOCUMENTS), Hashed())
        newer.setattr(index.truth, "MIGRATIONS", later)
        updated(folder, corpus)
        truth = Truth(folder)
        assert (truth.meta("schema"), truth.database.rows("SELECT id, said FROM notes")) == (
            "5",
            [],
        )
        truth.close()
    for act in (lambda: Index(folder, Hashed()), lambda: ingest(folder, corpus({}), Hashed())):
        with pytest.raises(StoreError, match=r"schema 3 expected .*5 found: update Footnote"):
            act()
