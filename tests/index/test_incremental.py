"""An ingest after the first: what did not change costs nothing, what did costs only itself."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.chunk import split_article
from index.embedding import MiniLM, Vectors
from index.errors import CorpusError
from index.formats.parser import Parser
from index.ingest import ingest, plan
from index.store import Index
from tests.index.example import DOCUMENTS, Corpus, Counting, found
from tests.index.files import PAGE, pdf, word

WORDS = "river bridge council winter painter harbour engine letter garden market".split()


class Quick(MiniLM):
    """An embedding whose vectors mean nothing."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield the same vector for every text."""
        for _ in texts:
            yield np.full(384, 384**-0.5, dtype=np.float32)


def story(seed: int, sentences: int = 60) -> str:
    """Return a text of paragraphs of made-up sentences."""
    random = Random(seed)
    lines = []
    for number in range(sentences):
        words = random.choices(WORDS, k=random.randint(6, 20))
        lines.append(" ".join(words).capitalize() + (".\n\n" if number % 5 == 4 else ". "))
    return "".join(lines).strip()


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


def test_an_edit_at_the_top_embeds_only_what_it_touches(corpus: Corpus, tmp_path: Path) -> None:
    text = story(1, 400)
    embedding = Quick()
    whole = ingest(tmp_path / "index", corpus({"a.txt": text}), embedding).embedded
    edited = ingest(tmp_path / "index", corpus({"a.txt": f"Added. {text}"}), embedding)
    assert edited.changed == ("a.txt",)
    assert whole > 40
    assert edited.embedded <= 4
    again = ingest(tmp_path / "index", corpus({"a.txt": text}), embedding)
    assert again.embedded <= 4


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 119), st.sampled_from(["insert", "delete", "swap"]))
def test_edges_far_from_an_edit_stay(seed: int, place: int, kind: str) -> None:
    sentences = re.findall(r"\S[^.]*\.\s*", story(seed, 120))
    edit = {"insert": ["Nobody saw it. ", sentences[place]], "delete": [], "swap": ["So. "]}[kind]
    before = split_article(Article("a", "T", "".join(sentences), "d"))
    sentences[place : place + 1] = edit
    after = split_article(Article("a", "T", "".join(sentences), "d"))
    assert len({c.text for c in after} - {c.text for c in before}) <= 12
    assert all(c.sentences[0][0] == c.start and c.sentences[-1][1] == c.end for c in after)


def test_a_renamed_file_is_neither_parsed_nor_embedded(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, embedding = tmp_path / "index", Counting()
    source = corpus({"cats.txt": "Cats sleep.", "page.html": PAGE})
    (source / "report.pdf").write_bytes(pdf([["The bridge opened in 1932."], ["It is grey."]]))
    ingest(folder, source, embedding)
    before = embedding.count
    (source / "report.pdf").rename(source / "bridge.pdf")
    (source / "copy.html").write_bytes((source / "page.html").read_bytes())
    monkeypatch.setattr(Parser, "read", None)  # would raise
    report = ingest(folder, source, embedding)
    assert (report.renamed, report.added) == ((("report.pdf", "bridge.pdf"),), ("copy.html",))
    assert (report.removed, report.unchanged, embedding.count) == ((), 2, before)
    index = Index(folder)
    moved = index.article("bridge.pdf")
    assert moved
    assert (moved.file, moved.page(len(moved.text) - 1)) == ("bridge.pdf", 2)
    assert index.article("report.pdf") is None
    assert index.search("When did the bridge open?")[0].chunk.article_id == "bridge.pdf"
    index.close()


def test_files_that_swap_names_or_take_anothers_are_told_apart(
    corpus: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    source = corpus({"a.txt": "Cats sleep.", "b.txt": "Rain falls.", "c.txt": "Snow melts."})
    ingest(folder, source)
    corpus({"a.txt": "Rain falls.", "b.txt": "Cats sleep.", "d.txt": "Snow melts."})
    (source / "c.txt").unlink()
    report = ingest(folder, source)
    assert report.changed == ("a.txt", "b.txt")
    assert (report.renamed, report.embedded) == ((("c.txt", "d.txt"),), 0)
    index = Index(folder)
    texts = [article.text for article in index.articles()]
    assert texts == ["Rain falls.", "Cats sleep.", "Snow melts."]
    index.close()


def test_one_row_of_many_that_changes_is_one_article_that_does(
    corpus: Corpus, tmp_path: Path
) -> None:
    rows = [{"title": f"Day {n}", "text": f"It rained {n} hours."} for n in range(30)]
    folder = tmp_path / "index"
    first = ingest(folder, corpus({"days.jsonl": "\n".join(map(json.dumps, rows))}))
    assert first.added[:2] == ("days.jsonl#1", "days.jsonl#2")
    rows[6]["text"] = "It snowed."
    changed = ingest(folder, corpus({"days.jsonl": "\n".join(map(json.dumps, rows[:29]))}))
    assert (changed.changed, changed.removed) == (("days.jsonl#7",), ("days.jsonl#30",))
    assert (changed.embedded, changed.unchanged) == (1, 28)


def test_metadata_of_the_folder_wins_over_that_of_the_file(corpus: Corpus, tmp_path: Path) -> None:
    documents = {"page.html": PAGE, "rows.csv": "title,text\nOne,First.\nTwo,Second.\n"}
    source = corpus(documents)
    ingest(tmp_path / "index", source)
    given = '["page.html"]\npublisher = "The Board"\n["rows.csv"]\nauthor = "Bo"\n'
    corpus({"metadata.toml": given + '["rows.csv#2"]\ntitle = "Deux"\n'})
    report = ingest(tmp_path / "index", source)
    assert (report.changed, report.embedded) == (("page.html", "rows.csv#1", "rows.csv#2"), 0)
    index = Index(tmp_path / "index")
    page, one, two = index.articles()
    assert (page.metadata["publisher"], page.metadata["author"]) == ("The Board", "Jo Park")
    assert (one.title, two.title, two.metadata["author"]) == ("One", "Deux", "Bo")
    index.close()


def test_what_was_left_out_is_told_again_without_being_parsed_again(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = corpus({"a.txt": "Text.", "bad.pdf": "%PDF", "rows.jsonl": '{"text": "Row."}\n[]\n'})
    first = ingest(tmp_path / "index", source).skipped
    assert [skipped.path for skipped in first] == ["bad.pdf", "rows.jsonl#2"]
    monkeypatch.setattr(Parser, "read", None)
    assert ingest(tmp_path / "index", source).skipped == first


def test_a_document_that_can_no_longer_be_read_goes(corpus: Corpus, tmp_path: Path) -> None:
    source = corpus({"a.txt": "Text."})
    (source / "b.docx").write_bytes(word())
    ingest(tmp_path / "index", source)
    (source / "b.docx").write_bytes(word()[:500])
    report = ingest(tmp_path / "index", source)
    assert report.removed == ("b.docx",)
    assert [skipped.reason for skipped in report.skipped] == ["not a DOCX document"]


def test_a_plan_says_what_would_happen_and_writes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = corpus({"a.txt": "Cats sleep.", "b.txt": "Rain falls.", "c.txt": "Snow melts."})
    assert plan(folder, source).embedded == 3
    assert not folder.exists()
    ingest(folder, source)
    corpus({"a.txt": "Cats run.", "d.txt": "New."})
    (source / "b.txt").unlink()
    (source / "c.txt").rename(source / "e.txt")
    planned = plan(folder, source)
    index = Index(folder)
    assert [article.id for article in index.articles()] == ["a.txt", "b.txt", "c.txt"]
    index.close()
    assert planned == ingest(folder, source)
    assert planned.renamed == (("c.txt", "e.txt"),)


def test_hostile_names_and_files_are_left_out_and_the_others_are_read(
    corpus: Corpus, tmp_path: Path
) -> None:
    source = corpus({"good.txt": "Good.", "Notes.txt": "One.", "notes.txt": "Two.", "x.png": "-"})
    with (source / "huge.txt").open("wb") as file:
        file.truncate(1_000_000_000)  # takes no space on the disk
    (source / "device.txt").symlink_to("/dev/zero")
    (source / "loop.txt").symlink_to(source / "loop.txt")
    os.mkfifo(source / "pipe.pdf")
    (Path(os.fsdecode(os.fsencode(source) + b"/caf\xe9.txt"))).write_text("A name.")
    report = ingest(tmp_path / "index", source)
    assert report.added == ("Notes.txt", "good.txt")
    reasons = {skipped.path: skipped.reason for skipped in report.skipped}
    assert reasons.pop("loop.txt").startswith("cannot be read")
    assert [skipped.path for skipped in report.skipped if skipped.foreign] == ["x.png"]
    assert reasons.pop("x.png").startswith("its format is not read")
    assert reasons == {
        "huge.txt": "larger than 100 MB",
        "device.txt": "a link out of the folder",
        "pipe.pdf": "not a regular file",
        "notes.txt": "differs from Notes.txt in case only: rename one of them",
        "caf\udce9.txt": "its name is not UTF-8",
    }


def test_an_index_inside_the_folder_is_no_document(corpus: Corpus, tmp_path: Path) -> None:
    source = corpus({"a.txt": "Text."})
    ingest(source / "index", source)
    (source / "index" / "stray.txt").write_text("stray")
    assert ingest(source / "other", source).added == ("a.txt",)
    with pytest.raises(CorpusError, match="documents expected"):
        ingest(tmp_path / "none", source / "other")
