"""Sentences with the words they cite: what is right and what is not, and how it is packed."""

import sys
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from claims import Claim, read_claims, varied
from examples import Example
from packing import NO_SPAN, pack
from pairs import load_tokenizer

MODEL = Path(__file__).parents[2] / "index" / "models"
CLAIMS = [
    Claim("Lang was elected.", "Lang won the run-off. Rain fell.", "right"),
    Claim("Lang lost.", "Lang won the run-off. Rain fell.", "opposite"),
    Claim("The mill burned down.", "Fire destroyed the mill.", "right"),
]


def test_those_written_by_hand_cite_whole_sentences_and_both_kinds_are_there() -> None:
    claims = read_claims([])
    right = sum(claim.kind == "right" for claim in claims)
    assert 0.35 < right / len(claims) < 0.6
    assert all(claim.evidence.strip() and claim.sentence for claim in claims)


def test_held_texts_are_none_of_those_trained_on() -> None:
    trained = {claim.evidence for claim in read_claims([])}
    held = {claim.evidence for claim in read_claims([], held=True)}
    assert held
    assert not held & trained


def test_a_cited_sentence_is_right_and_one_of_another_text_is_not() -> None:
    random = Random(0)
    found = {varied(CLAIMS, random) for _ in range(400)}
    assert Claim("Rain fell.", CLAIMS[0].evidence, "right") in found
    assert Claim("The mill burned down.", CLAIMS[0].evidence, "misplaced") in found
    assert not any(claim.sentence in claim.evidence and claim.kind != "right" for claim in found)
    assert set(CLAIMS) <= found


def test_a_claim_teaches_no_span_and_a_question_does() -> None:
    tokenizer = load_tokenizer(MODEL / "tokenizer.json")
    question = Example("Who won?", "Lang won.", (0, 4), "answered", "")
    nothing = Example("Who lost?", "Lang won.", None, "missed", "")
    packed = pack(tokenizer, iter([question, nothing, *(c.example() for c in CLAIMS[:2])]))
    assert packed["answered"].tolist() == [1, 0, 1, 0]
    assert packed["start"].tolist() == [5, 0, NO_SPAN, NO_SPAN]
    assert np.diff([0, *packed["ends"]]).min() > 5
