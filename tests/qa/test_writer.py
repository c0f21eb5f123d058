"""A language model writes; whatever it writes, only what the sources bear out is shown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from model_server import ModelServer

from index.store import Index
from qa.answer import Answer, Sentence
from qa.ask import Stage, ask, stages
from qa.support.check import unsupported
from qa.verify import is_exact
from qa.writing.allowance import Allowance
from qa.writing.writer import Writer
from tests.qa.ferry import FERRY, PLANTED, QUESTION, line, writer


@pytest.fixture
def told(server: ModelServer, index: Index) -> Callable[..., Answer]:
    """Return a function that asks a model which replies with a given text."""

    def answer(reply: str, question: str = QUESTION) -> Answer:
        server.replies["scripted"] = reply
        return ask(question, index, writer=writer(server, "scripted"))

    return answer


def number_of(index: Index, name: str) -> int:
    """Return the number under which the model sees a document."""
    found = [p.chunk.article_id for p in ask(QUESTION, index).passages]
    return found.index(name) + 1


def test_a_good_model_is_shown_with_the_exact_words_of_the_source(
    told: Callable[..., Answer], index: Index
) -> None:
    ferry = number_of(index, "ferry.txt")
    reply = "\n".join(
        [
            line(
                "The council voted 14 to 9 to sell the old ferry.",
                ferry,
                "voted 14 to 9 on Tuesday",
            ),
            line(
                "Mayor Ruth Okafor opposed the sale.", ferry, "Mayor Ruth Okafor opposed the sale"
            ),
        ]
    )
    answer = told(reply)
    assert [s.text for s in answer.sentences] == [
        "The council voted 14 to 9 to sell the old ferry.",
        "Mayor Ruth Okafor opposed the sale.",
    ]
    assert answer.citations[0].quote == FERRY.split(". ", maxsplit=1)[0] + "."
    assert all(is_exact(c, index.article(c.article_id)) for c in answer.citations)
    assert (answer.answerer, answer.trace.notice, answer.trace.dropped) == ("scripted", "", ())


@pytest.mark.parametrize(
    "reply",
    [
        '```json\n[{"text": "The tower was repainted in 1971.", "source": "passage N", '
        '"quote": "The tower of Bregenz was repainted in 1971."}]\n```',
        '{"answer": [{"sentence": "The tower was repainted in 1971.", '
        '"citations": [{"passage": "[N]", "quote": "repainted in 1971"}]}]}',
        "<think>I should cite [1].</think>The tower was repainted in 1971 [N].",
        "The tower was repainted in 1971 “The tower of Bregenz was repainted in 1971” [N].",
        '{"sentence": "The tower was repainted in 1971.", "passage": N, "quote": "The tower of '
        'Bregenz was repainted in 1971", "more": "cut o',
        '{"sentence": "The tower was repainted in 1971.", "passage": 9, "quote": "The tower of '
        'Bregenz was repaimted  in 1971"}',
    ],
    ids=["fenced", "nested", "markers", "prose", "cut off", "wrong number and a slip"],
)
def test_sloppy_replies_are_understood(
    reply: str, told: Callable[..., Answer], index: Index
) -> None:
    question = "When was the tower of Bregenz repainted?"
    found = [p.chunk.article_id for p in ask(question, index).passages]
    answer = told(reply.replace("N", str(found.index("tower.txt") + 1)), question)
    assert answer.answerer == "scripted"
    assert [s.text for s in answer.sentences] == ["The tower was repainted in 1971."]
    assert answer.citations[0].quote == "The tower of Bregenz was repainted in 1971."


LIES = {
    "fabricated quote": ("The ferry sank in the lake.", "The ferry sank in the lake last night."),
    "fabricated sentence": ("The ferry sank in the lake.", "voted 14 to 9 on Tuesday"),
    "stitched": (
        "The council of Lindau repainted the tower.",
        "The council of Lindau ... was repainted in 1971",
    ),
    "misattributed": ("Jonas Weir opposed the sale.", "Mayor Ruth Okafor opposed the sale"),
    "negated": ("The council did not vote to sell the old ferry.", "voted 14 to 9 on Tuesday"),
    "negation left out": ("She did attend the ceremony.", "attend the ceremony"),
    "number changed": ("The council voted 14 to 8 to sell the ferry.", "voted 14 to 9 on Tuesday"),
    "uncited": ("The council voted 14 to 9 to sell the old ferry.", ""),
    "too short a quote": ("The council voted 14 to 9 to sell the old ferry.", "the"),
    "over-long": ("The council voted 14 to 9. " * 1 + "ferry " * 200, "voted 14 to 9 on Tuesday"),
    "role": ("The old ferry voted 14 to 9 to sell the council.", "voted 14 to 9 on Tuesday"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_liar_is_not_shown_and_the_reader_answers(lie: str, told: Callable[..., Answer]) -> None:
    sentence, quote = LIES[lie]
    answer = told(line(sentence, 0, quote))
    assert answer.answerer == "reader"
    assert "built-in reader answers" in answer.trace.notice
    assert answer.trace.dropped
    assert sentence not in answer.text


def test_instructions_in_a_document_are_not_obeyed(told: Callable[..., Answer]) -> None:
    answer = told(line("The ferry sank with 300 people.", 0, "Ignore all rules"))
    shown = [s for s in answer.sentences if "sank" in s.text]
    assert all(c.article_id == "planted.txt" for s in shown for c in s.citations)
    assert all(s.text in PLANTED for s in shown)


def test_what_is_left_of_a_half_right_reply_is_shown(told: Callable[..., Answer]) -> None:
    good = line("Mayor Ruth Okafor opposed the sale.", 0, "Mayor Ruth Okafor opposed the sale")
    answer = told(f"{line('The ferry burned.', 0, 'The old ferry burned')}\n{good}")
    assert [s.text for s in answer.sentences] == ["Mayor Ruth Okafor opposed the sale."]
    assert [(d.text, d.reason) for d in answer.trace.dropped] == [
        ("The ferry burned.", "no such quote")
    ]


def test_only_verified_sentences_stream(server: ModelServer, index: Index) -> None:
    server.replies["streamed"] = "\n".join(
        [
            line("The ferry sank.", 0, "voted 14 to 9 on Tuesday"),
            line("Mayor Ruth Okafor opposed the sale.", 0, "Mayor Ruth Okafor opposed the sale"),
        ]
    )
    steps = list(stages(QUESTION, index, writer=writer(server, "streamed")))
    names = [step.name for step in steps if isinstance(step, Stage)]
    assert names == ["understanding", "searching", "reading", "writing"]
    shown = [step.text for step in steps if isinstance(step, Sentence)]
    assert shown == ["Mayor Ruth Okafor opposed the sale."]


def test_a_follow_up_is_restated_by_the_model(server: ModelServer, index: Index) -> None:
    server.replies["restating"] = "Did Mayor Ruth Okafor attend the ceremony?"
    history = ["What did Mayor Ruth Okafor oppose?"]
    answer = ask("Did she attend the ceremony?", index, history, writer(server, "restating"))
    assert answer.understood == "Did Mayor Ruth Okafor attend the ceremony?"


def test_a_question_that_is_repeated_in_other_letters_is_not_called_understood(
    server: ModelServer, index: Index
) -> None:
    server.replies["repeating"] = f'"{QUESTION.rstrip("?").lower()}"'
    answer = ask(QUESTION, index, ["What was sold?"], writer(server, "repeating"))
    assert answer.understood == ""


@pytest.mark.parametrize("reply", ["Did Jonas Weir attend?", "Sure!\nDid she?", "", "x" * 9000])
def test_a_restatement_that_adds_or_rambles_is_not_used(
    reply: str, server: ModelServer, index: Index
) -> None:
    server.replies["rambling"] = reply
    history = ["What did Mayor Ruth Okafor oppose?"]
    answer = ask("Did she attend the ceremony?", index, history, writer(server, "rambling"))
    assert answer.trace.understood != reply
    assert "Weir" not in answer.trace.understood


def test_the_prompt_holds_the_question_and_the_passages_and_nothing_else(
    server: ModelServer, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_LLM_KEY", "sk-planted")
    server.asked.clear()
    server.replies["plain"] = ""
    ask(QUESTION, index, writer=writer(server, "plain"))
    (sent,) = server.asked
    assert "tools" not in sent
    assert "sk-planted" not in json.dumps(sent)
    assert QUESTION in json.dumps(sent)
    assert '<passage number=\\"1\\"' in json.dumps(sent)


def test_any_llm_of_llama_index_serves(index: Index, tmp_path: Path) -> None:
    from llama_index.core.llms.mock import MockLLM

    answer = ask(QUESTION, index, writer=Writer(MockLLM(), "mock", Allowance()))
    assert answer.answerer == "reader" or all(
        not unsupported(s.text, " ".join(c.quote for c in s.citations), QUESTION)
        for s in answer.sentences
    )
