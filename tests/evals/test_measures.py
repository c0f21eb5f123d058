"""Each measure against values worked by hand."""

import pytest

from evals.measures import (
    Figure,
    f1,
    holds_answer,
    mean,
    normalized,
    precision,
    recall,
    recall_at,
    reciprocal_rank,
)


def test_mean_says_how_many_it_is_of() -> None:
    assert mean("m", [1.0, 0.0, 1.0, 1.0]) == Figure("m", 0.75, 4)
    assert mean("m", []) == Figure("m", 0.0, 0)


def test_recall_at_k_looks_at_the_first_k() -> None:
    ranked = [False, False, True, False]
    assert (recall_at(2, ranked), recall_at(3, ranked), recall_at(5, [])) == (0.0, 1.0, 0.0)


def test_reciprocal_rank_is_of_the_first_relevant() -> None:
    assert reciprocal_rank([False, False, True, True]) == pytest.approx(1 / 3)
    assert reciprocal_rank([False]) == 0.0


def test_precision_recall_and_f1() -> None:
    said, right = ["a", "b", "c", "d"], ["a", "b", "x"]
    assert precision(said, right) == 0.5
    assert recall(said, right) == pytest.approx(2 / 3)
    assert f1(0.5, 2 / 3) == pytest.approx(4 / 7)
    assert (precision([], right), recall(said, []), f1(0.0, 0.0)) == (0.0, 0.0, 0.0)


def test_answers_are_compared_as_squad_does() -> None:
    assert normalized("The U.S. “Capitol”, a place") == "u s capitol place"
    assert normalized("wasn’t") == normalized("wasn't") == "wasnt"


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        ("Joe Biden won by 306 to 232.", True),
        ("It was 306, they said.", True),
        ("They counted 3060 votes.", False),
        ("", False),
    ],
)
def test_an_accepted_answer_has_to_stand_as_whole_words(shown: str, right: bool) -> None:
    assert holds_answer(shown, ["306 to 232", "306"]) is right
