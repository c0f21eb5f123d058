"""Weights and a threshold from validation data, and measures of what they are worth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RIDGE = 1.0
MOST_WRONG, LEAST_REFUSED = 0.08, 0.98

Floats = NDArray[np.float64]


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


def fit_order(
    lists: Sequence[tuple[Floats, NDArray[np.bool_]]], worth: Sequence[float], steps: int = 300
) -> Floats:
    """Return weights by which a right reading comes first; the first weight is 1.

    A list is the scores [readings, scores] of a question and which of its readings are right. The
    loss is that of ListNet's top one (Cao et al. 2007), with a ridge; `worth` weighs the questions.
    """
    scale = np.concatenate([x for x, _ in lists]).std(0) + 1e-9
    kept = [
        (x / scale, right, w)
        for (x, right), w in zip(lists, worth, strict=True)
        if right.any() and not right.all()
    ]
    total = sum(w for _, _, w in kept)
    weights = np.ones(len(scale))
    for _ in range(steps):
        slope = 0.001 * weights
        for x, right, w in kept:
            p = np.exp(x @ weights - (x @ weights).max())
            slope += w / total * (p / p.sum() - p * right / p[right].sum()) @ x
        weights -= slope
    raw = weights / scale
    return raw / raw[0]


def threshold(
    p: Floats,
    right: NDArray[np.bool_],
    answerable: NDArray[np.bool_],
    other: NDArray[np.bool_],
    domain: NDArray[np.str_],
) -> float:
    """Return the probability to show an answer at.

    It serves answerable questions and the others alike: the mean, over domains, of right answers
    among the former and refusals among the latter is highest, while in the domain where that is
    easiest at most MOST_WRONG of the former get a wrong answer, and over all LEAST_REFUSED of the
    questions on `other` articles a refusal.
    """

    def holds(at: float) -> bool:
        wrong = [((p >= at) & ~right)[answerable & (domain == d)].mean() for d in np.unique(domain)]
        return bool(min(wrong) <= MOST_WRONG and (p < at)[other].mean() >= LEAST_REFUSED)

    def served(at: float) -> float:
        shown = p >= at
        return float(
            np.mean(
                [
                    (shown & right)[answerable & (domain == d)].mean()
                    + (~shown)[~answerable & (domain == d)].mean()
                    for d in np.unique(domain)
                ]
            )
        )

    steps = [float(at) for at in np.linspace(0.05, 0.95, 91)]
    return max((at for at in steps if holds(at)), key=served, default=0.95)


def calibration_error(p: Floats, right: Floats, bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al. 2017) over bins of equal width."""
    return sum(share * abs(said - was) for share, said, was in reliability(p, right, bins))


def reliability(p: Floats, right: Floats, bins: int = 10) -> list[tuple[float, float, float]]:
    """Return for each bin of equal width its share, mean probability and share of right ones."""
    number = np.minimum((p * bins).astype(int), bins - 1)
    filled = [number == b for b in range(bins) if (number == b).any()]
    return [(float(b.mean()), float(p[b].mean()), float(right[b].mean())) for b in filled]


def risk_at(p: Floats, right: Floats, coverage: float) -> float:
    """Return the share of wrong answers among the surest `coverage` of all questions."""
    first = np.argsort(-p, kind="stable")[: max(1, round(coverage * len(p)))]
    return float(1 - right[first].mean())
