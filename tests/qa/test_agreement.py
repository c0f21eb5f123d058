"""Two sources on the same matter."""

import pytest

from index.chunk import Chunk
from index.store import Passage
from qa.agreement import differ, same_answer, same_matter
from qa.compose import compose
from qa.reader import Reading


def reading(sentence: str, span: str, article: str, margin: float = 5.0) -> Reading:
    """Return a reading of one sentence that is a whole article."""
    chunk = Chunk(article, article, 0, len(sentence), sentence, ((0, len(sentence)),))
    at = sentence.index(span)
    place = (0, len(sentence))
    return Reading(Passage(chunk, "T", 1.0, 1), (at, at + len(span)), place, margin, 3.0)


HURT = "How many people were hurt in the fire?"
FOURTEEN = reading("Fourteen people were hurt in the fire.", "Fourteen", "a")
ONE_SIDE = [
    ("The fire hurt 14 people.", "14", False),
    ("The fire hurt 19 people.", "19", True),
    ("The fire hurt about 15 people.", "15", False),  # roughly
    ("The fire hurt more than ten people.", "ten", False),
    ("The fire hurt at least 19 people.", "19", True),
    ("The fire of 2015 hurt 19 people.", "19", False),  # another fire
    ("The fire hurt 19 dogs and some people.", "19", False),
    ("The flood hurt 19 people.", "19", False),
]


@pytest.mark.parametrize(("sentence", "span", "expected"), ONE_SIDE)
def test_numbers_differ_if_both_cannot_be_true(sentence: str, span: str, expected: bool) -> None:
    other = reading(sentence, span, "b")
    assert (same_matter(HURT, other) and differ(HURT, FOURTEEN, other)) is expected
    assert not differ(HURT, FOURTEEN, reading(sentence, span, "a"))  # the same article


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("3 May 1870", "8 May 1870", True),
        ("3 May 1870", "1870", False),
        ("May 1956", "June 1956", True),
        ("Tuesday", "12 May", False),
        ("Thursday", "Saturday", True),
        ("1932", "1941", True),
        ("10:15 p.m.", "11:40 p.m.", True),
        ("10:15 p.m.", "22:15", False),
        ("3 p.m.", "3:00 pm", False),
    ],
)
def test_dates_differ_in_what_both_tell(one: str, other: str, expected: bool) -> None:
    question = "When was the bridge opened?"
    sides = [reading(f"The bridge was opened on {d}.", d, d) for d in (one, other)]
    assert differ(question, sides[0], sides[1]) is expected


def test_the_same_matter_is_told_by_the_words_that_count() -> None:
    question = "How many people were arrested after the fire at the fish market?"
    other = reading("The fish market burned down in a fire, and police arrested 14.", "14", "b")
    assert same_matter(question, other)
    began = reading("The pier was begun in May 1912.", "May 1912", "c")
    assert same_matter("When did the pier begin?", began)


@pytest.mark.parametrize(
    ("question", "verb", "expected"),
    [
        ("Who wrote the song?", "wrote", True),
        ("Who praised the song?", "praised", False),  # many may have
    ],
)
def test_names_differ_where_only_one_can_be_right(question: str, verb: str, expected: bool) -> None:
    sides = [reading(f"{name} {verb} the song.", name, name) for name in ("Ann Lee", "Bo Ek")]
    assert differ(question, sides[0], sides[1]) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("twelve cows", "12 cows"), ("$1.5 million", "1.5 million dollars")]
)
def test_the_same_number_in_other_words_is_the_same(one: str, other: str) -> None:
    sides = [reading(f"It took {words}.", words, words) for words in (one, other)]
    assert same_answer(sides[0], sides[1])


def test_sources_that_differ_are_shown_side_by_side() -> None:
    other = reading("The fire hurt 19 people.", "19", "b")
    third = reading("In the fire 19 people were hurt.", "19", "c")
    one, two = compose(HURT, [FOURTEEN, other, third])
    assert (one.says, two.says) == ("Fourteen", "19")
    assert [c.article_id for c in one.citations] == ["a"]
    assert [(c.number, c.article_id) for c in two.citations] == [(2, "b"), (3, "c")]
