"""How probable it is that the answer about to be shown is right."""

import math
from collections.abc import Sequence

from index.lexical import terms
from qa.card import Card
from qa.constraints import missing_names, unmet
from qa.reader import Reading


def confidence(question: str, readings: Sequence[Reading], card: Card, about: str = "") -> float:
    """Return the probability, 0 to 1, that the first reading answers: a logistic regression.

    `about` says what else is known of the article: the year there need not be in its sentences.
    """
    found = zip(card.weights, features(question, readings, about), strict=True)
    return 1 / (1 + math.exp(-card.bias - sum(weight * value for weight, value in found)))


def features(question: str, readings: Sequence[Reading], about: str = "") -> tuple[float, ...]:
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
        unmet(question, best.sentence_text, f"{about} {context}"),
        float(len(missing_names(question, context))),
    )


def _share(wanted: list[str], present: set[str]) -> float:
    return sum(term in present for term in wanted) / len(wanted) if wanted else 0.0
