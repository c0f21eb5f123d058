"""How probable it is that the answer about to be shown is right."""

import math
import re
from collections.abc import Sequence

from index.lexical import terms
from qa.card import Card
from qa.reader import Reading

NUMBER = re.compile(r"\d[\d,.]*")
NAME = re.compile(r"(?<=[a-z,;'’] )[A-Z][\w’'-]+")


def confidence(question: str, readings: Sequence[Reading], card: Card) -> float:
    """Return the probability, 0 to 1, that the first reading answers: a logistic regression."""
    found = zip(card.weights, features(question, readings), strict=True)
    return 1 / (1 + math.exp(-card.bias - sum(weight * value for weight, value in found)))


def features(question: str, readings: Sequence[Reading]) -> tuple[float, ...]:
    """Return the values of card.FEATURES for the first of the ordered readings."""
    best = readings[0]
    others = [r.margin for r in readings[1:] if r.text.lower() != best.text.lower()]
    context = f"{best.passage.title} {best.passage.chunk.text}"
    return (
        best.margin,
        best.answers,
        best.margin - max(others, default=best.margin - 5.0),
        best.passage.similarity,
        best.likeness,
        _share(terms(question), set(terms(context))),
        float(len(_missing(NUMBER, question, context)) > 0),
        float(len(_missing(NAME, question, context))),
    )


def _share(wanted: list[str], present: set[str]) -> float:
    return sum(term in present for term in wanted) / len(wanted) if wanted else 0.0


def _missing(pattern: re.Pattern[str], question: str, context: str) -> list[str]:
    """Return what the pattern finds in the question and the context does not hold as a word."""
    present = set(map(_bare, context.lower().split()))
    words = (_bare(found.lower()) for found in pattern.findall(question))
    return [word for word in words if word not in present]


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"“”‘’'").removesuffix("’s").removesuffix("'s")
