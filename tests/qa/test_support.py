"""What the evidence bears out, on pairs where the wrong ones are wrong in one thing."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.align import align
from qa.claims import claims
from qa.figures import names, numbers
from qa.roles import deeds, roles_kept
from qa.support import unsupported

EVIDENCE = (
    "Mayor Ruth Okafor, who had not voted since 2011, sold 1,200 boats to Delphin on May 3, "
    "but the council of Lindau never approved the sale."
)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Ruth Okafor sold 1,200 boats to Delphin.", ""),
        ("On May 3, 1,200 boats were sold to Delphin by Ruth Okafor.", ""),
        ("The council never approved the sale.", ""),
        ("Ruth Okafor sold 1,300 boats to Delphin.", "number"),
        ("Ruth Okafor sold 1,200 boats to Vantec.", "name"),
        ("Ruth Okafor painted a portrait of her mother.", "words"),
        ("Ruth Okafor bought 1,200 boats on May 3.", "opposite"),
        ("The council of Lindau approved the sale.", "negation"),
        ("Ruth Okafor did not sell boats to Delphin.", "negation"),
        ("Delphin sold 1,200 boats to Ruth Okafor.", "roles"),
        ("The council sold 1,200 boats to Delphin.", "roles"),
    ],
)
def test_each_kind_of_lie_has_its_reason(sentence: str, reason: str) -> None:
    assert unsupported(sentence, EVIDENCE, "What happened?") == reason


def test_names_and_numbers_may_come_from_the_question() -> None:
    assert unsupported("Okafor sold boats in 1999.", "She sold boats.", "") == "number"
    assert unsupported("Okafor sold boats.", "She sold boats.", "") == "name"
    question = "What did Okafor sell in 1999?"
    assert unsupported("Okafor sold boats in 1999.", "She sold boats.", question) == ""


def test_numbers_are_compared_in_one_form() -> None:
    assert numbers("Twenty-four of 1,204 boats, the third at 3:40, twice.") == [
        *("20", "4", "1204", "3", "3:40", "2"),
    ]


def test_names_are_words_with_a_capital_but_for_openers_and_titles() -> None:
    assert names("Although Senator Doyle’s bill reached São Paulo, it failed.") == [
        *("doyle", "bill")[:1],
        *("sao", "paulo"),
    ]


def test_a_passive_is_turned_around() -> None:
    (active,) = deeds("Okafor defeated Lang.")
    (passive,) = deeds("Lang was defeated by Okafor.")
    assert active == passive
    assert not roles_kept("Lang defeated Okafor.", "Okafor defeated Lang.")


def test_a_quote_is_widened_to_the_sentence_that_may_turn_it_around() -> None:
    text = "Rain fell. It is false that Lang won the run-off. Snow fell."
    assert align("Lang won the run-off", text) == (11, 49)


@pytest.mark.parametrize(
    "quote", ["", "the", "no such words anywhere here", "Rain ... Snow fell now"]
)
def test_a_quote_that_does_not_stand_there_is_none(quote: str) -> None:
    assert align(quote, "Rain fell on Lindau. Snow fell on Bregenz.") is None


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
@settings(max_examples=300, deadline=None)
def test_any_text_is_checked_without_an_error(sentence: str, evidence: str, question: str) -> None:
    unsupported(sentence, evidence, question)
    place = align(sentence, evidence)
    assert place is None or 0 <= place[0] < place[1] <= len(evidence)


@given(st.lists(st.text(max_size=80), max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_reply_is_read_without_an_error(deltas: list[str]) -> None:
    for claim in claims(deltas):
        assert isinstance(claim.text, str)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_claim_in_json_is_read_however_the_reply_is_cut(data: st.DataObject) -> None:
    sentence = data.draw(st.text(min_size=1, max_size=60))
    whole = json.dumps({"sentence": sentence, "passage": 2, "quote": 'some {words} "here"'})
    cut = data.draw(st.integers(0, len(whole)))
    (claim,) = claims([whole[:cut], whole[cut:]])
    assert (claim.text, claim.passage, claim.quote) == (sentence, 2, 'some {words} "here"')


def test_the_labelled_pairs_are_as_the_documentation_counts_them() -> None:
    path = Path(__file__).parents[2] / "evals" / "verification" / "development.jsonl"
    pairs = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(pairs) >= 150
    right = [pair for pair in pairs if pair["kind"] == "right"]
    assert 0.4 <= len(right) / len(pairs) <= 0.6
