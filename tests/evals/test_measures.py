"""Each measure of an answer against values worked by hand."""

import pytest

from evals.measures import (
    contradicts,
    exact_match,
    holds_answer,
    normalized,
    squad_form,
    token_f1,
)


def test_words_are_compared_without_punctuation_and_articles() -> None:
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


def test_squad_form_deletes_ascii_punctuation_and_blanks_articles() -> None:
    assert squad_form("The U.S.  cat's—an A-team!") == "us cats— ateam"
    assert squad_form("a the An") == ""


@pytest.mark.parametrize(
    ("short", "accepted", "exact", "f1"),
    [
        ("the Denver Broncos", ["Denver Broncos"], 1.0, 1.0),
        ("Denver Broncos won", ["Denver Broncos", "Broncos"], 0.0, 4 / 5),  # 2 of 3, 2 of 2
        ("in 1990 in Rome", ["Rome in in in"], 0.0, 3 / 4),  # in, in, rome of 4 and 4
        ("Paris", ["Rome"], 0.0, 0.0),
        ("", ["Rome"], 0.0, 0.0),
        ("", [], 1.0, 1.0),  # SQuAD 2.0: nothing said where there is nothing
        ("Rome", [], 0.0, 0.0),
        ("the", ["a"], 1.0, 1.0),  # both empty in SQuAD's form
    ],
)
def test_exact_match_and_f1_of_squad(
    short: str, accepted: list[str], exact: float, f1: float
) -> None:
    assert exact_match(short, accepted) == exact
    assert token_f1(short, accepted) == pytest.approx(f1)


def test_a_yes_for_a_no_contradicts() -> None:
    assert contradicts("Yes", "no")
    assert contradicts("No, it was refused.", "yes")
    assert not contradicts("No", "no")
    assert not contradicts("Nobody", "yes")
    assert not contradicts("Yes", "")
    assert not contradicts("", "no")
