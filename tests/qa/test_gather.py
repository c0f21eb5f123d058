"""Answers of several sentences."""

import pytest

from index.article import Article
from index.chunk import split_article
from index.store import Passage
from qa.gather import gather
from qa.kinds import is_yes_or_no, speaker_asked_for, wants_several
from qa.reader import Reading


def passage_of(text: str, *margins: float, name: str = "a") -> Reading:
    """Return the reading of a text's first sentence, with the others in it."""
    (chunk,) = split_article(Article(name, "T", text, "d"))
    passage = Passage(chunk, "T", 1.0, 1)
    read = [
        Reading(passage, (start, start + 1), (start, end), margin, 3.0)
        for (start, end), margin in zip(chunk.sentences, margins, strict=True)
    ]
    return Reading(passage, read[0].span, read[0].sentence, margins[0], 3.0, 0.0, tuple(read[1:]))


def shown(question: str, *readings: Reading) -> list[str]:
    """Return the sentences that are gathered."""
    return [reading.sentence_text for reading in gather(question, readings)]


DAM = "Sigrid Nes opposed the dam. It rained. Arne Falk also objected to the dam."
DAM_TOO = passage_of("Fishing clubs opposed the dam in a letter.", 4.0, name="b")


def test_who_did_a_thing_may_be_several_and_stand_in_two_articles() -> None:
    found = shown("Who opposed the dam?", passage_of(DAM, 8.0, -9.0, -3.0), DAM_TOO)
    assert found == [
        "Sigrid Nes opposed the dam.",
        "Arne Falk also objected to the dam.",
        "Fishing clubs opposed the dam in a letter.",
    ]


def test_a_single_fact_takes_one_sentence() -> None:
    found = shown("Who built the dam?", passage_of(DAM, 8.0, 3.0, 3.0), DAM_TOO)
    assert found == ["Sigrid Nes opposed the dam."]


def test_what_says_the_same_is_not_said_twice() -> None:
    again = passage_of("Sigrid Nes opposed the dam on Monday.", 6.0, name="b")
    assert len(shown("Who opposed the dam?", passage_of(DAM, 8.0, -9.0, -9.0), again)) == 1


def test_another_name_in_the_question_keeps_a_passage_out() -> None:
    found = shown("Why did Ann Lee leave Oslo?", passage_of("Ann Lee left Oslo to rest.", 8.0),
                  passage_of("Bo Ek left Bergen to work.", 6.0, name="b"))  # fmt: skip
    assert found == ["Ann Lee left Oslo to rest."]


def test_a_quotation_goes_on_and_is_closed() -> None:
    text = '"We failed," Moe said. "It must never happen again." It rained.'
    found = shown("What did Henrik Moe say?", passage_of(text, 4.0, -5.0, -9.0))
    assert found == ['"We failed," Moe said.', '"It must never happen again."']
    open_ = "“We failed. We are sorry.” It rained."
    assert shown("Who failed?", passage_of(open_, 4.0, -5.0, -9.0)) == [
        "“We failed.",
        "We are sorry.”",
    ]


@pytest.mark.parametrize(
    ("question", "several", "yes_or_no"),
    [
        ("Why was it shut?", True, False),
        ("and how did it end", True, False),
        ("How many people came?", False, False),
        ("How old is the mayor?", False, False),
        ("What happened at the Capitol?", True, False),
        ("What did the mayor say about the dam?", True, False),
        ("Who objected to the votes?", True, False),
        ("Who wrote the song?", False, False),
        ("Who was the mayor?", False, False),
        ("Did the mayor resign?", False, True),
        ("Isn't she a Democrat?", False, True),
        ("May cars still use it?", False, True),
        ("Was it red or blue?", False, False),
        ("Can you tell me who won?", False, False),
    ],
)
def test_kinds_of_questions(question: str, several: bool, yes_or_no: bool) -> None:
    assert (wants_several(question), is_yes_or_no(question)) == (several, yes_or_no)


def test_whose_words_are_asked_for() -> None:
    assert speaker_asked_for("What did Mayor Birgit Kolb say about the pool?") == "Kolb"
    assert speaker_asked_for("What happened?") == ""
