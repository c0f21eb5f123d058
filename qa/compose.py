"""Readings to sentences: the source's own words, whole sentences, each with its citations."""

from collections.abc import Sequence
from itertools import count

from qa.agreement import differ, same_answer, same_matter
from qa.answer import Citation, Sentence
from qa.gather import gather
from qa.reader import EDGES, Reading

MOST_CITATIONS = 3


def compose(question: str, readings: Sequence[Reading]) -> tuple[Sentence, ...]:
    """Return the sentences that answer, in source order, each cited where it stands.

    Readings are ordered. The sentence of the first is also cited where another article says the
    same of the same matter; where one says otherwise, its sentence is shown too, and `says` tells
    of each what it gives for an answer.
    """
    if not readings:
        return ()
    first, sure = readings[0], [r for r in readings[1:] if r.margin > 0]
    known = [r for r in sure if same_matter(question, r) and not _is_twice(first, r)]
    against = [r for r in known if differ(question, first, r)][: MOST_CITATIONS - 1]
    numbers = count(1)
    if against:
        sides = [[side] for side in (first, against[0])]
        for reading in known:
            side = next((s for s in sides if same_answer(s[0], reading)), None)
            if side is not None and reading is not side[0]:
                side.append(reading)
        return tuple(_sentence(side, numbers, side[0].text.strip(EDGES)) for side in sides)
    also = [r for r in known if same_answer(first, r)]
    shown = gather(question, readings)
    return tuple(_sentence([r, *(also if r is first else [])], numbers) for r in shown)


def _is_twice(first: Reading, other: Reading) -> bool:
    """Tell whether it is the same sentence once more in one article: a title that is repeated."""
    article, again = first.passage.chunk.article_id, other.passage.chunk.article_id
    return article == again and first.sentence_text == other.sentence_text


def _sentence(readings: Sequence[Reading], numbers: "count[int]", says: str = "") -> Sentence:
    """Return the sentence of the first reading, cited there and where the others stand."""
    places = {(r.passage.chunk.article_id, r.sentence): r for r in reversed(readings)}
    cited = list(reversed(places.values()))[:MOST_CITATIONS]
    citations = tuple(_citation(next(numbers), reading) for reading in cited)
    return Sentence(readings[0].sentence_text, citations, says)


def _citation(number: int, reading: Reading) -> Citation:
    passage = reading.passage
    start, end = reading.sentence
    return Citation(
        number, passage.chunk.article_id, passage.title, start, end, reading.sentence_text
    )
