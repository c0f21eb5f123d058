"""The span a reader picks, and the measures of SQuAD 1.1 and 2.0."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from pairs import normalise

LONGEST_SPAN = 30


def best_span(starts: NDArray, ends: NDArray, first: int) -> tuple[int, int, float]:
    """Return first and last token of the best span of a row, and its logits less those of null.

    The passage begins at token `first`; the last token is [SEP].
    """
    size = len(starts) - 1 - first
    scores = starts[first:-1, None] + ends[None, first:-1]
    allowed = np.tri(size, dtype=bool).T & ~np.tri(size, k=-LONGEST_SPAN, dtype=bool).T
    best = int(np.where(allowed, scores, -np.inf).argmax())
    low, high = divmod(best, size)
    return first + low, first + high, float(scores[low, high] - starts[0] - ends[0])


def f1(found: str, answers: list[str]) -> float:
    """Return the best token F1 against any accepted answer, in SQuAD's normal form."""
    return max((_f1(normalise(found), normalise(answer)) for answer in answers), default=0.0)


def _f1(found: str, answer: str) -> float:
    words, wanted = found.split(), answer.split()
    if not words or not wanted:
        return float(words == wanted)
    shared = sum((Counter(words) & Counter(wanted)).values())
    return 2 * shared / (len(words) + len(wanted))


def exact(found: str, answers: list[str]) -> float:
    """Return 1 where the answer found is an accepted one, in SQuAD's normal form."""
    return float(normalise(found) in {normalise(answer) for answer in answers})


def auroc(right: list[float], wrong: list[float]) -> float:
    """Return how often a score of `right` is above one of `wrong`; ties count half."""
    ordered = np.sort(np.array(wrong))
    below = np.searchsorted(ordered, right, "left")
    upto = np.searchsorted(ordered, right, "right")
    return float((below + upto).mean() / 2 / len(wrong))


def best_threshold(scores: list[float], gains: list[float]) -> tuple[float, float]:
    """Return the best mean when questions scored at or below a threshold are refused, and it.

    `gains` is the F1 of the answer for an answerable question, and -1 for any other: a refusal
    is worth 0 for the former and 1 for the latter. It is SQuAD 2.0's "best F1".
    """
    order = np.argsort(scores)[::-1]
    worth = np.array(gains)[order]
    refused = float((worth < 0).sum())
    sums = np.concatenate([[0.0], np.cumsum(np.where(worth < 0, -1.0, worth))]) + refused
    best = int(sums.argmax())
    threshold = scores[order[best]] if best < len(order) else -np.inf
    return float(sums[best] / len(order)), float(threshold)
