"""Sentence boundaries in news as it is written."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentence import sentences

WHOLE = [
    "Supporters gathered on Jan. 6, 2021, at the Capitol.",
    "The U.S. Capitol was evacuated.",
    "Clashes broke out in Washington, D.C., after noon.",
    '"It sounds like gunshots," Rep. Elaine Luria tweeted.',
    "Dr. J. P. Smith met Sen. Ted Cruz and George W. Bush.",
    "Senate pages carry boxes. (AP Photo/J. Scott Applewhite) (AP)",
    "Crowds gathered near the White House. Credit: AP",
    "“Let’s have trial by combat!” Mr Giuliani told the crowd.",
    'Several roamed the halls, yelling, "Where are they?" as staff hid.',
    "It cost $3.5 million in St. Louis.",
    "Speaker Nancy Pelosi, D-Calif., and Mike Pence officiate.",
    "They met at 5 p.m. Tuesday.",
    "1. Open the box.",
    "They were led by the very famous and very old man Dr.\nSmith of Leeds.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_stays_whole(text: str) -> None:
    assert sentences(text) == [(0, len(text))]


APART = [
    ("He lives in Washington, D.C.", "The city slept."),
    ("They left at 5 p.m.", "The police followed."),
    ('One yelled "Trump won that election."', "Several dozen roamed the halls."),
    ("They sat in the sun.", "Peter came late."),
    ("He fled down Main St.", "The suspect is at large."),
    ('He called it "a disgrace."', "Trump said he would never concede."),
    ("Biden won the state.[1]", "He won Georgia too."),
    ("**It opened in 1932.**", "Painters came."),
    ("Was it so?", "Nobody knew."),
    ("Both are Republicans.", "“We object,” they said."),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_comes_apart(first: str, second: str) -> None:
    text = f"{first} {second}"
    assert [text[a:b] for a, b in sentences(text)] == [first, second]


def test_headings_captions_and_list_items_end_without_a_stop() -> None:
    text = "Storming\n\nThe crowd broke in\n\n- one\n- two\n\nA last line."
    found = [text[a:b] for a, b in sentences(text)]
    assert found == ["Storming", "The crowd broke in", "- one", "- two", "A last line."]


def test_a_wrapped_line_runs_on() -> None:
    text = "The protests flared as lawmakers met inside the hall to\ncertify it. It was Wednesday."
    found = [text[a:b] for a, b in sentences(text)]
    assert found == [text[: text.index(" It was")], "It was Wednesday."]


def test_a_scraped_dateline_is_no_part_of_the_first_sentence() -> None:
    text = " date 2021-01-06 The crowd broke in."
    assert [text[a:b] for a, b in sentences(text)] == ["date 2021-01-06", "The crowd broke in."]


@given(st.text(alphabet=st.sampled_from("ab C.!?\n\"'”()-1。\u2029\u200b😀é")) | st.text())
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    found = sentences(text)
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


@pytest.mark.parametrize("letter", [".", " ", "\n", "a", "A.", '"', ". ", "\n. "])
def test_a_megabyte_of_anything_is_split_in_linear_time(letter: str) -> None:
    text = letter * (1_000_000 // len(letter))
    assert sum(b - a for a, b in sentences(text)) == len("".join(text.split()))
