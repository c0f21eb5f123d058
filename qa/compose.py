"""Readings to sentences: the source's own words, whole sentences, each with its citations."""

from collections.abc import Sequence

from qa.answer import Citation, Sentence
from qa.reader import Reading

MOST_CITATIONS = 3
EMPTY_WORDS = frozenset("a an the of in on at by about mr mrs ms dr senator rep president".split())


def compose(readings: Sequence[Reading]) -> tuple[Sentence, ...]:
    """Return the sentence that holds the first reading, cited there and where others agree.

    Readings are ordered; another one agrees if the reader finds an answer there too and it says
    the same.
    """
    if not readings:
        return ()
    first = readings[0]
    others = (r for r in readings[1:] if r.margin > 0 and agree(first.text, r.text))
    chosen = {(r.passage.chunk.article_id, r.sentence): r for r in (first, *others)}
    cited = list(chosen.values())[:MOST_CITATIONS]
    citations = tuple(_citation(number, reading) for number, reading in enumerate(cited, 1))
    return (Sentence(first.sentence_text, citations),)


def agree(one: str, other: str) -> bool:
    """Tell whether two short answers say the same, but for articles and titles."""
    return _words(one) == _words(other) != []


def _citation(number: int, reading: Reading) -> Citation:
    passage = reading.passage
    start, end = reading.sentence
    return Citation(
        number, passage.chunk.article_id, passage.title, start, end, reading.sentence_text
    )


def _words(text: str) -> list[str]:
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return [word for word in kept.split() if word not in EMPTY_WORDS]
