"""A figure with the interval it is known within."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 8
RESAMPLES = 1000
LEVELS = (2.5, 97.5)  # percentiles
Rows = NDArray[np.float64]
Members = NDArray[np.int64]


@dataclass(frozen=True)
class Figure:
    """A value over n cases with a 95 % interval; all None where nothing can be scored.

    `left_out` counts the cases that could not be scored; they are in no value.
    """

    group: str
    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    left_out: int = 0


@dataclass(frozen=True)
class Sample:
    """Rows of numbers, one a case, the group of each, and how many could not be scored."""

    rows: Rows
    groups: tuple[str, ...]
    left_out: int = 0


def share(group: str, name: str, sample: Sample) -> Figure:
    """Return the figure of the first column's sum over the second's; rows are [n, 2].

    A mean has ones in the second column; F1 is twice the hits over all said and all right.
    """
    if not len(sample.rows) or not sample.rows[:, 1].sum():
        return Figure(group, name, None, 0, left_out=sample.left_out)
    value = sample.rows[:, 0].sum() / sample.rows[:, 1].sum()
    members, shared = clusters(sample.groups)
    sums = np.array([sample.rows[rows].sum(axis=0) for rows in members])
    drawn = sums[draws(len(members), shared)].sum(axis=1)
    values = drawn[drawn[:, 1] > 0]
    return _figure(group, name, float(value), sample, values[:, 0] / values[:, 1])


def statistic(group: str, name: str, sample: Sample, of: Callable[[Rows], float]) -> Figure:
    """Return the figure of any function of the rows."""
    if not len(sample.rows):
        return Figure(group, name, None, 0, left_out=sample.left_out)
    members, shared = clusters(sample.groups)
    drawn = [
        of(sample.rows[np.concatenate([members[i] for i in chosen])])
        for chosen in draws(len(members), shared)
    ]
    return _figure(group, name, of(sample.rows), sample, np.array(drawn))


def _figure(group: str, name: str, value: float, sample: Sample, drawn: Rows) -> Figure:
    low, high = np.percentile(drawn, LEVELS)
    return Figure(group, name, value, len(sample.rows), float(low), float(high), sample.left_out)


def clusters(groups: Sequence[str]) -> tuple[list[Members], int]:
    """Return the rows of each group, those that several share first, and how many those are.

    Where all share one group, each row is its own.
    """
    if len(set(groups)) == 1:
        return list(np.arange(len(groups)).reshape(-1, 1)), 0
    found: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        found.setdefault(group, []).append(row)
    shared = [np.array(rows) for rows in found.values() if rows[1:]]
    alone = [np.array(rows) for rows in found.values() if not rows[1:]]
    return [*shared, *alone], len(shared)


def draws(count: int, shared: int = 0) -> NDArray[np.int64]:
    """Return RESAMPLES rows of `count` clusters drawn with replacement, the same every time.

    The percentile bootstrap of clusters (Davison and Hinkley, 1997, section 3.8), in two strata:
    of the first `shared` as many are drawn as there are, and of the rest, so that no resample is
    without the articles.
    """
    random = np.random.default_rng(SEED)
    strata = ((0, shared), (shared, count))
    return np.hstack(
        [
            random.integers(low, high, size=(RESAMPLES, high - low))
            for low, high in strata
            if high > low
        ]
    )
