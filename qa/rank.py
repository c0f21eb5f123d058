"""Readings, best first."""

from collections.abc import Sequence
from dataclasses import replace

from index.embedding import MiniLM, workers
from qa.card import Card
from qa.reader import Reading

COMPARED = 4


def rank(question: str, readings: Sequence[Reading], card: Card) -> list[Reading]:
    """Order readings by a weighted sum of both logits, BM25 and cosine, best first.

    The sentences of the first COMPARED are then compared with the question, and all ordered anew
    with that likeness in the sum.
    """
    found = ordered(readings, card)
    return ordered([*compare(question, found[:COMPARED]), *found[COMPARED:]], card)


def compare(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings with the likeness of their sentences to the question.

    Vectors are kept for a while: of passages read in two steps most are compared twice.
    """
    found = likenesses(question, [reading.sentence_text for reading in readings])
    return [replace(r, likeness=likeness) for r, likeness in zip(readings, found, strict=True)]


def likenesses(text: str, others: Sequence[str]) -> list[float]:
    """Return the cosine of a text and each of the others."""
    vector = MiniLM().embed_query(text)
    return [float(vector @ other) for other in workers().map(MiniLM().embed_query, others)]


def ordered(readings: Sequence[Reading], card: Card) -> list[Reading]:
    """Order readings by their score, with their likeness as it is."""
    return sorted(readings, key=lambda r: (-score(r, card), r.passage.rank))


def score(reading: Reading, card: Card) -> float:
    """Return the sum that orders readings."""
    return sum(weight * value for weight, value in zip(card.order, scores(reading), strict=True))


def scores(reading: Reading) -> tuple[float, ...]:
    """Return the values of card.ORDER."""
    passage = reading.passage
    return reading.margin, reading.answers, passage.lexical, passage.similarity, reading.likeness
