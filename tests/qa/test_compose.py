"""Readings to cited sentences, on any text."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunk import split_article
from index.sentence import sentences
from index.store import Passage
from qa.agreement import agree
from qa.answer import Answer
from qa.compose import MOST_CITATIONS, compose
from qa.reader import Reading
from qa.verify import is_exact, verify

ARTICLES = (("a", "Bowser is the mayor of DC."), ("b", "Bowser likes tea."))


def readings_of(article: Article) -> list[Reading]:
    """Return a reading of each chunk: its first word, in its first sentence."""
    found = []
    for rank, chunk in enumerate(split_article(article), 1):
        start, end = (chunk.start + place for place in sentences(chunk.text)[0])
        passage = Passage(chunk, article.title, 1.0, rank)
        found.append(Reading(passage, (start, start + 1), (start, end), 1.0, 0.0))
    return found


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_every_citation_slices_back_to_its_article(texts: list[str]) -> None:
    articles = {f"{n}.txt": Article(f"{n}.txt", "T", text, "d") for n, text in enumerate(texts)}
    readings = [reading for article in articles.values() for reading in readings_of(article)]
    composed = compose("?", readings)
    assert bool(composed) == bool(readings)
    for sentence in composed:
        assert sentence.citations[0].quote == sentence.text
        assert all(is_exact(c, articles[c.article_id]) for c in sentence.citations)
    draft = Answer("?", composed, "", 0.9, (), "reader")
    assert verify(draft, articles.get) == draft


def test_a_third_source_that_agrees_is_cited_and_no_more() -> None:
    articles = {f"{n}.txt": Article(f"{n}.txt", "T", f"1932 was year {n}.", "d") for n in range(6)}
    readings = [reading for article in articles.values() for reading in readings_of(article)]
    same: Sequence[Reading] = [
        Reading(r.passage, (0, 4), r.sentence, r.margin, r.answers) for r in readings
    ]
    (sentence,) = compose("?", same)
    assert [c.number for c in sentence.citations] == list(range(1, MOST_CITATIONS + 1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Capitol", "Capitol", True),
        ("Ted Cruz", "Senator Ted Cruz", True),
        ("306", "232", False),
        ("guilty", "not guilty", False),
        ("10", "10 million", False),
        ("the", "the", False),
    ],
)
def test_answers_agree_if_they_differ_in_articles_and_titles_only(
    one: str, other: str, same: bool
) -> None:
    assert agree(one, other) is same


def test_a_passage_that_does_not_answer_is_no_second_source() -> None:
    first, second = (Article(n, "T", text, "d") for n, text in ARTICLES)
    one, other = readings_of(first)[0], replace(readings_of(second)[0], margin=-9.0)
    same = [replace(one, span=(0, 6)), replace(other, span=(0, 6))]
    assert [c.article_id for s in compose("?", same) for c in s.citations] == ["a"]


def test_the_same_sentence_in_two_articles_is_cited_twice() -> None:
    articles = [Article(name, "T", "Bowser is the mayor.", "d") for name in "ab"]
    (sentence,) = compose(
        "?", [reading for article in articles for reading in readings_of(article)]
    )
    assert [c.article_id for c in sentence.citations] == ["a", "b"]


def test_a_document_that_changed_since_it_was_read_is_not_cited() -> None:
    article = Article("a", "T", "The bridge was opened in 1932. It is grey.", "d")
    draft = Answer("?", compose("?", readings_of(article)), "", 0.9, (), "reader")
    edited = replace(article, text="Nobody ever said that Ann Lee stole it. It is grey.")
    assert verify(draft, {"a": article}.get) == draft
    assert verify(draft, {"a": edited}.get).refused


def test_a_title_that_the_text_repeats_is_cited_once() -> None:
    article = Article("a", "T", "Bowser is the mayor.\n\nBowser is the mayor.", "d")
    (reading,) = readings_of(article)
    second = replace(reading, sentence=(22, 42), span=(22, 23))
    (sentence,) = compose("?", [reading, second])
    assert [c.start for c in sentence.citations] == [0]
