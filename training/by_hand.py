"""The share of the examples that rests on what was written by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from claims import Claim, varied
from examples import Example
from sayings import questions
from wordings import ask_otherwise
from written import Written

WRITTEN = 0.2  # of a part are questions written by hand
CLAIMS = 0.15  # are sentences, borne out by the words they cite or not
SAYINGS = 0.03  # ask what somebody said
TITLED = 0.6  # of the passages come with their article's title


@dataclass(frozen=True)
class ByHand:
    """What was written by hand: questions, and sentences with the words they cite.

    `texts`, with their titles, are where questions on what somebody said are made from.
    """

    questions: list[Written]
    claims: list[Claim]
    texts: Sequence[tuple[str, str]]

    def examples(self, size: int, random: Random) -> Iterator[Example]:
        """Yield their share of a part of so many examples."""
        yield from self.asked(round(size * WRITTEN), random)
        yield from self.claimed(round(size * CLAIMS), random)
        yield from self.said(round(size * SAYINGS), random)

    def asked(self, count: int, random: Random) -> Iterator[Example]:
        """Yield so many questions."""
        for asked in random.choices(self.questions, k=count):
            found = asked.example(random)
            found = replace(found, question=ask_otherwise(found.question, random))
            yield _titled(found, random)

    def said(self, count: int, random: Random) -> Iterator[Example]:
        """Yield so many questions on what somebody said."""
        made = list(questions(self.texts, random))
        for asked in random.choices(made, k=count):
            yield _titled(asked.example(random), random)

    def claimed(self, count: int, random: Random) -> Iterator[Example]:
        """Yield so many sentences."""
        return (varied(self.claims, random).example() for _ in range(count))


def _titled(example: Example, random: Random) -> Example:
    return example.titled() if random.random() < TITLED else example
