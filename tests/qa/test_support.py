"""What the evidence bears out, on pairs where the wrong ones are wrong in one thing."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.support.callings import callings_kept
from qa.support.check import unsupported
from qa.support.doers import deeds
from qa.support.figures import names, numbers
from qa.support.places import placed, words_in
from qa.support.roles import roles_kept
from qa.support.stems import stems
from qa.writing.align import align
from qa.writing.claims import claims

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
        ("Ruth Okafor bought 1,200 boats on May 3.", "roles"),
        ("Ruth Okafor sold all boats to Delphin.", "scope"),
        ("Ruth Okafor sold old boats to Delphin.", "words"),
        ("Delphin bought 1,200 boats from Ruth Okafor.", ""),
        ("The council rejected the sale.", "opposite"),
        ("The council of Lindau approved the sale.", "negation"),
        ("Ruth Okafor did not sell boats to Delphin.", "negation"),
        ("Delphin sold 1,200 boats to Ruth Okafor.", "order"),
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
    nobody = "No one was injured when the roof of the library collapsed."
    assert unsupported("Okafor was not hurt.", nobody, "What happened to Okafor?") == "name"


def test_numbers_are_compared_in_one_form() -> None:
    assert numbers("Twenty-four of 1,204 boats, the third at 3:40, twice.") == [
        *("20", "4", "1204", "3th", "3:40", "2"),
    ]


def test_names_are_words_with_a_capital_but_for_openers_and_titles() -> None:
    assert names("Although Senator Doyle’s bill reached São Paulo, it failed.") == [
        *("doyle", "bill")[:1],
        *("sao", "paulo"),
    ]


def test_a_passive_is_turned_around() -> None:
    (active,) = deeds("Okafor defeated Lang.")
    (passive,) = deeds("Lang was defeated by Okafor.")
    assert (active.who, active.whom) == (passive.who, passive.whom)
    assert (active.who, active.whom) == (frozenset({"okafor"}), frozenset({"lang"}))
    assert not roles_kept("Lang defeated Okafor.", "Okafor defeated Lang.")


@pytest.mark.parametrize(
    ("text", "verb", "who", "whom"),
    [
        ("The treaty, signed in May by the envoys, ended the war.", "end", "treaty", "war"),
        ("The gasket that Okafor fitted was supplied by Lang.", "fit", "okafor", "gasket"),
        ("Okafor won the prize, but she sold it.", "sell", "okafor prize", ""),
        ("The pump draws heat from the ground.", "draw", "pump", "heat"),
        ("“We were wrong,” said Ana Lang, the mayor, who had closed it.", "say", "ana lang", ""),
        ("Police found a mirror and two beads.", "find", "police", "mirror bead"),
    ],
)
def test_who_did_what_is_read_across_clauses(text: str, verb: str, who: str, whom: str) -> None:
    found = next(deed for deed in deeds(text) if deed.verb == verb)
    assert (found.who, found.whom) == (frozenset(stems(who)), frozenset(stems(whom)))


TOWN = (
    "Most shops of Lindau may close before Easter. Okafor, who tried to leave in June, backed "
    "Lang. His brother Piet taught the heirs of Weir."
)


@pytest.mark.parametrize(
    ("sentence", "evidence", "reason"),
    [
        ("Most shops may close before Easter.", TOWN, ""),
        ("Shops may close before Easter.", TOWN, "scope"),
        ("Most shops closed before Easter.", TOWN, "scope"),
        ("Okafor tried to leave in June.", TOWN, ""),
        ("Okafor left in June.", TOWN, "scope"),
        ("The mill burned because Lang sold it.", "Lang sold the mill, which burned.", "scope"),
        ("Lang was the oldest judge.", "Lang was a judge; the oldest mill burned.", "scope"),
        ("Okafor sold the ferry.", "Okafor opposed the sale of the ferry.", "scope"),
        ("Lang backed Okafor.", TOWN, "order"),
        ("Lang was backed by Okafor.", TOWN, ""),
        ("In June Okafor tried to leave.", TOWN, ""),
        ("Piet backed Lang.", TOWN, "order"),
        ("The brother of Lang taught.", "Piet, brother of Weir, taught; then Lang left.", "order"),
    ],
)
def test_nothing_is_widened_or_put_together_anew(sentence: str, evidence: str, reason: str) -> None:
    assert unsupported(sentence, evidence, "") == reason


def test_words_are_placed_where_they_stand_together() -> None:
    said, there = (
        words_in("the old mill"),
        words_in("The mill of Weir. An old man saw an old mill."),
    )
    assert [(word.text, place.at) for word, place in placed(said, there)] == [
        ("old", 9),
        ("mill", 10),
    ]


def test_what_somebody_is_called_stays_his() -> None:
    evidence = "Okafor meets the champion, Hana Lang, in the final."
    assert callings_kept("Hana Lang is the champion.", evidence)
    assert not callings_kept("Okafor is the champion.", evidence)


def test_a_number_counts_what_it_counted() -> None:
    evidence = "The ferry carried 12 women and 30 sailors."
    assert unsupported("The ferry carried 30 sailors.", evidence, "") == ""
    assert unsupported("The ferry carried 30 women.", evidence, "") == "number"


def test_other_words_for_the_same_are_known() -> None:
    evidence = "Okafor purchased the mill in 1931 and it was closed a decade later."
    assert unsupported("In 1931 Okafor bought the mill.", evidence, "") == ""
    assert unsupported("The mill was shut ten years later.", evidence, "") == ""


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
