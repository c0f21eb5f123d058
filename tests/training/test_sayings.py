"""Questions on what somebody said: whose words they are, and that near misses are none."""

import sys
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from sayings import LONGEST, questions, sayings

TEXT = (
    "Mayor Ruth Okafor opposed the sale. “We will miss the old ferry,” said Okafor. Her deputy "
    "Jonas Weir said nothing, and Ida Lund stayed away."
)


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        ('"The ferry is old," said Ruth Okafor.', "Ruth Okafor", "The ferry is old"),
        ("“The ferry is old,” the mayor, Ida Lund, said.", None, None),
        ("“The ferry is old,” Ida Lund said on Monday.", "Ida Lund", "The ferry is old"),
        ('The mayor Ida Lund said: "The ferry is old."', "Ida Lund", "The ferry is old"),
        ("Ida Lund warned that the ferry is old.", "Ida Lund", "the ferry is old"),
        ("According to Ida Lund, the ferry is old.", "Ida Lund", "the ferry is old"),
        ("“The ferry is old,” she said.", None, None),
        ("He argued that the ferry is old.", None, None),
        ("Critics said that the ferry is old.", None, None),
        ("The ferry is old.", None, None),
    ],
)
def test_words_are_those_of_who_is_named(text: str, who: str | None, words: str | None) -> None:
    found = [(saying.who, text[slice(*saying.at)]) for saying in sayings(text)]
    assert found == ([(who, words)] if who else [])


def test_long_words_end_with_a_clause() -> None:
    first = "the ferry had become too slow for those who cross the harbour each morning"
    text = f"Ida Lund said that {first}, {'very ' * LONGEST} slow."
    assert [text[slice(*saying.at)] for saying in sayings(text)] == [first]


def test_a_question_names_the_speaker_and_a_near_miss_someone_or_something_else() -> None:
    texts = [
        ("Ferry", TEXT),
        ("Tower", "“I like the tower,” said Karl Ott. Ott built the crane."),
    ]
    made = [q for seed in range(60) for q in questions(texts, Random(seed)) if q.title == "Ferry"]
    words = {TEXT[slice(*question.at)] for question in made}
    assert words == {"We will miss the old ferry"}
    for question in made:
        apart = [name in question.question for name in ("Weir", "Lund", "Ott", "tower", "crane")]
        assert ("Okafor" in question.question and not any(apart)) == question.answered
    assert {question.answered for question in made} == {True, False}
