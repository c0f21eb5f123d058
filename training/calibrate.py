"""Choose how readings are ordered, what their scores are worth, and when to refuse.

    python training/calibrate.py DATA_FOLDER qa/models

Asks the documents of held_out.py through the product's own search and reader. Writes `reader.json`
and `calibration.svg` beside `reader.onnx`, and prints figures for the card.
"""

import argparse
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))
from corpus import Asked, build
from curves import draw
from fitting import Floats, calibration_error, fit, fit_order, risk_at, threshold
from held_out import HeldOut, news, wikipedia

from evals.measures import holds_answer
from index.store import Index
from qa.ask import HEAD, candidates
from qa.card import FEATURES, ORDER, Card
from qa.confidence import features
from qa.constraints import absent_names
from qa.rank import COMPARED, compare, ordered, scores
from qa.reader import Reading, reader

KINDS = ("answered", "missing", "swapped", "other")


@dataclass(frozen=True)
class Row:
    """A question, the readings of its candidates, each compared with it, and of each whether it
    is right, what its article says of itself, and whether that lacks a name of the question."""

    domain: str
    asked: Asked
    readings: list[Reading]
    right: list[bool]
    about: list[tuple[str, bool]]

    def ranked(self, card: Card) -> tuple[tuple[float, ...], bool, bool]:
        """Order the readings as qa.rank does; return their features, and of the first whether it
        is right and whether its article lacks a name."""
        plain = [replace(reading, likeness=0.0) for reading in self.readings]
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


def judge(found: list[Row], card: Card) -> tuple[Judged, Card]:
    """Return each question's probability by a fit that did not see it, and the card of all."""
    ranked = [row.ranked(card) for row in found]
    x, right, lacking = (np.array(column) for column in zip(*ranked, strict=True))
    folds = np.arange(len(x)) % 5
    p = np.zeros(len(x))
    for fold in range(5):
        seen, asked = (folds != fold) & ~lacking, (folds == fold) & ~lacking
        weights, bias = fit(x[seen], right[seen].astype(float))
        p[asked] = 1 / (1 + np.exp(-x[asked] @ weights - bias))
    weights, bias = fit(x[~lacking], right[~lacking].astype(float))
    domains = np.array([row.domain for row in found])
    kinds = np.array([row.asked.kind for row in found])
    least = threshold(p, right, kinds == "answered", kinds == "other", domains)
    made = replace(card, threshold=least, weights=tuple(map(float, weights)), bias=bias)
    return Judged(p, right, domains, kinds), made


def main() -> None:
    """Calibrate, write the card and the curves, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sha256 = hashlib.sha256((given.model / "reader.onnx").read_bytes()).hexdigest()
    card = Card(sha256, 0.0, (1.0,) * len(ORDER), (0.0,) * len(FEATURES), 0.0)
    _write(given.model, card)
    held = (
        wikipedia(given.data, given.count, given.seed),
        news(given.data, given.count // 4, given.seed),
    )
    found = [row for each in held for row in rows(each)]
    judged, card = judge(found, replace(card, order=order_of(found)))
    _write(given.model, card)
    names = [each.name for each in held]
    draw(given.model / "calibration.svg", {n: judged.of(n) for n in names}, card.threshold)
    print("order", ", ".join(f"{name} {w:.2f}" for name, w in zip(ORDER, card.order, strict=True)))
    print(f"threshold {card.threshold:.2f}")
    for name in names:
        _print(name, judged, card.threshold)


def _print(name: str, judged: Judged, least: float) -> None:
    p, right = judged.of(name)
    kind = judged.kind[judged.domain == name]
    first = right[kind == "answered"].mean()
    print(f"\n{name}: first right {first:.3f}, calibration error {calibration_error(p, right):.3f}")
    risks = (f"{risk_at(p, right, coverage):.3f}" for coverage in (0.1, 0.2, 0.3, 0.4, 0.5))
    print("risk at coverage 0.1 to 0.5:", ", ".join(risks))
    for at in (0.2, 0.3, 0.4, 0.5, 0.6):
        shown = (p >= at)[kind == "answered"]
        was = right[kind == "answered"] > 0
        shares = [f"right {(shown & was).mean():.3f}, wrong {(shown & ~was).mean():.3f}"]
        shares += [
            f"{k} refused {(p < at)[kind == k].mean():.3f}" for k in KINDS[1:] if (kind == k).any()
        ]
        print(f"at {at:.1f}: {', '.join(shares)}")
    for k in (k for k in KINDS if (kind == k).any()):
        shown, was = (p >= least)[kind == k], right[kind == k] > 0
        counts = f"right {(shown & was).sum()} wrong {(shown & ~was).sum()}"
        print(f"{k:<9} n={len(was)} {counts} refused {(~shown).sum()}")


def _write(folder: Path, card: Card) -> None:
    fields = {name: getattr(card, name) for name in Card.__dataclass_fields__}
    rounded = json.loads(json.dumps(fields), parse_float=lambda text: round(float(text), 5))
    text = json.dumps(rounded, indent=2)
    (folder / "reader.json").write_text(re.sub(r"\n    +", " ", text) + "\n", "utf-8")


if __name__ == "__main__":
    main()
