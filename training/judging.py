"""Questions held out, as the product reads them: which reading comes first, and how sure it is."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from corpus import Asked, build
from fitting import Floats, fit, fit_order, threshold
from held_out import HeldOut
from numpy.typing import NDArray

from evals.measures import holds_answer
from index.store import Index
from qa.ask import DOUBT, FIRST, HEAD, READ, candidates
from qa.card import Card
from qa.confidence import features
from qa.constraints import absent_names
from qa.kinds import wants_several
from qa.rank import COMPARED, compare, ordered, scores
from qa.reader import Reading, reader

FOLDS = 5


@dataclass(frozen=True)
class Row:
    """A question, the readings of its candidates, each compared with it, and of each whether it
    is right, what its article says of itself, and whether that lacks a name of the question."""

    domain: str
    asked: Asked
    readings: list[Reading]
    right: list[bool]
    about: list[tuple[str, bool]]

    def ranked(self, card: Card, most: int) -> tuple[tuple[float, ...], bool, bool]:
        """Order so many readings as qa.rank does; return their features, and of the first whether
        it is right and whether its article lacks a name."""
        plain = [replace(reading, likeness=0.0) for reading in self.readings[:most]]
        at = {id(reading): number for number, reading in enumerate(plain)}
        before = [at[id(reading)] for reading in ordered(plain, card)]
        compared = [self.readings[number] for number in before[:COMPARED]]
        rest = [plain[number] for number in before[COMPARED:]]
        at = {id(reading): n for reading, n in zip([*compared, *rest], before, strict=True)}
        found = ordered([*compared, *rest], card)
        first = at[id(found[0])]
        head, lacking = self.about[first]
        return features(self.asked.question, found, head), self.right[first], lacking


def rows(held: HeldOut) -> Iterator[Row]:
    """Read the candidates for every question, and tell which readings show a right answer."""
    with tempfile.TemporaryDirectory() as folder:
        index = build(held.texts, Path(folder))
        for asked in held.asked:
            found = reader().read(asked.question, candidates(asked.question, index))
            found = compare(asked.question, found)
            right = [holds_answer(reading.sentence_text, asked.answers) for reading in found]
            if found:
                heads = [_about(asked.question, reading, index) for reading in found]
                yield Row(held.name, asked, found, right, heads)
        index.close()


def _about(question: str, reading: Reading, index: Index) -> tuple[str, bool]:
    article = index.article(reading.passage.chunk.article_id)
    head = f"{article.metadata.get('date', '')} {article.text[:HEAD]}"
    return head, bool(absent_names(question, f"{article.title} {head} {article.text}"))


def order_of(found: list[Row]) -> tuple[float, ...]:
    """Return weights of the order; each domain counts alike."""
    asked = [row for row in found if row.asked.answers]
    sizes = {row.domain: sum(r.domain == row.domain for r in asked) for row in asked}
    lists = [(np.array([scores(r) for r in row.readings]), np.array(row.right)) for row in asked]
    return tuple(float(w) for w in fit_order(lists, [1 / sizes[row.domain] for row in asked]))


@dataclass(frozen=True)
class Judged:
    """One entry for every question: how probable, whether right, and what it is."""

    p: Floats
    right: NDArray[np.bool_]
    domain: NDArray[np.str_]
    kind: NDArray[np.str_]

    def of(self, domain: str) -> tuple[Floats, Floats]:
        """Return probabilities of a domain, and 1 where the first reading is right."""
        mine = self.domain == domain
        return self.p[mine], self.right[mine].astype(float)


@dataclass(frozen=True)
class Ranked:
    """Features of the first of so many readings, of each question; whether it is right, and
    whether its article lacks a name."""

    x: Floats
    right: NDArray[np.bool_]
    lacking: NDArray[np.bool_]

    def fit(self, of: NDArray[np.bool_]) -> tuple[Floats, float]:
        """Return weights and bias by the questions told."""
        kept = of & ~self.lacking
        return fit(self.x[kept], self.right[kept].astype(float))

    def probable(self, weights: Floats, bias: float) -> Floats:
        """Return how probable each is right."""
        return np.where(self.lacking, 0.0, 1 / (1 + np.exp(-self.x @ weights - bias)))


def _ranked(found: list[Row], card: Card, most: int) -> Ranked:
    columns = zip(*(row.ranked(card, most) for row in found), strict=True)
    return Ranked(*(np.array(column) for column in columns))


def judge(found: list[Row], card: Card) -> tuple[Judged, Card]:
    """Return each question's probability by a fit that did not see it, and the card of all.

    It is that of the first few readings or of all, as qa.ask reads them.
    """
    few, whole = (_ranked(found, card, most) for most in (FIRST, READ))
    folds = np.arange(len(found)) % FOLDS
    several = np.array([wants_several(row.asked.question) for row in found])
    p, right = np.zeros(len(found)), np.zeros(len(found), bool)
    for fold in range(FOLDS):
        weights, bias = whole.fit(folds != fold)
        first, last = few.probable(weights, bias), whole.probable(weights, bias)
        doubt = several | ((first >= DOUBT[0]) & (first < DOUBT[1]))
        asked = folds == fold
        p[asked] = np.where(doubt, last, first)[asked]
        right[asked] = np.where(doubt, whole.right, few.right)[asked]
    weights, bias = whole.fit(folds >= 0)
    domains = np.array([row.domain for row in found])
    kinds = np.array([row.asked.kind for row in found])
    least = threshold(p, right, kinds == "answered", kinds == "other", domains)
    made = replace(card, threshold=least, weights=tuple(map(float, weights)), bias=bias)
    return Judged(p, right, domains, kinds), made
