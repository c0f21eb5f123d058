"""The chat proposes only what it can answer, and nothing twice."""

from index.store import Index
from qa.ask import ask
from ui.suggesting import Suggestions


def test_starters_are_found_in_the_background_and_answered(seeds_index: Index) -> None:
    suggested = Suggestions(seeds_index)
    suggested._find_starters()
    assert suggested.complete
    questions = suggested.starters()
    assert 3 <= len(set(questions)) == len(questions) <= 4
    assert not any(ask(question, seeds_index).refused for question in questions)


def test_follow_ups_are_new_and_answered(seeds_index: Index) -> None:
    suggested = Suggestions(seeds_index)
    answer = ask("Who is the mayor of DC?", seeds_index)
    first = suggested.follow_ups(answer, {answer.question})
    assert first
    said = {(c.article_id, c.start) for c in answer.citations}
    for question in first:
        next_ = ask(question, seeds_index)
        assert not next_.refused
        assert not said & {(c.article_id, c.start) for c in next_.citations}
    assert first[0] not in suggested.follow_ups(answer, {answer.question, first[0]})


def test_nothing_follows_a_refusal(seeds_index: Index) -> None:
    refused = ask("What is the capital of France?", seeds_index)
    assert Suggestions(seeds_index).follow_ups(refused, set()) == []
