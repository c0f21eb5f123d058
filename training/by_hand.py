"""The share of the examples that rests on what was written by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from claims import Claim, varied
from examples import Example
from wordings import ask_otherwise
from written import Written

WRITTEN = 0.2  # of a part are questions written by hand
CLAIMS = 0.15  # are sentences, borne out by the words they cite or not
TITLED = 0.6  # of the passages come with their article's title


@dataclass(frozen=True)
class ByHand:
    """What was written by hand: questions, and sentences with the words they cite."""

    questions: list[Written]
    claims: list[Claim]

    def examples(self, size: int, random: Random) -> Iterator[Example]:
        """Yield their share of a part of so many examples."""
        yield from self.asked(round(size * WRITTEN), random)
        yield from self.claimed(round(size * CLAIMS), random)

    def asked(self, count: int, random: Random) -> Iterator[Example]:
        """Yield so many questions."""
        for asked in random.choices(self.questions, k=count):
            found = asked.example(random)
            found = replace(found, question=ask_otherwise(found.question, random))
            yield found.titled() if random.random() < TITLED else found

    def claimed(self, count: int, random: Random) -> Iterator[Example]:
        """Yield so many sentences."""
        return (varied(self.claims, random).example() for _ in range(count))
