"""Ingests that fail, are refused or were killed: what was there before is there still."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from index.errors import CorpusError, NoIndexError, StoreError
from index.ingest import ingest
from index.lock import writer
from index.store import Index
from index.truth import Truth
from tests.index.example import DOCUMENTS, Corpus, Failing, folder_made, found


def test_a_failed_ingest_leaves_what_was_there(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = corpus(DOCUMENTS)
    with pytest.raises(RuntimeError, match="out of memory"):
        ingest(folder, source, Failing())
    assert not folder.exists()
    ingest(folder, source)
    before = found(folder, "cats")
    corpus({"new.txt": "One more.", "newer.txt": "And another.", "cats.txt": "Dogs."})
    with pytest.raises(RuntimeError, match="out of memory"):
        ingest(folder, source, Failing())
    assert found(folder, "cats") == before


def test_a_failed_ingest_leaves_an_empty_folder_empty(corpus: Corpus, tmp_path: Path) -> None:
    folder = folder_made(tmp_path / "index")
    with pytest.raises(RuntimeError, match="out of memory"):
        ingest(folder, corpus(DOCUMENTS), Failing())
    assert list(folder.iterdir()) == []


def test_an_empty_corpus_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with pytest.raises(CorpusError, match="none found"):
        ingest(tmp_path / "index", tmp_path / "corpus")
    assert not (tmp_path / "index").exists()


def test_a_second_writer_is_told_who_holds_the_index(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    with writer(folder), pytest.raises(StoreError, match=f"process {os.getpid()}"):
        ingest(folder, corpus(DOCUMENTS))


def test_the_second_of_two_first_ingests_removes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    folder = folder_made(tmp_path / "index")
    source = corpus(DOCUMENTS)
    with writer(folder):
        with pytest.raises(StoreError, match="is being written"):
            ingest(folder, source)
        assert (folder / "writer.lock").exists()
    assert len(ingest(folder, source).added) == 3


def test_a_first_ingest_that_was_killed_is_no_index_and_is_made_again(
    corpus: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    Truth(folder_made(folder), create=True).close()
    (folder / "writer.lock").touch()
    with pytest.raises(NoIndexError, match="footnote index FOLDER"):
        Index(folder)
    assert len(ingest(folder, corpus(DOCUMENTS)).added) == 3


def test_a_folder_of_other_files_is_not_taken_for_an_index(corpus: Corpus, tmp_path: Path) -> None:
    source = corpus(DOCUMENTS)
    with pytest.raises(StoreError, match="other files found"):
        ingest(source, source)
    assert sorted(p.name for p in source.iterdir()) == sorted(DOCUMENTS)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_is_said_and_changes_nothing(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    before = found(folder, "cats")
    connect = sqlite3.connect

    def cramped(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    corpus({f"{n}.txt": f"Document {n}. " * 900 for n in range(20)})
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", cramped)
        with pytest.raises(StoreError, match=r"disk is full.*nothing has changed"):
            ingest(folder, corpus({}))
    assert found(folder, "cats") == before
    assert len(ingest(folder, corpus({})).added) == 20


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_damaged_truth_is_said_plainly(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    (folder / "truth.db").write_bytes(b"no database" * 1000)
    for suffix in ("-wal", "-shm"):
        (folder / f"truth.db{suffix}").unlink(missing_ok=True)
    with pytest.raises(StoreError, match="readable index expected"):
        Index(folder)
