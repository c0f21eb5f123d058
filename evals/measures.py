"""The measures, each small enough to be worked by hand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A mean over n cases, 0 to 1; with n = 0 there is nothing to say and `value` is 0."""

    name: str
    value: float
    n: int


def mean(name: str, values: Collection[float]) -> Figure:
    """Return the mean of values."""
    return Figure(name, sum(values) / len(values) if values else 0.0, len(values))


def recall_at(k: int, relevant: Sequence[bool]) -> float:
    """Return 1 if one of the first k ranked passages is relevant, else 0."""
    return float(any(relevant[:k]))


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """Return 1 / rank of the first relevant passage, 0 if there is none (Voorhees, TREC-8)."""
    return next((1 / rank for rank, found in enumerate(relevant, 1) if found), 0.0)


def normalized(text: str) -> str:
    """Return lower case words without punctuation and articles, as SQuAD compares answers."""
    words = re.sub(r"[^\w\s]", " ", text.lower().replace("’", "'").replace("'", "")).split()
    return " ".join(word for word in words if word not in {"a", "an", "the"})


def holds_answer(shown: str, accepted: Collection[str]) -> bool:
    """Tell whether an accepted answer stands, as whole words, in what is shown."""
    padded = f" {normalized(shown)} "
    return any(f" {normalized(answer)} " in padded for answer in accepted)


def precision(said: Collection[str], right: Collection[str]) -> float:
    """Return the share of what was said that is right; 0 if nothing was said."""
    return len(set(said) & set(right)) / len(said) if said else 0.0


def recall(said: Collection[str], right: Collection[str]) -> float:
    """Return the share of what is right that was said; 0 if nothing is right."""
    return len(set(said) & set(right)) / len(right) if right else 0.0


def f1(precision_: float, recall_: float) -> float:
    """Return the harmonic mean of precision and recall."""
    total = precision_ + recall_
    return 2 * precision_ * recall_ / total if total else 0.0
