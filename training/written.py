"""Questions written by hand: on news of our own invention, and on paragraphs of SQuAD 1.1 train.

`written/news.jsonl` holds texts, `written/wikipedia.jsonl` names an article and the number of its
paragraph. A question's `at` are the characters that answer it, or, where `answered` is false,
those that a careless reader would take for the answer.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from examples import Example, window

from index.sentence import sentences

FOLDER = Path(__file__).parent / "written"


@dataclass(frozen=True)
class Written:
    """A question on a text with a title; `at` is (start, end) in the text."""

    question: str
    title: str
    text: str
    at: tuple[int, int]
    answered: bool

    def example(self, random: Random) -> Example:
        """Return the question with the sentences around the place, as far as a window goes."""
        spans = sentences(self.text)
        start, end = self.at
        first = max(i for i, span in enumerate(spans) if span[0] <= start)
        last = max(i for i, span in enumerate(spans) if span[0] < end)
        low, high = window(spans, first, last, random)
        begin = spans[low][0]
        passage = self.text[begin : spans[high - 1][1]]
        answer = (start - begin, end - begin) if self.answered else None
        return Example(self.question, passage, answer, "written", self.title)


def read_written(squad: list[dict[str, Any]]) -> list[Written]:
    """Return the questions on our news, and those on paragraphs of these articles."""
    texts = paragraphs(squad)
    found = []
    for line in (FOLDER / "news.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        found += _questions(entry, entry["title"], entry["text"])
    for line in (FOLDER / "wikipedia.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        text = texts.get((entry["article"], entry["paragraph"]))
        title = entry["article"].replace("_", " ")
        found += _questions(entry, title, text) if text else []
    return found


def paragraphs(squad: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """Return the paragraphs by the title of their article and their number in it."""
    return {
        (article["title"], number): paragraph["context"]
        for article in squad
        for number, paragraph in enumerate(article["paragraphs"])
    }


def read_texts(squad: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return title and text of our news, and of the paragraphs of these articles."""
    news = map(json.loads, (FOLDER / "news.jsonl").read_text("utf-8").splitlines())
    of_news = [(entry["title"], entry["text"]) for entry in news]
    others = paragraphs(squad).items()
    return of_news + [(title.replace("_", " "), text) for (title, _), text in others]


def _questions(entry: dict[str, Any], title: str, text: str) -> list[Written]:
    return [
        Written(asked["question"], title, text, tuple(asked["at"]), asked["answered"])
        for asked in entry["questions"]
    ]
