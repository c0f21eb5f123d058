"""Chunks slice back to their article, whatever the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunk import MOST_WEIGHT, split_article
from index.embedding import load_tokenizer

TEXTS = st.text() | st.text(alphabet="a. \n") | st.text(alphabet="今日。x ", min_size=300)


def article(text: str, id_: str = "a.txt") -> Article:
    """Return an article around a text."""
    return Article(id_, "Title", text, "digest")


@given(TEXTS)
def test_chunks_slice_back_and_hold_everything(text: str) -> None:
    chunks = split_article(article(text))
    assert all(text[c.start : c.end] == c.text for c in chunks)
    assert all(one.end <= other.start for one, other in pairwise(chunks))
    assert "".join("".join(c.text.split()) for c in chunks) == "".join(text.split())
    assert len({c.id for c in chunks}) == len(chunks)


@given(TEXTS)
def test_chunks_are_not_long(text: str) -> None:
    assert all(len(c.text) <= MOST_WEIGHT for c in split_article(article(text)))


def test_a_text_without_stops_or_spaces_is_cut() -> None:
    for letter in "x今":
        chunks = split_article(article(letter * 5000))
        assert sum(len(c.text) for c in chunks) == 5000
        assert max(len(load_tokenizer().encode(c.text).ids) for c in chunks) <= 256


def test_unchanged_text_keeps_its_id_when_text_is_added_behind_it() -> None:
    text = "".join(f"Sentence number {n} stays as it was. " for n in range(100))
    before = [c.id for c in split_article(article(text))]
    after = [c.id for c in split_article(article(text + "One more. " * 200))]
    assert before[:-1] == after[: len(before) - 1]
    assert {c.id for c in split_article(article(text, "b.txt"))}.isdisjoint(before)


def test_repeated_text_has_one_digest_and_different_ids() -> None:
    sentence = "x" * (MOST_WEIGHT - 2) + ". "
    chunks = split_article(article(sentence * 3))
    assert len({c.id for c in chunks}) == 3
    assert len({c.text_sha256 for c in chunks}) == 1
