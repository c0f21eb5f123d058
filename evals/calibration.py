"""What a confidence is worth. Arrays are [n, 2]: confidence 0 to 1, and 1 where right, else 0."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
BINS = 10


def bins(rows: Rows) -> NDArray[np.int64]:
    """Return the bin of each confidence: 0 for [0, 0.1), … 9 for [0.9, 1]."""
    return np.minimum((rows[:, 0] * BINS + 1e-9).astype(np.int64), BINS - 1)


def expected_calibration_error(rows: Rows) -> float:
    """Return the mean gap between confidence and share right over ten bins, by their size.

    Naeini et al. (2015), with bins of equal width.
    """
    gaps = np.bincount(bins(rows), weights=rows[:, 0] - rows[:, 1], minlength=BINS)
    return float(np.abs(gaps).sum() / len(rows))


def risks(rows: Rows) -> NDArray[np.float64]:
    """Return the share of wrong ones among the k surest, for k from 1 to n.

    Of equal confidence, all orders count alike: each counts as the mean of its equals.
    """
    levels, place = np.unique(-rows[:, 0], return_inverse=True)
    size = np.bincount(place, minlength=len(levels))
    wrong = np.bincount(place, weights=1 - rows[:, 1], minlength=len(levels)) / size
    return np.cumsum(np.repeat(wrong, size)) / np.arange(1, len(rows) + 1)


def risk_coverage_area(rows: Rows) -> float:
    """Return the mean risk over all coverages, 0 at best (Geifman and El-Yaniv, 2017)."""
    return float(risks(rows).mean())
