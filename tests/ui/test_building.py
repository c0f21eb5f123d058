"""The chat opens with the first documents, and the others come in while it is asked."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding import MiniLM
from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from qa.ask import ask
from ui import building as module
from ui.building import Building, open_growing

TOWNS = {f"{name}.txt": f"{name} was founded in {year} by traders. It has a harbour."
         for name, year in [("Arlon", 1604), ("Brix", 1712), ("Corlu", 1801)]}  # fmt: skip


def wait_for(building: Building) -> None:
    """Wait until a build has ended."""
    for thread in threading.enumerate():
        if thread.name == "building":
            thread.join(60)
    assert not building.running


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 60)


def test_it_is_asked_before_all_is_in_and_knows_all_after(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    build = module._build

    def held(rest: Callable[[], None], building: Building) -> None:
        gate.wait(60)
        build(rest, building)

    monkeypatch.setattr(module, "_build", held)
    index, building = open_growing(tmp_path / "index", corpus(TOWNS))
    assert building
    assert building.running
    assert [article.id for article in index.articles()] == ["Arlon.txt"]
    assert ask("When was Arlon founded?", index).short == "1604"
    gate.set()
    wait_for(building)
    assert building.error == ""
    assert building.done == building.total == 2
    assert index.article_count() == 3
    assert ask("When was Corlu founded?", index).short == "1801"
    index.close()
    assert open_growing(tmp_path / "index", None)[1] is None


def test_a_build_that_was_cut_off_is_taken_up_again(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(module, "_build", lambda *_: None)
        open_growing(tmp_path / "index", corpus(TOWNS))[0].close()
    index, building = open_growing(tmp_path / "index", None)
    assert building
    wait_for(building)
    assert index.article_count() == 3
    index.close()


def test_what_goes_wrong_is_said_and_what_is_in_stays(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_later(*given: object, **more: object) -> object:
        if len(given) == 5:
            raise StoreError("the disk is full")
        return ingest(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "ingest", fails_later)
    index, building = open_growing(tmp_path / "index", corpus(TOWNS))
    assert building
    wait_for(building)
    assert building.error == "the disk is full"
    assert index.article_count() == 1
    index.close()


def test_a_small_corpus_is_whole_at_once(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 60_000)
    index, building = open_growing(tmp_path / "index", corpus(TOWNS), MiniLM())
    assert building is None
    assert index.article_count() == 3
    assert isinstance(index, Index)
    index.close()
