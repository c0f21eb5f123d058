"""Readings to cited sentences, on any text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunk import split_article
from index.sentence import sentences
from index.store import Passage
from qa.answer import Answer
from qa.compose import MOST_CITATIONS, agree, compose
from qa.reader import Reading
from qa.verify import is_exact, verify


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
    composed = compose(readings, articles.get)
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
    (sentence,) = compose(same, articles.get)
    assert [c.number for c in sentence.citations] == list(range(1, MOST_CITATIONS + 1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("306 to 232", "306", True),
        ("the Capitol", "Capitol", True),
        ("Ted Cruz", "Senator Ted Cruz", True),
        ("306", "232", False),
        ("the", "the", False),
    ],
)
def test_answers_agree_if_one_holds_the_words_of_the_other(
    one: str, other: str, same: bool
) -> None:
    assert agree(one, other) is same
