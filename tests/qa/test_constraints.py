"""Numbers, years and months of a question that its evidence lacks."""

import pytest

from qa.constraints import absent_names, unmet

SENTENCE = "The bridge was opened on 6 May 1932 by the fourth mayor and twelve nuns."
CASES = [
    ("When was the bridge opened?", 0.0),
    ("Who opened the bridge in 1932?", 0.0),
    ("Who was the 4th mayor, and who were the 12 nuns?", 0.0),
    ("Who opened the bridge in 1941?", 2.0),  # nowhere, and another year stands there
    ("Who opened the bridge on 6 June 1932?", 1.0),
    ("Which 250 guests came?", 1.0),
    ("What happened in the 1930s?", 2.0),
]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What does E11 mean?", "E02 - no lamp signal.", 3.0),
        ("What does E11 mean?", "E11 - the lid is open, as with E02.", 0.0),
        ("How heavy is the P40X?", "The P40 weighs 3.1 kg.", 3.0),
        ("How heavy is the P40X?", "It weighs 3.6 kg.", 0.0),
        ("Is the P40X heavier than the P40?", "The P40 weighs 3.1 kg.", 0.0),
        ("Which lamp is in the P40?", "Replace it with part LM-3.", 0.0),
        ("What did the G7 say of the F-16?", "The G7 was against it.", 0.0),
    ],
)
def test_another_code_speaks_against_a_sentence(
    question: str, sentence: str, expected: float
) -> None:
    assert unmet(question, sentence, f"E11 E02 P40X 40 16 7 {sentence}") == expected


@pytest.mark.parametrize(
    "question",
    [
        "Okay who opened the bridge?",
        "Hello! Who opened it?",
        "Sorry, I meant the bridge. Find who opened it",
        "Exactly how many nuns came?",
    ],
)
def test_what_begins_a_sentence_is_no_name(question: str) -> None:
    assert absent_names(question, SENTENCE) == []


def test_a_name_of_two_words_may_begin_a_sentence() -> None:
    assert absent_names("Ann Porter opened what?", SENTENCE) == ["ann", "porter"]


@pytest.mark.parametrize(("question", "expected"), CASES)
def test_what_speaks_against_the_evidence(question: str, expected: float) -> None:
    assert unmet(question, SENTENCE, f"The bridge. {SENTENCE}") == expected


def test_a_year_that_stands_elsewhere_in_the_article_is_no_fault() -> None:
    assert unmet("Who shouted in 2021?", "Ann Lee shouted.", "2021-01-06. Ann Lee shouted.") == 0.0


def test_thousands_are_one_number_however_they_are_written() -> None:
    assert unmet("Who had 12,000 cows?", "He had 12000.", "He had 12000.") == 0.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How high is Mount Everest?", ["everest"]),
        ("How high is Mount Hvit?", []),
        ("How high is Mount Hvitt?", []),  # misspelt
        ("Did the Norwegians climb it?", []),  # Norway
        ("Who climbed it in January, the BBC or Tuesday?", []),
        ("How High Is The Big Mountain Everest?", []),  # no telling what is a name
        ("Everest was climbed by whom?", ["everest"]),
        ("", []),
    ],
)
def test_names_that_an_article_never_mentions(question: str, expected: list[str]) -> None:
    text = "Mount Hvit in Norway is 2,104 metres high. Six climbers came."
    assert absent_names(question, text) == expected
