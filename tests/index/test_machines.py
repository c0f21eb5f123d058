"""Several machines, each with a folder of its own, and one truth in PostgreSQL."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
import pytest

from index.errors import StoreError
from index.ingest import ingest
from index.postgres import Postgres
from index.state import read_state
from index.store import Index
from index.truth import Truth
from tests.chroma import ChromaServer
from tests.index.example import DOCUMENTS, Corpus, found, held
from tests.postgres import PostgresServer
from tests.ui.running import within


@pytest.fixture
def engine() -> str:
    """Leave the choice of the engine to the tests of this module."""
    return "postgres"


def test_every_machine_follows(corpus: Corpus, tmp_path: Path, address: str) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=address)
    other = Index(tmp_path / "two", address=address)  # a machine that has nothing yet
    assert other.search("nine days of rain")[0].chunk.article_id == "rain.txt"
    assert not (tmp_path / "two" / "truth.db").exists()
    ingest(tmp_path / "one", corpus({"snow.txt": "Snow closed the pass in May."}))
    assert other.search("snow")[0].chunk.article_id == "snow.txt"
    ingest(tmp_path / "two", corpus({"snow.txt": "Hail fell in June."}))
    assert found(tmp_path / "one", "hail in June")[0] == "snow.txt"
    other.close()


def test_caches_mirror_one_state_while_another_machine_commits(
    corpus: Corpus, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tmp_path / "one", corpus(DOCUMENTS), address=address)
    languages = Truth.languages

    def meanwhile(truth: Truth) -> list[str]:
        monkeypatch.setattr(Truth, "languages", languages)
        ingest(tmp_path / "one", corpus({"snow.txt": "Snow closed the pass in May."}))
        return languages(truth)

    monkeypatch.setattr(Truth, "languages", meanwhile)
    other = Index(tmp_path / "two", address=address)
    assert {p.chunk.article_id for p in other.search("rain")} == {*DOCUMENTS, "snow.txt"}
    assert other.search("snow")[0].chunk.article_id == "snow.txt"
    other.close()


def test_tables_that_another_machine_made_meanwhile_are_seen(address: str) -> None:
    with closing(Postgres(address)) as one, closing(Postgres(address)) as two, two.transaction():
        assert not two.has_table("meta")
        one.write("CREATE TABLE meta (key TEXT)")
        assert two.has_table("meta")


def test_one_machine_writes_at_a_time_and_a_dead_one_lets_go(
    corpus: Corpus, tmp_path: Path, address: str
) -> None:
    code = """
import sys
from pathlib import Path
from index.truth import Truth
with Truth(Path(sys.argv[1]), sys.argv[2], create=True).transaction():
    print("writing", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(tmp_path / "one"), address]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=Path.cwd()) as other:
        assert other.stdout
        assert other.stdout.readline() == b"writing\n"
        with pytest.raises(StoreError, match=rf"written by footnote on .*process {other.pid}:"):
            ingest(tmp_path / "two", corpus(DOCUMENTS), address=address)
        assert not (tmp_path / "two").exists()
        os.kill(other.pid, signal.SIGKILL)
    assert len(ingest(tmp_path / "two", corpus(DOCUMENTS), address=address).added) == 3


def test_a_backup_that_is_put_back_is_followed(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), address=address)
    postgres.make("backup", "alone")
    ingest(folder, corpus({"cats.txt": "Dogs bark at the postman."}))
    postgres.make("alone", "backup")
    assert held(folder) == DOCUMENTS
    ingest(folder, corpus({"cats.txt": DOCUMENTS["cats.txt"], "snow.txt": "Snow fell in May."}))
    assert found(folder, "cats that hunt mice")[0] == "cats.txt"
    lexical = {p.chunk.article_id: p.lexical for p in Index(folder).search("postman")}
    assert not any(lexical.values())


def test_machines_share_one_collection_of_a_chroma_server(
    corpus: Corpus, tmp_path: Path, address: str, chroma: ChromaServer, caplog: Any
) -> None:
    documents = {f"{n}.txt": f"Boat {n} sails to harbour {n * n}." for n in range(60)}
    ingest(tmp_path / "one", corpus(documents), server=chroma.address, address=address)
    first = shared(chroma, tmp_path / "one")
    other = Index(tmp_path / "two", server=chroma.address, address=address)
    assert other.search("ship number 7")
    assert shared(chroma, tmp_path / "two") == first
    ingest(tmp_path / "one", corpus({"7.txt": "Seven herons."}), server=chroma.address)
    assert other.search("wading birds")[0].chunk.article_id == "7.txt"
    edited = {name: f"Train {name} leaves." for name in documents}
    ingest(tmp_path / "one", corpus(edited), server=chroma.address)
    assert shared(chroma, tmp_path / "one") > first  # the first is gone
    assert other.search("locomotive")[0].similarity > 0.3
    assert not other.lexical_only
    assert other.collection.name == shared(chroma, tmp_path / "one")
    assert not caplog.records
    other.close()


def test_a_collection_that_goes_while_it_is_searched_is_replaced(
    corpus: Corpus, tmp_path: Path, address: str, chroma: ChromaServer
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), server=chroma.address, address=address)
    index = Index(folder, server=chroma.address)
    assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
    chromadb.HttpClient("127.0.0.1", chroma.port).delete_collection(shared(chroma, folder))
    assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
    assert not index.lexical_only
    assert index.collection.count() == len(DOCUMENTS)
    index.close()


def test_one_machine_fills_a_chroma_server_and_others_answer_meanwhile(
    corpus: Corpus, tmp_path: Path, address: str, chroma: ChromaServer
) -> None:
    with Postgres(address).filling() as alone:
        assert alone
        ingest(tmp_path / "one", corpus(DOCUMENTS), server=chroma.address, address=address)
        index = Index(tmp_path / "one", server=chroma.address)
        assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
        assert not index.lexical_only
        assert not read_state(tmp_path / "one").vectors
    assert within(20, lambda: bool(index.search("cats") and read_state(tmp_path / "one").vectors))
    index.close()


def shared(chroma: ChromaServer, folder: Path) -> str:
    """Return the name of the one collection that there is of the truth of a folder."""
    with closing(Truth(folder)) as truth:
        id_ = truth.meta("id")
    names = [one.name for one in chromadb.HttpClient("127.0.0.1", chroma.port).list_collections()]
    (found,) = [name for name in names if name.startswith(f"footnote-{id_}-")]
    return str(found)
