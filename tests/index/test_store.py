"""An open index, on a real SQLite, a real Chroma, a real tantivy."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embedding import MiniLM, Vectors
from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from index.vectors import EXACT, VectorCache
from tests.index.example import DOCUMENTS, Corpus


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


def test_an_open_index_sees_the_next_ingest(corpus: Corpus, tmp_path: Path) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")
    assert len(index.search("snow")) == 3
    ingest(tmp_path / "index", corpus({"snow.txt": "Snow closed the pass in May."}))
    assert index.search("snow")[0].chunk.article_id == "snow.txt"
    index.close()


def test_another_embedding_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    class Other(MiniLM):
        name = "other"

    ingest(tmp_path / "index", corpus(DOCUMENTS))
    with pytest.raises(StoreError, match="made with other expected"):
        Index(tmp_path / "index", Other())
    with pytest.raises(StoreError, match="made with other expected"):
        ingest(tmp_path / "index", corpus({"x.txt": "X."}), Other())


def test_vectors_are_the_same_alone_and_among_others() -> None:
    alone = next(MiniLM().embed(["The bridge opened in 1932."]))
    among = list(MiniLM().embed(["x " * 500, "The bridge opened in 1932."]))[1]
    assert np.array_equal(alone, among)
    assert abs(float(np.linalg.norm(alone)) - 1) < 1e-5


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


def test_many_threads_search_while_the_folder_is_indexed(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")
    asked, closed = watched_caches(monkeypatch)

    def search(_: int) -> bool:
        return any(p.chunk.article_id == "rain.txt" for p in index.search("nine days of rain"))

    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search, number) for number in range(60)]
        for edit in range(4):
            ingest(tmp_path / "index", corpus({"cats.txt": f"Cats, edition {edit}."}))
        assert all(done.result() for done in searches)
    index.close()
    assert closed
    assert not any(closed), "a cache was closed while it was asked"
    assert not asked


def watched_caches(monkeypatch: pytest.MonkeyPatch) -> tuple[list[VectorCache], list[bool]]:
    """Return the caches that are being asked now, and of every closing whether it was of these."""
    asked: list[VectorCache] = []
    closed: list[bool] = []
    search, close = VectorCache.search, VectorCache.close

    def searching(cache: VectorCache, vector: Vectors, k: int) -> list[tuple[str, float]]:
        asked.append(cache)
        try:
            return search(cache, vector, k)
        finally:
            asked.remove(cache)

    def closing(cache: VectorCache) -> None:
        closed.append(cache in asked)
        close(cache)

    monkeypatch.setattr(VectorCache, "search", searching)
    monkeypatch.setattr(VectorCache, "close", closing)
    return asked, closed


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


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_process_that_asks_once_goes_without_chroma_where_chunks_are_few(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    index = Index(tmp_path / "index")
    before = index.search("feline slumber")
    index.spare_chroma()
    assert index.search("feline slumber") == before
    with pytest.raises(StoreError, match="Chroma"):
        _ = index.collection
    index.close()
    monkeypatch.setattr("index.store.FEW_TO_COMPARE", 2)
    large = Index(tmp_path / "index")
    large.spare_chroma()
    assert large.search("feline slumber") == before
    assert large.collection.count() == 3
    large.close()
