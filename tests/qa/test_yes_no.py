"""The words "yes" and "no"."""

import json
from pathlib import Path

import pytest

from qa.yes_no import word

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "yes_no_sentences.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_word_that_is_said_is_right(case: dict[str, str]) -> None:
    assert word(case["question"], case["sentence"]) in ("", case["word"])


def test_most_plain_sentences_get_their_word() -> None:
    plain = [case for case in CASES if case["word"]]
    said = [case for case in plain if word(case["question"], case["sentence"]) == case["word"]]
    assert len(said) >= 0.6 * len(plain)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did it?", "It did."),
        ("Who did it?", "The mayor did it."),
        ("Is", "It is."),
        ("", ""),
        ("Was it red or blue?", "It was red."),
        ("Did the mayor not resign?", "The mayor did not resign."),
        ("Did the mayor resign?", ""),
        ("Did the mayor resign?", "The mayor, the mayor, the mayor,"),
    ],
)
def test_in_doubt_there_is_no_word(question: str, sentence: str) -> None:
    assert word(question, sentence) == ""
