"""Sentences written by hand with the words they cite: borne out by them, or not.

A line of `written/claims.jsonl` names a text of `written/news.jsonl` (`news`, its line from 0) or a
paragraph of SQuAD 1.1 train (`article` and `paragraph`), the cited characters `at`, sentences that
they bear out (`right`), and others with what is `wrong` in each.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from examples import Example
from written import FOLDER, paragraphs

from index.sentence import sentences

VERBATIM, MISPLACED = 0.12, 0.18
NEARBY = 40  # claims, of which many are on the same text
PAIRS = Path(__file__).parents[1] / "evals" / "verification"
FORMER_TESTS = ("second", "third", "fourth")
HELD = 10  # one text in so many is kept to judge by


@dataclass(frozen=True)
class Claim:
    """A sentence, the words it cites, and what is wrong with it: "right" if nothing is."""

    sentence: str
    evidence: str
    kind: str

    def example(self) -> Example:
        """Return it in the shape of a question with its passage, for the answerability head."""
        return Example(self.sentence, self.evidence, None, "claim", "", self.kind == "right")


def varied(claims: list[Claim], random: Random) -> Claim:
    """Return one of them as it is, or at times the cited sentence itself, or one cited wrongly."""
    at = random.randrange(len(claims))
    claim, chance = claims[at], random.random()
    if chance < VERBATIM:
        return replace(claim, sentence=random.choice(_sentences(claim)), kind="right")
    if chance < VERBATIM + MISPLACED:
        other = claims[(at + random.randint(1, NEARBY)) % len(claims)]
        if not set(_sentences(claim)) & set(_sentences(other)):
            own = [other.sentence] if other.kind == "right" else _sentences(other)
            return replace(claim, sentence=random.choice(own), kind="misplaced")
    return claim


def _sentences(claim: Claim) -> list[str]:
    return [claim.evidence[start:end] for start, end in sentences(claim.evidence)]


def read_claims(squad: list[dict[str, Any]], *, held: bool = False) -> list[Claim]:
    """Return the claims on our news and on these articles, less those `held`, or only those.

    The verifier's former test sets, on texts of their own, are none of those held.
    """
    news = [json.loads(line) for line in _lines("news.jsonl")]
    texts = paragraphs(squad)
    found = []
    for entry in map(json.loads, _lines("claims.jsonl")):
        if "news" in entry:
            number, text = entry["news"], news[entry["news"]]["text"]
        else:
            number, text = entry["paragraph"], texts.get((entry["article"], entry["paragraph"]))
        if text is not None and (number % HELD == HELD - 1) == held:
            found += _claims(entry, text)
    return found if held else [*found, *_former_tests()]


def _former_tests() -> Iterator[Claim]:
    for name in FORMER_TESTS:
        for line in (PAIRS / f"{name}.jsonl").read_text("utf-8").splitlines():
            pair = json.loads(line)
            yield Claim(pair["sentence"], pair["quote"], pair["kind"])


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text("utf-8").splitlines()


def _claims(entry: dict[str, Any], text: str) -> Iterator[Claim]:
    evidence = text[slice(*entry["at"])]
    for sentence in entry["right"]:
        yield Claim(sentence, evidence, "right")
    for kind, sentence in entry["wrong"]:
        yield Claim(sentence, evidence, kind)
