"""Measures of a ranking, as trec_eval and ir-measures define them.

`grades` are the relevances of what was ranked, best first, 0 for what is not relevant; `wanted`
those of everything in the corpus that is relevant.
"""

from collections.abc import Sequence
from math import log2


def success_at(k: int, grades: Sequence[int]) -> float:
    """Return 1 if one of the first k is relevant, else 0: ir-measures' Success@k."""
    return float(any(grades[:k]))


def recall_at(k: int, grades: Sequence[int], wanted: Sequence[int]) -> float:
    """Return the share of what is relevant that is among the first k: ir-measures' R@k."""
    return sum(map(bool, grades[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(grades: Sequence[int], k: int = 10) -> float:
    """Return 1 / rank of the first relevant one of the first k, else 0: ir-measures' RR@k."""
    return next((1 / rank for rank, grade in enumerate(grades[:k], 1) if grade), 0.0)


def ndcg_at(k: int, grades: Sequence[int], wanted: Sequence[int]) -> float:
    """Return the discounted gain of the first k over that of the best order: ir-measures' nDCG@k.

    A grade is its gain, discounted by log2(rank + 1) (Järvelin and Kekäläinen, 2002).
    """
    best = _gain(sorted(wanted, reverse=True)[:k])
    return _gain(grades[:k]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))
