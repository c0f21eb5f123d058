"""Figures and their intervals, against hand-worked values and a second way to compute them."""

from math import sqrt
from statistics import mean as average

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import bins, expected_calibration_error, risk_coverage_area, risks
from evals.estimate import Sample, clusters, draws, share, statistic

ROWS = [(1.0, 1.0), (0.0, 1.0), (1.0, 1.0), (1.0, 1.0), (0.0, 1.0), (1.0, 2.0)]
GROUPS = ("a", "a", "b", "b", "b", "c")


def sample(rows: list[tuple[float, float]], groups: tuple[str, ...], left_out: int = 0) -> Sample:
    return Sample(np.array(rows, dtype=float).reshape(-1, 2), groups, left_out)


def slow_interval(rows: list[tuple[float, float]], groups: tuple[str, ...]) -> tuple[float, float]:
    """Compute the interval a row at a time, and its percentiles by their definition."""
    names = sorted(set(groups), key=lambda name: (groups.count(name) == 1, name))
    values = []
    for chosen in draws(len(names), sum(groups.count(name) > 1 for name in names)):
        drawn = [row for i in chosen for row, g in zip(rows, groups, strict=True) if g == names[i]]
        values.append(sum(one for one, _ in drawn) / sum(other for _, other in drawn))
    values.sort()

    def percentile(share_: float) -> float:
        place = share_ * (len(values) - 1)
        low = int(place)
        high = min(low + 1, len(values) - 1)
        return values[low] + (place - low) * (values[high] - values[low])

    return percentile(0.025), percentile(0.975)


def test_a_share_by_hand_and_its_interval_a_second_way() -> None:
    found = share("g", "f", sample(ROWS, GROUPS, 2))
    assert found.value == pytest.approx(4 / 7)
    assert (found.n, found.left_out) == (6, 2)
    assert (found.low, found.high) == pytest.approx(slow_interval(ROWS, GROUPS))


def test_rows_of_a_group_are_drawn_together() -> None:
    members, shared = clusters(("c", *GROUPS[:5]))
    assert ([list(rows) for rows in members], shared) == ([[1, 2], [3, 4, 5], [0]], 2)
    members, shared = clusters(("x", "x"))  # one article: its questions
    assert ([list(rows) for rows in members], shared) == ([[0], [1]], 0)
    alike = share("g", "f", sample([(1, 1), (0, 1)] * 10, ("a", "a", "b", "b") * 5))
    assert (alike.low, alike.high) == (0.5, 0.5)  # no group differs from another


def test_every_resample_holds_articles_and_lone_questions_in_their_numbers() -> None:
    drawn = draws(5, 2)
    assert drawn.shape == (1000, 5)
    assert set(drawn[:, :2].flat) == {0, 1}
    assert set(drawn[:, 2:].flat) == {2, 3, 4}
    assert (draws(5, 2) == drawn).all()


def test_many_independent_rows_give_the_interval_of_the_textbook() -> None:
    rows = [(float(i % 4 == 0), 1.0) for i in range(800)]
    found = share("g", "f", sample(rows, tuple(map(str, range(800)))))
    half = 1.96 * sqrt(0.25 * 0.75 / 800)
    assert found.low == pytest.approx(0.25 - half, abs=0.005)
    assert found.high == pytest.approx(0.25 + half, abs=0.005)


def test_any_statistic_agrees_with_the_share_it_equals() -> None:
    rows = [(one, 1.0) for one, _ in ROWS]
    slow = statistic("g", "f", sample(rows, GROUPS), lambda r: float(r[:, 0].mean()))
    assert slow == share("g", "f", sample(rows, GROUPS))


def test_nothing_to_score_is_no_zero() -> None:
    empty = sample([], (), 3)
    for found in (share("g", "f", empty), statistic("g", "f", empty, lambda r: 1 / len(r))):
        assert (found.value, found.low, found.n, found.left_out) == (None, None, 0, 3)


def test_calibration_error_by_hand() -> None:
    rows = np.array([(0.95, 1), (0.93, 1), (0.91, 0), (0.55, 1), (0.1, 0), (1.0, 1)])
    assert list(bins(rows)) == [9, 9, 9, 5, 1, 9]
    # bin 9: sure 3.79 of 4, right 3; bin 5: 0.55 and 1; bin 1: 0.1 and 0
    assert expected_calibration_error(rows) == pytest.approx((0.79 + 0.45 + 0.1) / 6)


def test_risk_and_coverage_by_hand() -> None:
    rows = np.array([(0.2, 0), (0.9, 1), (0.8, 0), (0.4, 1)])
    assert list(risks(rows)) == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    assert risk_coverage_area(rows) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.integers(0, 1)), min_size=1))
def test_the_order_of_equally_sure_answers_is_no_matter(rows: list[tuple[float, int]]) -> None:
    there, back = np.array(rows, dtype=float), np.array(rows[::-1], dtype=float)
    assert list(risks(there)) == pytest.approx(list(risks(back)))
    assert risks(there)[-1] == pytest.approx(1 - average(right for _, right in rows))
