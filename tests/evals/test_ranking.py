"""Measures of a ranking: by hand, and against ir-measures on any ranking."""

from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from evals.ranking import ndcg_at, recall_at, reciprocal_rank, success_at


def test_by_hand() -> None:
    grades, wanted = [0, 1, 0, 2], [1, 2, 1]
    assert (success_at(1, grades), success_at(2, grades), success_at(5, [])) == (0.0, 1.0, 0.0)
    assert recall_at(2, grades, wanted) == pytest.approx(1 / 3)
    assert recall_at(4, grades, wanted) == pytest.approx(2 / 3)
    assert (reciprocal_rank(grades), reciprocal_rank([0, 0]), reciprocal_rank([0, 1], 1)) == (
        0.5,
        0.0,
        0.0,
    )
    best = 2 + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at(4, grades, wanted) == pytest.approx((1 / log2(3) + 2 / log2(5)) / best)
    assert (recall_at(5, [], []), ndcg_at(5, [0], [])) == (0.0, 0.0)


@given(
    ranked=st.lists(st.integers(0, 3), max_size=15),
    missed=st.lists(st.integers(1, 3), max_size=5),
    k=st.sampled_from([1, 3, 5, 10]),
)
def test_they_are_what_ir_measures_computes(ranked: list[int], missed: list[int], k: int) -> None:
    wanted = [grade for grade in ranked if grade] + missed
    if not wanted or not ranked:
        return
    found = {f"d{i}": float(100 - i) for i in range(len(ranked))}
    judged = {f"d{i}": grade for i, grade in enumerate(ranked)}
    judged |= {f"m{i}": grade for i, grade in enumerate(missed)}
    theirs = ir_measures.calc_aggregate(
        [nDCG @ k, R @ k, Success @ k, RR @ k], {"q": judged}, {"q": found}
    )
    assert ndcg_at(k, ranked, wanted) == pytest.approx(theirs[nDCG @ k], abs=1e-6)
    assert recall_at(k, ranked, wanted) == pytest.approx(theirs[R @ k], abs=1e-6)
    assert success_at(k, ranked) == pytest.approx(theirs[Success @ k], abs=1e-6)
    assert reciprocal_rank(ranked, k) == pytest.approx(theirs[RR @ k], abs=1e-6)
