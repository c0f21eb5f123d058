"""Reading a folder: exact text, titles, and a reason for every file left out."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import Article, Skipped, first_line
from index.corpus import read_articles
from index.errors import CorpusError

Corpus = Callable[[dict[str, str]], Path]


def by_id(folder: Path) -> dict[str, Article | Skipped]:
    """Return what reading a folder gives, by path."""
    return {f.id if isinstance(f, Article) else f.path: f for f in read_articles(folder)}


def test_text_is_the_decoded_file_unchanged(corpus: Corpus) -> None:
    text = "\ufeffOne\r\ntwo\ttabs \n\n\u2028three\u00a0e\u0301 😀\n"
    found = by_id(corpus({"deep/a.txt": text}))["deep/a.txt"]
    assert isinstance(found, Article)
    assert found.text == text


def test_titles_come_from_metadata_heading_or_first_sentence(corpus: Corpus) -> None:
    found = by_id(
        corpus(
            {
                "a.txt": "Plain first line\n\nText.",
                "b.md": "\n# A heading\n\nText.",
                "c.txt": "A long first sentence ends here. " * 20,
                "d.txt": "Ignored.",
                "metadata.toml": '["d.txt"]\ntitle = "Given"\npublisher = "A Paper"\n',
            }
        )
    )
    titles = {id_: f.title for id_, f in found.items() if isinstance(f, Article)}
    assert titles == {
        "a.txt": "Plain first line",
        "b.md": "A heading",
        "c.txt": "A long first sentence ends here.",
        "d.txt": "Given",
    }


def test_a_first_line_of_marks_alone_is_untitled() -> None:
    assert first_line("###\n") == "Untitled"


def test_what_cannot_be_read_is_skipped_with_a_reason(corpus: Corpus, tmp_path: Path) -> None:
    folder = corpus({"good.txt": "Good.", "empty.txt": " \n", "picture.png": "-", ".hidden": "x"})
    (folder / "latin.txt").write_bytes("café".encode("latin-1"))
    (folder / "binary.txt").write_bytes(b"a\0b")
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "secret.txt").write_text("outside")
    (folder / "escape.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "loop").symlink_to(folder)
    found = by_id(folder)
    reasons = {f.path: f.reason for f in found.values() if isinstance(f, Skipped)}
    assert [id_ for id_, f in found.items() if isinstance(f, Article)] == ["good.txt"]
    assert reasons["latin.txt"] == "not UTF-8 text"
    assert reasons["binary.txt"] == "binary, not text"
    assert reasons["empty.txt"] == "empty"
    assert reasons["pipe.txt"] == "not a regular file"
    assert reasons["escape.txt"] == "a link out of the folder"
    assert "cannot be read" in reasons["broken.txt"]
    assert "format is not read" in reasons["picture.png"]
    assert ".hidden" not in found


@pytest.mark.parametrize("content", ["not toml [", 'title = "no table"'])
def test_bad_metadata_is_one_line_that_names_the_file(corpus: Corpus, content: str) -> None:
    folder = corpus({"a.txt": "A.", "metadata.toml": content})
    with pytest.raises(CorpusError, match=r"metadata\.toml"):
        list(read_articles(folder))


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="folder of documents expected"):
        list(read_articles(tmp_path / "nowhere"))
