"""Footnote as a model, asked by OpenAI's own client."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI, UnprocessableEntityError

from ui.api.completions import harmless

MAYOR = "Who is the mayor of DC?"


@pytest.fixture
def client(server: str) -> Iterator[OpenAI]:
    """Return the client as a person sets it up."""
    with OpenAI(base_url=f"{server}/v1", api_key="any", max_retries=0) as client:
        yield client


def test_the_model_is_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["footnote"]


def test_a_conversation_is_answered_with_footnotes(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="footnote",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": MAYOR},
            {"role": "assistant", "content": "Muriel Bowser."},
            {"role": "user", "content": [{"type": "text", "text": "What did she announce?"}]},
        ],
        temperature=0.3,
    )
    (choice,) = answer.choices
    assert choice.finish_reason == "stop"
    assert "[1] “DC Mayor Muriel Bowser" in str(choice.message.content)
    extra = answer.model_extra or {}
    assert extra["footnote"]["citations"][0]["quote"] in str(choice.message.content)


def test_a_stream_says_the_same(client: OpenAI) -> None:
    asked: Any = [{"role": "user", "content": MAYOR}]
    whole = client.chat.completions.create(model="footnote", messages=asked)
    chunks = list(client.chat.completions.create(model="footnote", messages=asked, stream=True))
    assert len(chunks) > 3
    assert len({chunk.id for chunk in chunks}) == 1
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said == whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_without_a_users_turn_it_says_what_is_missing(client: OpenAI) -> None:
    with pytest.raises(UnprocessableEntityError, match="role user expected"):
        client.chat.completions.create(
            model="footnote", messages=[{"role": "system", "content": "x"}]
        )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](http://a.b/c.png)", "\\![x\\](http://a.b/c.png)"),
        ("a <img src=x> b < c", "a \\<img src=x> b < c"),
        ("[1] as is, 5 > 3!", "[1] as is, 5 > 3!"),
    ],
)
def test_markdown_of_documents_is_not_active(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text(alphabet='![]()<>a1:/ \\"'))
def test_nothing_but_backslashes_is_added(text: str) -> None:
    shown = harmless(text)
    assert shown.replace("\\", "") == text.replace("\\", "")
    assert harmless("![a](b) <b").count("\\") == 3
