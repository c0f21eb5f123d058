"""`footnote index --check` and `--repair`: what is damaged is named, and built anew from truth."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from index.ingest import ingest
from index.lock import writer
from index.state import read_state
from index.vectors import VectorCache
from tests.index.example import DOCUMENTS, Corpus, Counting, found
from tests.index.test_incremental import Quick
from tests.ui.running import free_port
from ui.checking import check_index


def checked(capsys: pytest.CaptureFixture[str], folder: Path, server: str = "") -> list[str]:
    """Return what `--check` prints; the last line is the advice unless all is whole."""
    whole = check_index(folder, server, repair_first=False)
    lines = capsys.readouterr().out.splitlines()
    assert whole == all(line.endswith(": whole") for line in lines)
    assert whole or f"`footnote index --repair --index {folder}`" in lines[-1]
    return lines


def test_what_is_damaged_is_named_and_repaired_without_embedding(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, embedding = tmp_path / "index", Counting()
    ingest(folder, corpus(DOCUMENTS), embedding)
    before = found(folder, "nine days of rain")
    whole = checked(capsys, folder)
    assert whole[0] == "truth.db: 3 articles, 3 chunks: whole"
    assert whole[-1] == "search: 3 chunks looked for, recall of exact neighbours 1.000: whole"
    (store,) = folder.glob("lexical-*/*.store")
    store.write_bytes(store.read_bytes()[:-9])
    (vectors,) = folder.glob("vectors-*")
    shutil.rmtree(vectors)
    lines = checked(capsys, folder)
    assert f"damaged: {store.relative_to(folder)}" in lines[1]
    assert "damaged" in lines[2]
    assert lines[3].startswith("search: ended with 1, ")
    assert check_index(folder, "", repair_first=True)
    assert embedding.count == 3
    assert found(folder, "nine days of rain") == before


def test_vectors_that_chroma_lost_in_silence_are_missed(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus({f"{n}.txt": f"Boat {n} sails to harbour {n * n}." for n in range(30)}))
    part = read_state(folder).vectors[""]
    cache = VectorCache.write(folder / part.place, part.count)
    cache.collection.delete(ids=sorted(cache.ids())[:15])
    cache.close()
    lines = checked(capsys, folder)
    assert "damaged" in lines[2]
    assert lines[3].endswith(": too few are found")
    assert check_index(folder, "", repair_first=True)


def test_truth_that_is_damaged_is_said(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), Quick())
    with sqlite3.connect(folder / "truth.db") as base:
        base.execute("UPDATE chunks SET text = 'Dogs bark.' WHERE article_id = 'cats.txt'")
    base.close()
    lines = checked(capsys, folder)
    assert lines[0] == "truth.db: article cats.txt with text that was not read so"


def test_a_server_that_does_not_answer_is_one_line(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, server = tmp_path / "index", f"http://127.0.0.1:{free_port()}"
    ingest(folder, corpus(DOCUMENTS), Quick(), server=server)
    lines = checked(capsys, folder, server)
    assert lines[2] == f"vectors {server}: missing"
    assert len(lines) == 5
    with writer(folder):
        assert lines == checked(capsys, folder, server)  # a check holds nobody up
