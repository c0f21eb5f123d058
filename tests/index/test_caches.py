"""Caches that are lost, broken or of an older form: built anew from truth, without embedding."""

import json
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.ingest import ingest
from index.state import read_state, write_state
from index.store import Index
from index.vectors import VectorCache
from tests.index.example import DOCUMENTS, Corpus, Counting, found


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


def test_many_vectors_are_linked_among_more_candidates(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {f"{n}.txt": f"Boat {n} sails to harbour {n * n}." for n in range(30)}
    monkeypatch.setattr("index.vectors.FEW", 30)
    ingest(tmp_path / "few", corpus(few))
    assert candidates(tmp_path / "few") == 40
    ingest(tmp_path / "few", corpus({**few, "last.txt": "The last boat sails to harbour 7."}))
    assert found(tmp_path / "few", "the last boat")[0] == "last.txt"
    ingest(tmp_path / "many", corpus({}))
    assert candidates(tmp_path / "many") == 100


def candidates(folder: Path) -> int:
    """Return among how many candidates Chroma looks for the links of a vector."""
    part = read_state(folder).vectors[""]
    with closing(VectorCache.read(folder / part.place)) as opened:
        return int(opened.collection.configuration_json["hnsw"]["ef_construction"])


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
