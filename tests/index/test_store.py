"""Ingest and search on a real SQLite, a real Chroma, a real tantivy."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import MiniLM, Vectors
from index.errors import CorpusError, NoIndexError, StoreError
from index.ingest import ingest
from index.lock import writer
from index.state import read_state, write_state
from index.store import Index
from index.truth import Truth
from index.vectors import EXACT

Corpus = Callable[[dict[str, str]], Path]
DOCUMENTS = {
    "cats.txt": "Cats sleep through the day. They hunt mice at night.",
    "bridge.txt": "The bridge opened in 1932. It was painted grey.",
    "rain.txt": "Rain fell for nine days. The river left its banks.",
}


class Counting(MiniLM):
    """The shipped embedding, counting the texts of documents it embeds."""

    def __init__(self) -> None:
        self.count = 0

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield vectors and count them."""
        for vector in super().embed(texts):
            self.count += 1
            yield vector


class Failing(MiniLM):
    """An embedding that fails at the second text."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield one vector, then raise."""
        yield np.ones(384, dtype=np.float32)
        raise RuntimeError("out of memory")


def found(folder: Path, query: str) -> list[str]:
    """Return the ids of the articles that a search of an index gives, best first."""
    index = Index(folder)
    ids = [passage.chunk.article_id for passage in index.search(query)]
    index.close()
    return ids


def test_search_gives_exact_passages_of_both_sides(corpus: Corpus, tmp_path: Path) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")
    passages = index.search("When did the bridge open?")
    assert passages[0].chunk.article_id == "bridge.txt"
    assert [p.rank for p in passages] == list(range(1, len(passages) + 1))
    for passage in passages:
        article = index.article(passage.chunk.article_id)
        assert article
        assert article.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text
    felines = index.search("feline slumber")[0]  # no word in common: the vector finds it
    assert (felines.chunk.article_id, felines.lexical) == ("cats.txt", 0.0)
    assert felines.similarity > 0.3
    index.close()


def test_unchanged_renamed_edited_and_removed(corpus: Corpus, tmp_path: Path) -> None:
    folder, embedding = tmp_path / "index", Counting()
    first = ingest(folder, corpus(DOCUMENTS), embedding)
    assert (len(first.added), first.embedded, embedding.count) == (3, 3, 3)
    again = ingest(folder, corpus({}), embedding)
    assert (again.unchanged, again.embedded, embedding.count) == (3, 0, 3)
    source = tmp_path / "corpus"
    (source / "cats.txt").rename(source / "kittens.txt")
    (source / "rain.txt").unlink()
    (source / "bridge.txt").write_text("The tunnel opened in 1999.")
    report = ingest(folder, source, embedding)
    assert report.renamed == (("cats.txt", "kittens.txt"),)
    assert report.added == ()
    assert report.changed == ("bridge.txt",)
    assert report.removed == ("rain.txt",)
    assert report.embedded == 1
    assert found(folder, "cats hunting mice")[0] == "kittens.txt"
    assert set(found(folder, "rain, river, bridge")) == {"kittens.txt", "bridge.txt"}


def test_an_open_index_sees_the_next_ingest(corpus: Corpus, tmp_path: Path) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")
    assert len(index.search("snow")) == 3
    ingest(tmp_path / "index", corpus({"snow.txt": "Snow closed the pass in May."}))
    assert index.search("snow")[0].chunk.article_id == "snow.txt"
    index.close()


@pytest.mark.parametrize("damage", ["caches.json", "lexical", "vectors", "all", "garbage"])
def test_lost_or_broken_caches_are_rebuilt_without_embedding(
    corpus: Corpus, tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    before = found(folder, "nine days of rain")
    for path in list(folder.iterdir()):
        if path.name.split("-")[0] == damage or (
            damage == "all" and not path.name.startswith("truth")
        ):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if damage == "garbage":
        (folder / "caches.json").write_text(json.dumps({"generation": "?"}))
        (next(folder.glob("lexical-*")) / "meta.json").write_text("{")
    embedding = Counting()
    index = Index(folder, embedding)
    assert [p.chunk.article_id for p in index.search("nine days of rain")] == before
    assert embedding.count == 0
    index.close()


def test_a_lexical_index_of_an_older_form_is_built_anew(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    before = found(folder, "nine days of rain")
    (new,) = folder.glob("lexical-*")
    new.rename(folder / "lexical-1")
    state = read_state(folder)
    assert state.lexical
    write_state(folder, replace(state, lexical=replace(state.lexical, place="lexical-1")))
    assert found(folder, "nine days of rain") == before
    assert not (folder / "lexical-1").exists()


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


def test_an_empty_corpus_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with pytest.raises(CorpusError, match="none found"):
        ingest(tmp_path / "index", tmp_path / "corpus")
    assert not (tmp_path / "index").exists()


def test_another_embedding_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    class Other(MiniLM):
        name = "other"

    ingest(tmp_path / "index", corpus(DOCUMENTS))
    with pytest.raises(StoreError, match="made with other expected"):
        Index(tmp_path / "index", Other())
    with pytest.raises(StoreError, match="made with other expected"):
        ingest(tmp_path / "index", corpus({"x.txt": "X."}), Other())


def test_a_second_writer_is_told_who_holds_the_index(corpus: Corpus, tmp_path: Path) -> None:
    import os

    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    with writer(folder), pytest.raises(StoreError, match=f"process {os.getpid()}"):
        ingest(folder, corpus(DOCUMENTS))


def test_a_folder_of_other_files_is_not_taken_for_an_index(corpus: Corpus, tmp_path: Path) -> None:
    source = corpus(DOCUMENTS)
    with pytest.raises(StoreError, match="other files found"):
        ingest(source, source)
    assert sorted(p.name for p in source.iterdir()) == sorted(DOCUMENTS)


def test_damaged_truth_is_said_plainly(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    (folder / "truth.db").write_bytes(b"no database" * 1000)
    for suffix in ("-wal", "-shm"):
        (folder / f"truth.db{suffix}").unlink(missing_ok=True)
    with pytest.raises(StoreError, match="readable index expected"):
        Index(folder)


def test_vectors_are_the_same_alone_and_among_others() -> None:
    alone = next(MiniLM().embed(["The bridge opened in 1932."]))
    among = list(MiniLM().embed(["x " * 500, "The bridge opened in 1932."]))[1]
    assert np.array_equal(alone, among)
    assert abs(float(np.linalg.norm(alone)) - 1) < 1e-5


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


def test_vectors_of_texts_that_are_gone_do_not_crowd_out_what_is_there(
    corpus: Corpus, tmp_path: Path
) -> None:
    others = {f"{n}.txt": f"Document {n} is about trains and rails." for n in range(12)}
    ingest(tmp_path / "index", corpus(others | {"answer.txt": "Felines slumber by day."}))
    index = Index(tmp_path / "index")
    for edit in range(4):
        text = f"Cats sleep at home all day, edition {edit}."
        ingest(tmp_path / "index", corpus({"notes.txt": text}))
        ids = [p.chunk.article_id for p in index.search("a cat that sleeps in the daytime", 2)]
        assert {"notes.txt", "answer.txt"} <= set(ids)
    index.close()


def test_a_first_ingest_that_was_killed_is_no_index_and_is_made_again(
    corpus: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    Truth(folder_made(folder) / "truth.db", create=True).close()
    (folder / "writer.lock").touch()
    with pytest.raises(NoIndexError, match="footnote index FOLDER"):
        Index(folder)
    assert len(ingest(folder, corpus(DOCUMENTS)).added) == 3


def test_a_failed_ingest_leaves_an_empty_folder_empty(corpus: Corpus, tmp_path: Path) -> None:
    folder = folder_made(tmp_path / "index")
    with pytest.raises(RuntimeError, match="out of memory"):
        ingest(folder, corpus(DOCUMENTS), Failing())
    assert list(folder.iterdir()) == []


def test_the_second_of_two_first_ingests_removes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    folder = folder_made(tmp_path / "index")
    source = corpus(DOCUMENTS)
    with writer(folder):
        with pytest.raises(StoreError, match="is being written"):
            ingest(folder, source)
        assert (folder / "writer.lock").exists()
    assert len(ingest(folder, source).added) == 3


def test_broken_bytes_in_a_cache_are_mended_in_the_search_that_meets_them(
    corpus: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS))
    before = found(folder, "nine days of rain")
    (store,) = folder.glob("lexical-*/*.store")
    content = bytearray(store.read_bytes())
    content[-24:] = bytes(24)
    store.write_bytes(bytes(content))
    assert found(folder, "nine days of rain") == before


def test_many_threads_search_while_the_folder_is_indexed(corpus: Corpus, tmp_path: Path) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")

    def search(_: int) -> bool:
        return any(p.chunk.article_id == "rain.txt" for p in index.search("nine days of rain"))

    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search, number) for number in range(60)]
        for edit in range(4):
            ingest(tmp_path / "index", corpus({"cats.txt": f"Cats, edition {edit}."}))
        assert all(done.result() for done in searches)
    index.close()


def test_without_chroma_every_vector_is_compared(corpus: Corpus, tmp_path: Path) -> None:
    for name, server in (("chroma", ""), ("exact", EXACT)):
        ingest(tmp_path / name, corpus(DOCUMENTS), server=server)
    indexes = Index(tmp_path / "chroma"), Index(tmp_path / "exact", server=EXACT)
    for query in ("feline slumber", "When did the bridge open?", "a river"):
        with_it, without = (
            [(p.chunk.id, p.lexical, p.similarity) for p in index.search(query)]
            for index in indexes
        )
        assert without == with_it
    assert list((tmp_path / "exact").glob("vectors-*")) == []
    ingest(tmp_path / "exact", corpus({"dogs.txt": "Dogs bark at the postman."}), server=EXACT)
    assert indexes[1].search("canine noise")[0].chunk.article_id == "dogs.txt"
    assert not indexes[1].lexical_only
    with pytest.raises(StoreError, match="Chroma"):
        _ = indexes[1].collection
    for index in indexes:
        index.close()


def folder_made(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir()
    return folder
