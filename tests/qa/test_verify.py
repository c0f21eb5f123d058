"""The rule, in the one place that enforces it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from qa.answer import REFUSAL, Answer, Citation, Sentence
from qa.verify import is_exact, verify

TEXT = "Joe Biden won by 306 to 232. Nobody knew. 😀 It rained."
ARTICLE = Article("a.txt", "Title", TEXT, "digest")


def article_of(id_: str) -> Article | None:
    """Return the one article there is."""
    return ARTICLE if id_ == ARTICLE.id else None


def cited(start: int, end: int, quote: str | None = None, id_: str = "a.txt") -> Citation:
    """Return a citation, of the words that stand there unless others are given."""
    return Citation(1, id_, "Title", start, end, TEXT[start:end] if quote is None else quote)


def answer(*sentences: Sentence, short: str = "") -> Answer:
    """Return an answer of these sentences."""
    return Answer("Who won?", sentences, short, 0.9, (), "reader")


def test_an_exact_sentence_stays() -> None:
    kept = answer(Sentence(TEXT[:28], (cited(0, 28),)), short="306 to 232")
    assert verify(kept, article_of) == kept
    assert kept.text == "Joe Biden won by 306 to 232. [1]"


def test_a_sentence_without_an_exact_citation_is_dropped() -> None:
    wrong = [
        cited(0, 28, "Joe Biden won by 307 to 232."),
        cited(1, 28, TEXT[0:28]),
        cited(0, 28, id_="gone.txt"),
        cited(0, 0, ""),
        cited(0, 10_000, TEXT),
        cited(-9, -1, TEXT[-9:-1]),
    ]
    for citation in wrong:
        assert not is_exact(citation, article_of(citation.article_id))
        checked = verify(answer(Sentence(citation.quote, (citation,)), short="306"), article_of)
        assert checked.refused
        assert (checked.text, checked.short) == (REFUSAL, "")


def test_a_sentence_that_says_more_than_its_quote_is_dropped() -> None:
    more = Sentence(TEXT[:28] + " It was stolen.", (cited(0, 28),))
    assert verify(answer(more), article_of).refused


def test_a_wrong_second_citation_goes_and_the_sentence_stays() -> None:
    second = replace(cited(29, 41, "Everybody knew"), number=2)
    checked = verify(answer(Sentence(TEXT[:28], (cited(0, 28), second))), article_of)
    assert [c.number for c in checked.citations] == [1]


def test_a_short_answer_that_stands_in_no_sentence_goes() -> None:
    checked = verify(answer(Sentence(TEXT[29:41], (cited(29, 41),)), short="306"), article_of)
    assert (checked.refused, checked.short) == (False, "")


@given(st.text(), st.integers(-5, 60), st.integers(-5, 60))
def test_whatever_is_left_slices_exactly(quote: str, start: int, end: int) -> None:
    for words in (quote, TEXT[start:end]):
        checked = verify(answer(Sentence(words, (cited(start, end, words),))), article_of)
        assert all(TEXT[c.start : c.end] == c.quote != "" for c in checked.citations)
