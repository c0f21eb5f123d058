"""Readings to sentences: the source's own words, whole sentences, each with its citations."""

from collections.abc import Sequence

from qa.answer import Citation, Sentence
from qa.reader import Reading
from qa.verify import ArticleOf

MOST_CITATIONS = 3


def compose(readings: Sequence[Reading], article_of: ArticleOf) -> tuple[Sentence, ...]:
    """Return the sentence that holds the first reading, cited there and where others agree.

    Readings are ordered; one agrees if its span says the same in another place.
    """
    found: list[Citation] = []
    for reading in readings:
        article = article_of(reading.passage.chunk.article_id)
        if article is None or not (found == [] or agree(readings[0].text, reading.text)):
            continue
        start, end = reading.sentence
        if all(c.quote != article.text[start:end] for c in found) and len(found) < MOST_CITATIONS:
            number = len(found) + 1
            quote = article.text[start:end]
            found.append(Citation(number, article.id, article.title, start, end, quote))
    return (Sentence(found[0].quote, tuple(found)),) if found else ()


def agree(one: str, other: str) -> bool:
    """Tell whether two short answers say the same: one's words are among the other's."""
    words, others = set(_words(one)), set(_words(other))
    return bool(words and others) and (words <= others or others <= words)


def _words(text: str) -> list[str]:
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return [word for word in kept.split() if word not in {"a", "an", "the", "of"}]
