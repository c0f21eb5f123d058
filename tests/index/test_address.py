"""Where truth is: addresses, passwords, and what a folder remembers of them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import index.live
from index.address import NOTE, public
from index.errors import NoIndexError, StoreError
from index.health import check, repair
from index.ingest import ingest, plan
from index.store import Index
from tests.index.example import DOCUMENTS, Corpus, held
from tests.postgres import PostgresServer
from ui.opening import open_index

PASSWORD = "s3cr3t/%w@rd"  # noqa: S105
ENCODED = "s3cr3t%2F%25w%40rd"


@pytest.fixture
def engine() -> str:
    """Leave the choice of the engine to the tests of this module."""
    return "postgres"


@pytest.fixture
def guarded(postgres: PostgresServer, address: str) -> Iterator[str]:
    """Return the address of an empty database for a role with a password."""
    postgres.ask(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'; GRANT footnote TO guarded")
    yield postgres.address("alone", "guarded", ENCODED)
    postgres.ask("REASSIGN OWNED BY guarded TO footnote; DROP OWNED BY guarded", "alone")
    postgres.ask("DROP ROLE guarded")


def test_the_folder_remembers_its_truth_but_no_password(
    corpus: Corpus, tmp_path: Path, guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), address=guarded)
    noted = (folder / NOTE).read_text()
    assert noted == public(guarded) == guarded.replace(f":{ENCODED}", "")
    assert [f.fault for f in check(folder, address=guarded)] == [""] * 4
    repair(folder, address=f"{noted}&password={ENCODED}")
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        assert b"s3cr3t" not in path.read_bytes()
    for address in ("", guarded.replace("s3cr3t", "hunter2")):
        with pytest.raises(StoreError, match="PGPASSWORD") as raised:
            held(folder, address)
        assert "hunter2" not in str(raised.value)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert held(folder) == DOCUMENTS


def test_the_caches_are_mended_by_a_process_that_is_told_the_password(
    corpus: Corpus, tmp_path: Path, guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=guarded)
    monkeypatch.setattr(index.live, "MOST_FRESH", 1)  # so that Chroma is built elsewhere
    opened = Index(tmp_path / "two", address=guarded)
    assert opened.search("nine days of rain")[0].chunk.article_id == "rain.txt"
    mending = opened._live._mending
    assert mending
    assert "s3cr3t" not in str(mending.args)
    assert mending.wait(60) == 0
    assert list((tmp_path / "two").glob("vectors-*"))
    opened.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{}wrong", "database expected"),
        ("postgresql://footnote:hunter2@127.0.0.1:1/alone", "Start it"),
        ("mysql://footnote:hunter2@127.0.0.1/alone", "postgresql://USER@HOST"),
        ("postgresql://footnote:hun/ter2@127.0.0.1/alone", "%2F"),
        ("postgresql://footnote:hunter2@127.0.0.1:x1/alone", "%2F"),
        ("host=127.0.0.1 password=hunter2", "postgresql://USER@HOST"),
    ],
)
def test_an_address_that_does_not_do_is_one_line_and_changes_nothing(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, given: str, said: str
) -> None:
    given = given.format(postgres.address("nowhere", "footnote", "hunter2"))
    for act in (
        lambda: ingest(tmp_path / "index", corpus(DOCUMENTS), address=given),
        lambda: plan(tmp_path / "index", corpus(DOCUMENTS), address=given),
        lambda: Index(tmp_path / "index", address=given),
        lambda: repair(tmp_path / "index", address=given),
    ):
        with pytest.raises(StoreError) as raised:
            act()
        line = str(raised.value)
        assert said in line
        assert not {"hunter2", "ter2", "hun/"} & {
            w for w in ("hunter2", "ter2", "hun/") if w in line
        }
        assert "\n" not in line
        assert not (tmp_path / "index").exists()


def test_an_empty_database_is_not_filled_unasked(tmp_path: Path, address: str) -> None:
    with pytest.raises(NoIndexError, match="footnote index FOLDER"):
        open_index(tmp_path / "index", None, truth=address)
    assert not (tmp_path / "index").exists()


def test_a_folder_belongs_to_one_truth(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    ingest(tmp_path / "own", corpus(DOCUMENTS))
    with pytest.raises(StoreError, match=r"of its own in truth\.db"):
        ingest(tmp_path / "own", corpus(DOCUMENTS), address=address)
    ingest(tmp_path / "index", corpus(DOCUMENTS), address=address)
    other = postgres.make("other")
    for act in (
        lambda: Index(tmp_path / "index", address=other),
        lambda: ingest(tmp_path / "index", corpus(DOCUMENTS), address=other),
    ):
        with pytest.raises(StoreError, match=rf"mirrors .*alone.*other.*delete .*{NOTE}"):
            act()
    with pytest.raises(StoreError, match="other files found"):
        Index(tmp_path / "corpus", address=address)
    (tmp_path / "index" / NOTE).write_text("nonsense")
    with pytest.raises(StoreError, match=NOTE):
        Index(tmp_path / "index")


def test_sqlite_needs_nothing_of_postgresql(seeds_folder: Path) -> None:
    code = """
import sys
sys.modules["psycopg"] = None  # not installed
from pathlib import Path
from index.errors import StoreError
from index.store import Index
Index(Path(sys.argv[1])).search("mayor")
print("index.postgres" in sys.modules)
try:
    Index(Path(sys.argv[1]), address="postgresql://127.0.0.1/x")
except StoreError as error:
    print(error)
"""
    command = [sys.executable, "-c", code, str(seeds_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.cwd())
    first, second = done.stdout.splitlines()
    assert first == "False"
    assert "pip install 'footnote-qa[postgres]'" in second
