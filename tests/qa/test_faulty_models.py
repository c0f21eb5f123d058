"""A model that is broken, slow, busy, absent or dear: the reader answers in its place."""

from time import monotonic

import pytest
from model_server import ModelServer

from index.store import Index
from qa.ask import ask
from qa.writing.allowance import TOGETHER, Allowance, AllowanceError
from qa.writing.connection import MOST_TOKENS, ConnectingError, connect
from qa.writing.writer import Writer
from tests.qa.ferry import QUESTION, line, writer


@pytest.mark.parametrize(
    "model",
    "too-many much-later failing forbidden not-json bad-utf8 reset silent dripping endless".split(),
)
def test_a_broken_model_costs_its_deadline_at_most(
    model: str, server: ModelServer, index: Index
) -> None:
    server.asked.clear()
    answer = ask(QUESTION, index, writer=writer(server, model, 1.0))
    assert answer.answerer == "reader"
    assert "built-in reader answers" in answer.trace.notice
    assert "\x1b" not in answer.trace.notice
    assert not answer.refused
    assert len(server.asked) <= 3
    assert model != "much-later" or len(server.asked) == 1


def test_a_busy_model_is_asked_again_when_it_said_and_then_writes(
    server: ModelServer, index: Index
) -> None:
    server.asked.clear()
    server.replies["busy"] = line("Mayor Ruth Okafor opposed the sale.", 0, "Mayor Ruth Okafor")
    started = monotonic()
    answer = ask(QUESTION, index, writer=writer(server, "busy"))
    assert monotonic() - started >= 1  # its Retry-After
    assert answer.answerer == "busy"
    assert len(server.asked) == 2


def test_a_reply_is_capped_where_it_is_asked_for(server: ModelServer, index: Index) -> None:
    server.asked.clear()
    ask(QUESTION, index, writer=writer(server, "plain"))
    assert server.asked[0]["max_tokens"] == MOST_TOKENS


def test_a_model_that_keeps_failing_is_left_alone(server: ModelServer, index: Index) -> None:
    failing = writer(server, "forbidden")
    for _ in range(3):
        ask(QUESTION, index, writer=failing)
    server.asked.clear()
    answer = ask(QUESTION, index, writer=failing)
    assert server.asked == []
    assert "left alone" in answer.trace.notice


def test_a_client_that_used_its_allowance_gets_the_reader(
    server: ModelServer, index: Index
) -> None:
    server.replies["dear"] = line("Mayor Ruth Okafor opposed the sale.", 0, "Mayor Ruth Okafor")
    dear = Writer(connect(server.url, "dear"), "dear", Allowance(price=1500.0, money_a_day=1.0))
    first, second, other = (
        ask(QUESTION, index, writer=dear, client=client) for client in ("a", "a", "b")
    )
    assert [a.answerer for a in (first, second, other)] == ["dear", "reader", "dear"]
    assert "allowance" in second.trace.notice


def test_new_names_do_not_get_more_than_all_clients_together_may_have() -> None:
    allowance = Allowance(tokens_a_day=10)
    for number in range(TOGETHER):
        with allowance.spending(f"client {number}", 40):
            pass
    with pytest.raises(AllowanceError, match="all visitors"), allowance.spending("new", 40):
        pass


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(ConnectingError) as raised:
        connect("http://127.0.0.1:9/v1", "any")
    assert "leave --llm out" in str(raised.value)
    assert "\n" not in str(raised.value)
