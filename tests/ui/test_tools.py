"""Footnote as tools, called by the official client of the Model Context Protocol."""

from collections.abc import Awaitable, Callable
from typing import Any

from mcp import Client

from tests.ui.running import finished

MAYOR = "Who is the mayor of DC?"


def calling(server: str, calls: Callable[[Client], Awaitable[Any]]) -> Any:
    """Return what `calls` returns for a client of the server."""

    async def main() -> Any:
        async with Client(f"{server}/mcp") as client:
            return await calls(client)

    return finished(main())


def test_the_tools_say_what_they_take_and_give(server: str) -> None:
    tools = {tool.name: tool for tool in calling(server, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert "citations" in (tools["ask"].output_schema or {})["properties"]


def test_ask_gives_the_record(server: str) -> None:
    asked = {"question": "What did she announce?", "history": [MAYOR]}
    found = calling(server, lambda client: client.call_tool("ask", asked))
    assert not found.is_error
    assert found.structured_content["sentences"][0]["citations"] == [1]
    assert "Bowser" in found.structured_content["answer"]


def test_search_gives_passages(server: str) -> None:
    found = calling(server, lambda client: client.call_tool("search", {"query": "mayor", "k": 2}))
    assert [passage["rank"] for passage in found.structured_content["passages"]] == [1, 2]


def test_what_cannot_be_asked_is_said(server: str) -> None:
    for asked in ({"question": "   "}, {"question": 3}, {}):
        found = calling(server, lambda client, asked=asked: client.call_tool("ask", asked))  # type: ignore[misc]
        assert found.is_error
