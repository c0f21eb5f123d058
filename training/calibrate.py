"""Choose how readings are ordered, what their scores are worth, and when to refuse.

    python training/calibrate.py DATA_FOLDER qa/models

Asks the held-out articles of SQuAD 1.1 train (those that data.py keeps for validation) as one
corpus: questions they answer, questions whose answering sentences were taken out of the corpus
(the right subject, the fact missing), questions with another number or place, and questions of
other articles. Writes `reader.json` beside `reader.onnx` and prints figures for the card.
"""

import argparse
import hashlib
import json
import re
import tempfile
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from corpus import Asked, build, questions, read_squad, sample
from data import VALIDATION_ARTICLES
from numpy.typing import NDArray
from questions import put, swap_name

from evals.measures import holds_answer
from index.lexical import terms
from index.sentence import sentences
from index.store import Index
from qa.ask import CANDIDATES, reader
from qa.card import FEATURES, Card
from qa.confidence import features
from qa.rank import COMPARED, compare, ordered
from qa.reader import Reading

ORDERS = list(
    product((1.0,), (0.0, 0.5, 1.0), (0.1, 0.2, 0.4), (0.0, 2.5, 5.0), (0.0, 5.0, 10.0, 15.0, 20.0))
)
RIDGE = 1.0
MOST_WRONG, LEAST_REFUSED = 0.08, 0.98

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A question, the readings of its candidates, each compared with it, and which are right."""

    asked: Asked
    readings: list[Reading]
    right: list[bool]

    def ranked(self, card: Card) -> tuple[list[Reading], bool]:
        """Return the readings as qa.rank orders them, and whether the first is right."""
        plain = [replace(reading, likeness=0.0) for reading in self.readings]
        at = {id(reading): number for number, reading in enumerate(plain)}
        first = [at[id(reading)] for reading in ordered(plain, card)]
        compared = [self.readings[number] for number in first[:COMPARED]]
        rest = [plain[number] for number in first[COMPARED:]]
        at = {id(reading): n for reading, n in zip([*compared, *rest], first, strict=True)}
        found = ordered([*compared, *rest], card)
        return found, self.right[at[id(found[0])]]


def gut(articles: list[dict[str, Any]], random: Random) -> tuple[list[dict[str, Any]], list[Asked]]:
    """Take the answering sentences of one question in a quarter of the paragraphs out."""
    kept, missing = deepcopy(articles), []
    for article in kept:
        for paragraph in article["paragraphs"]:
            if random.random() < 0.25 and paragraph["qas"]:
                asked = random.choice(paragraph["qas"])
                answer = asked["answers"][0]["text"]
                missing.append(Asked(asked["question"].strip(), (), "missing"))
                paragraph["qas"] = []
                for other in article["paragraphs"]:
                    other["context"] = _without(other["context"], answer, asked["question"])
        for paragraph in article["paragraphs"]:
            paragraph["qas"] = [q for q in paragraph["qas"] if _stands(q, paragraph["context"])]
    return kept, missing


def _without(text: str, answer: str, question: str) -> str:
    """Drop the sentences that hold the answer and share two words with the question."""
    asked = set(terms(question))
    spans = [text[start:end] for start, end in sentences(text)]
    return " ".join(
        s for s in spans if not (holds_answer(s, [answer]) and len(asked & set(terms(s))) >= 2)
    )


def _stands(asked: dict[str, Any], text: str) -> bool:
    return any(answer["text"] in text for answer in asked["answers"])


def swapped(found: list[Asked], random: Random) -> list[Asked]:
    """Return questions with another number or place in them, and so without an answer."""
    changed = []
    for asked in found:
        change = swap_name(asked.question, asked.question, [], random)
        if change:
            changed.append(Asked(put(asked.question, change), (), "swapped"))
    return changed


def rows(asked: list[Asked], index: Index) -> list[Row]:
    """Read the candidates for every question, and tell which readings show a right answer."""
    made = []
    for question in asked:
        found = reader().read(question.question, index.search(question.question, CANDIDATES))
        found = compare(question.question, found)
        right = [holds_answer(reading.sentence_text, question.answers) for reading in found]
        made.append(Row(question, found, right))
    return [row for row in made if row.readings]


def first_right(found: list[Row], card: Card) -> float:
    """Return the share of answerable questions whose first reading is right."""
    judged = [row.ranked(card)[1] for row in found if row.asked.answers]
    return sum(judged) / len(judged)


def fit(x: Floats, y: Floats) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression with a ridge, by Newton's method."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    design = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    weights = np.zeros(design.shape[1])
    ridge = np.diag([RIDGE] * x.shape[1] + [0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - y) + ridge @ weights
        hessian = design.T @ (design * (p * (1 - p))[:, None]) + ridge
        weights -= np.linalg.solve(hessian, gradient)
    raw = weights[:-1] / scale
    return raw, float(weights[-1] - raw @ mean)


def threshold(p: Floats, right: Floats, answerable: Floats, other: Floats) -> float:
    """Return the least probability to show an answer at.

    At most MOST_WRONG of the answerable questions then get a wrong answer, and at least
    LEAST_REFUSED of the questions of other articles are refused.
    """

    def holds(least: float) -> bool:
        wrong = (p >= least)[(answerable > 0) & (right == 0)].sum() / answerable.sum()
        refused = (p < least)[other > 0].mean()
        return bool(wrong <= MOST_WRONG and refused >= LEAST_REFUSED)

    return next((float(t) for t in np.linspace(0.05, 0.95, 91) if holds(t)), 0.95)


def calibration_error(p: Floats, right: Floats, bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al. 2017) over bins of equal width."""
    number = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        (number == b).mean() * abs(p[number == b].mean() - right[number == b].mean())
        for b in range(bins)
        if (number == b).any()
    ]
    return float(sum(gaps))


def risk_at(p: Floats, right: Floats, coverage: float) -> float:
    """Return the share of wrong answers among the surest `coverage` of all questions."""
    first = np.argsort(-p)[: max(1, round(coverage * len(p)))]
    return float(1 - right[first].mean())


def main() -> None:
    """Calibrate and write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random = Random(given.seed)
    articles = read_squad(given.data / "squad1_train.json")
    Random(given.seed).shuffle(articles)
    kept, missing = gut(articles[:VALIDATION_ARTICLES], random)
    sha256 = hashlib.sha256((given.model / "reader.onnx").read_bytes()).hexdigest()
    draft = Card(sha256, 0.0, ORDERS[0], (0.0,) * len(FEATURES), 0.0)
    _write(given.model, draft)
    answered = sample(questions(kept, "answered"), given.count, random)
    others = questions(articles[VALIDATION_ARTICLES:], "other")
    asked = [
        *answered,
        *sample(missing, given.count // 3, random),
        *sample(swapped(questions(kept, "answered"), random), given.count // 3, random),
        *(replace(a, answers=()) for a in sample(others, given.count // 3, random)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        index = build(kept, Path(folder))
        found = rows(asked, index)
        index.close()
    best = max(ORDERS, key=lambda weights: first_right(found, replace(draft, order=weights)))
    draft = replace(draft, order=best)
    print(f"order {best}: first right {first_right(found, draft):.3f}")
    ranked = [row.ranked(draft) for row in found]
    x = np.array([features(r.asked.question, o) for r, (o, _) in zip(found, ranked, strict=True)])
    right = np.array([float(first) for _, first in ranked])
    answerable = np.array([float(bool(row.asked.answers)) for row in found])
    folds = np.arange(len(x)) % 5
    p = np.empty(len(x))
    for fold in range(5):  # each probability from a fit that did not see its question
        weights, bias = fit(x[folds != fold], right[folds != fold])
        p[folds == fold] = 1 / (1 + np.exp(-x[folds == fold] @ weights - bias))
    weights, bias = fit(x, right)
    other = np.array([float(row.asked.kind == "other") for row in found])
    least = threshold(p, right, answerable, other)
    _write(given.model, replace(draft, threshold=least, weights=tuple(weights), bias=bias))
    _print(found, p, right, least)


def _print(found: list[Row], p: Floats, right: Floats, least: float) -> None:
    print(f"threshold {least:.2f}, expected calibration error {calibration_error(p, right):.3f}")
    for coverage in (0.1, 0.2, 0.3, 0.4, 0.5):
        print(f"risk at coverage {coverage:.1f}: {risk_at(p, right, coverage):.3f}")
    for at in (0.1, 0.2, 0.3, 0.4, 0.5):
        print(f"at {at:.1f}: {_shares(found, p, right, at)}")
    for kind in ("answered", "missing", "swapped", "other"):
        of = np.array([row.asked.kind == kind for row in found])
        shown = of & (p >= least)
        counts = (
            f"n={of.sum()} right {(shown & (right > 0)).sum()} wrong {(shown & (right == 0)).sum()}"
        )
        print(f"{kind:<9} {counts} refused {(of & ~shown).sum()}")


def _shares(found: list[Row], p: Floats, right: Floats, at: float) -> str:
    """Return the shares of right and wrong answers, and of each kind refused, at a threshold."""
    kinds = np.array([row.asked.kind for row in found])
    mine = kinds == "answered"
    shares = [("right", ((p >= at) & (right > 0))[mine].mean())]
    shares.append(("wrong", ((p >= at) & (right == 0))[mine].mean()))
    refused = (f"{kind} refused" for kind in ("missing", "swapped", "other"))
    shares += [(name, (p < at)[kinds == name.split()[0]].mean()) for name in refused]
    return ", ".join(f"{name} {share:.3f}" for name, share in shares)


def _write(folder: Path, card: Card) -> None:
    fields = {name: getattr(card, name) for name in Card.__dataclass_fields__}
    rounded = json.loads(json.dumps(fields), parse_float=lambda text: round(float(text), 5))
    text = json.dumps(rounded, indent=2)
    (folder / "reader.json").write_text(re.sub(r"\n    +", " ", text) + "\n", "utf-8")


if __name__ == "__main__":
    main()
