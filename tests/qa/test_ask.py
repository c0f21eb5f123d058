"""The whole path of a question on real parts."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.ingest import ingest
from index.store import Index
from qa.answer import REFUSAL, Answer
from qa.ask import CANDIDATES, QuestionError, Stage, ask, read, search, stages
from qa.smalltalk import small_talk
from qa.verify import is_exact

Corpus = Callable[[dict[str, str]], Path]


def test_the_first_question_of_the_readme(seeds_index: Index) -> None:
    answer = ask("How many electoral votes did Joe Biden win?", seeds_index)
    assert "306" in answer.short
    assert answer.sentences[0].text == "Joe Biden won the electoral college vote by 306 to 232."
    assert answer.passages[0].rank >= 1
    assert set(answer.timings) == {"understand", "search", "read", "all"}


def test_what_is_not_there_is_refused_in_the_one_sentence(seeds_index: Index) -> None:
    answer = ask("What is the capital of France?", seeds_index)
    assert (answer.refused, answer.text, answer.short) == (True, REFUSAL, "")
    assert answer.citations == ()


WORDS = st.sampled_from(
    "who what when Trump Biden 306 votes Arizona ? ! \u202e 😀 <b> \0 今".split(" ")
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, min_size=1).map(" ".join) | st.text(min_size=1))
def test_every_sentence_shown_is_exact(seeds_index: Index, question: str) -> None:
    try:
        answer = ask(question, seeds_index)
    except QuestionError:
        assert not question.strip()
        return
    for sentence in answer.sentences:
        assert any(c.quote == sentence.text for c in sentence.citations)
    assert all(is_exact(c, seeds_index.article(c.article_id)) for c in answer.citations)


@pytest.mark.parametrize(
    "question", ["Trump", "word " * 5000, "谁赢得了选举？", "من فاز بالانتخابات؟", "?", "\ud800"]
)
def test_odd_questions_are_answered_or_refused(seeds_index: Index, question: str) -> None:
    answer = ask(question, seeds_index)
    assert (answer.text == REFUSAL) == (answer.citations == ())


@pytest.mark.parametrize("question", ["", " \n\t", "x" * 100_000])
def test_no_question_or_too_long_a_one_is_said(seeds_index: Index, question: str) -> None:
    with pytest.raises(QuestionError, match="expected"):
        ask(question, seeds_index)


def test_two_sources_that_agree_are_both_cited(corpus: Corpus, tmp_path: Path) -> None:
    documents = {
        "a.txt": "The Harbour Bridge was opened in 1932. It is grey.",
        "b.txt": "A party was held when the Harbour Bridge opened in 1932.",
    }
    ingest(tmp_path / "index", corpus(documents))
    index = Index(tmp_path / "index")
    answer = ask("When did the Harbour Bridge open?", index)
    assert answer.short == "1932"
    assert {c.article_id for c in answer.citations} == {"a.txt", "b.txt"}
    index.close()


def test_an_answer_follows_the_documents(corpus: Corpus, tmp_path: Path) -> None:
    ingest(tmp_path / "index", corpus({"a.txt": "The Harbour Bridge was opened in 1932."}))
    index = Index(tmp_path / "index")
    assert ask("When was the Harbour Bridge opened?", index).short == "1932"
    ingest(tmp_path / "index", corpus({"a.txt": "The Harbour Bridge was opened in 1941."}))
    assert ask("When was the Harbour Bridge opened?", index).short == "1941"
    index.close()


def test_a_follow_up_is_answered_from_the_conversation(seeds_index: Index) -> None:
    history = ["Hello!", "", "Who is the mayor of DC?", "thanks", "\ud800"]
    assert "absolutely prepared" not in ask("What did she say?", seeds_index).text
    answer = ask("What did she say about protests?", seeds_index, history[:-1])
    assert "absolutely prepared" in answer.text
    assert ask("What did she say about protests?", seeds_index, history).question


def test_the_stages_of_a_follow_up_end_in_its_answer(seeds_index: Index) -> None:
    question, history = "What did she say about protests?", ["Who is the mayor of DC?"]
    *steps, answer = stages(question, seeds_index, history)
    assert isinstance(answer, Answer)
    assert answer == replace(ask(question, seeds_index, history), trace=answer.trace)
    assert steps == [
        Stage("understanding", question),
        Stage("searching", answer.understood),
        Stage("reading", answer.understood),
    ]
    assert answer.understood == "What did Muriel Bowser say about protests?"


def test_a_question_that_stands_alone_was_understood_as_nothing_else(seeds_index: Index) -> None:
    assert ask("Who is the mayor of DC?", seeds_index, ["Who won Georgia?"]).understood == ""


def test_stages_that_cannot_begin_raise_before_the_first() -> None:
    with pytest.raises(QuestionError, match="a question expected"):
        stages(" ", None)  # type: ignore[arg-type]


def test_what_nothing_answers_is_left_in_the_order_of_the_search(seeds_index: Index) -> None:
    query = "What is the capital of France?"
    assert ask(query, seeds_index).refused
    assert search(query, seeds_index, 5) == seeds_index.search(query, CANDIDATES)[:5]


@pytest.mark.parametrize(
    "query",
    ["Which song was played from loud speakers?", "What did Pence say about the results?"],
)
def test_a_search_puts_what_may_answer_first_and_leaves_the_others_in_order(
    query: str, seeds_index: Index
) -> None:
    found, plain = search(query, seeds_index, 6), seeds_index.search(query, CANDIDATES)
    assert [p.rank for p in found] == [1, 2, 3, 4, 5, 6]
    assert found[0].chunk == read(query, seeds_index)[0].passage.chunk
    others = [p.chunk.id for p in plain if p.chunk != found[0].chunk]
    assert [p.chunk.id for p in found[1:]] == others[:5]
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


TALK = (
    "hi|Hi!|hello there|Hello Footnote|hey|Hey there!|good morning|Good evening.|Greetings|"
    "howdy|yo|hi, how are you?|how are you?|how are you doing today?|thanks|Thank you!|"
    "thank you very much|thanks a lot|many thanks|ok thanks|okay, thank you|great, thanks!|thx|"
    "cheers|that helped, thanks|perfect|bye|Goodbye!|see you later|help|Help!|help me|"
    "what can you do?|What can I ask you?|what can i ask?|who are you?|what are you?|"
    "how does this work?|how do you work?|what is footnote?|who made you?|are you a bot?|"
    "what is this corpus about?|What are these documents about?|what are the documents about|"
    "what's in here?|what do you know?|what do you know about?|which documents do you have?|"
    "what documents are there?|what topics do you cover?|what is this about?|"
    "what sources do you use?|list the documents|summarize the documents|What can you tell me?"
).split("|")
REAL = (
    "Who said hello to the queen?|What can Uber do about losses?|What do you know about Uber?|"
    "what is the article about Uber about|What are the Ray-Ban glasses?|"
    "thanks to whom did Uber become profitable?|Who thanked the police?|hello world records|"
    "good morning america host|help for startups in France|what is this lawsuit about?|"
    "who are the founders of Simply Homes?|what are moneyline bets?|"
    "how does a moneyline bet work?|how do you work out odds?|What can sellers do?|"
    "bye weeks in the NFL|What is the EU?|what is X?|Is Footnote a company?|What is this?"
).split("|")


@pytest.mark.parametrize("message", TALK)
def test_small_talk_is_replied_to_and_claims_nothing(message: str, seeds_index: Index) -> None:
    answer = ask(message, seeds_index)
    assert (answer.refused, answer.sentences, answer.short) == (False, (), "")
    assert answer.text not in {"", REFUSAL}


@pytest.mark.parametrize("message", REAL)
def test_what_only_sounds_like_it_is_no_small_talk(message: str, seeds_index: Index) -> None:
    assert not small_talk(message, seeds_index)


def test_the_corpus_is_described_by_its_titles(seeds_index: Index) -> None:
    said = ask("What are these documents about?", seeds_index).text
    assert said.startswith("I answer from 3 documents: “Video report by ITV News")


def test_yes_or_no_is_left_to_the_evidence(seeds_index: Index) -> None:
    answer = ask("Was Biden's victory in Arizona challenged in court?", seeds_index)
    assert answer.short == ""


def test_asking_connects_to_nothing(seeds_folder: Path) -> None:
    code = """
import sys
seen = []
outside = {"socket.connect", "socket.getaddrinfo"}
hook = lambda event, _: seen.append(event) if event in outside else None
sys.addaudithook(hook)
from pathlib import Path
from index.store import Index
from qa.ask import ask
ask("How many electoral votes did Joe Biden win?", Index(Path(sys.argv[1])))
print(seen)
"""
    command = [sys.executable, "-c", code, str(seeds_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
