"""Lists: all the steps, all the items, and what opens them."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.ingest import ingest
from index.sentence import sentences
from index.store import Index
from qa.answer import Citation, Sentence
from qa.ask import ask
from qa.lists import complete_lists

KETTLE = """# The Murrel kettle

## Cleaning the kettle

1. Unplug the kettle. Let it cool.
2. Fill it with vinegar.
   Do not boil it.

3. Rinse it twice.

## Guarantee

The guarantee is void if:

- the lid has been bored through,
- **salt water** was boiled.

## Data

The data are:

- Weight: 1.2 kg
- Power: 2,000 watts
"""
STEPS = [
    "1. Unplug the kettle.",
    "Let it cool.",
    "2. Fill it with vinegar.",
    "Do not boil it.",
    "3. Rinse it twice.",
]


def shown(question: str, *quotes: str, text: str = KETTLE) -> list[str]:
    """Return what is shown where these quotes were found."""
    article = Article("kettle.md", "Kettle", text, "digest")
    found = [(text.index(quote), quote) for quote in quotes]
    said = [
        Sentence(q, (Citation(n, article.id, "Kettle", at, at + len(q), q),))
        for n, (at, q) in enumerate(found, 1)
    ]
    answer = complete_lists(question, said, lambda _: article)
    cited = [citation for sentence in answer for citation in sentence.citations]
    assert [c.number for c in cited] == list(range(1, len(cited) + 1))
    assert all(text[c.start : c.end] == c.quote for c in cited)
    return [sentence.text for sentence in answer]


def test_a_step_comes_with_all_steps_once() -> None:
    assert shown("How do I clean it?", STEPS[4], STEPS[0]) == STEPS


def test_a_step_alone_is_enough_where_nobody_asks_how() -> None:
    assert shown("What is it filled with?", STEPS[2]) == [STEPS[2]]


def test_an_item_comes_with_the_line_that_opens_its_list() -> None:
    found = shown("When is the guarantee void?", "- the lid has been bored through,")
    assert found == [
        "The guarantee is void if:",
        "- the lid has been bored through,",
        "- **salt water** was boiled.",
    ]


def test_an_item_with_a_key_says_all_by_itself() -> None:
    assert shown("How heavy is it?", "- Weight: 1.2 kg") == ["- Weight: 1.2 kg"]


def test_an_item_of_a_long_list_stays_alone() -> None:
    text = "There are:\n\n" + "".join(f"- thing number {n}\n" for n in range(30))
    assert shown("What is there?", "- thing number 7", text=text) == ["- thing number 7"]


@given(
    st.lists(st.sampled_from(["1. Do this. Now", "- a thing", "Said he:", "  more", "", "A b."]))
)
def test_whatever_stands_around_it_each_place_is_shown_once_and_whole(lines: list[str]) -> None:
    text = "\n".join([*lines, "2. Find this.", *lines])
    found = shown("How do I?", "2. Find this.", text=text)
    assert found.count("2. Find this.") == 1
    assert set(found) <= {text[a:b] for a, b in sentences(text)}


def test_the_product_shows_every_step(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    ingest(tmp_path / "index", corpus({"kettle.md": KETTLE}))
    with closing(Index(tmp_path / "index")) as index:
        answer = ask("How do I clean the kettle?", index)
    assert [s.text for s in answer.sentences][-len(STEPS) :] == STEPS
    assert answer.short == ""
