"""Footnote as tools, for clients of the Model Context Protocol."""

from functools import partial
from importlib.metadata import version
from typing import Annotated

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request

from index.errors import FootnoteError
from qa.ask import LONGEST_QUESTION
from qa.ask import search as find
from ui.api.admission import Admission
from ui.api.answering import Answering
from ui.api.asking import MOST_TURNS, Text, answer_events, last_record
from ui.api.documents import MOST_PASSAGES
from ui.api.queue import Queue
from ui.api.shapes import AnswerRecord, SearchRecord
from ui.api.visitor import gone, visitor
from ui.records import search_record

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
CHECKED_OUTSIDE = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # by our layers
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


def _request(context: Context) -> Request:
    found = context.request_context.request
    assert isinstance(found, Request)  # noqa: S101
    return found


def tool_server(answering: Answering, queue: Queue, admission: Admission) -> Starlette:
    """Return an application that serves /mcp, stateless, with the tools ask and search."""
    server = MCPServer(
        "Footnote",
        instructions="Answers questions about a folder of documents, every sentence footnoted.",
        version=version("footnote-qa"),
        log_level="WARNING",
    )

    @server.tool(annotations=READS)
    async def ask(
        question: Words,
        context: Context,
        history: Annotated[list[Text], Field(max_length=MOST_TURNS)] = [],  # noqa: B006
    ) -> AnswerRecord:
        """Answer a question from the documents, with the exact words each sentence rests on.

        `history` holds the earlier questions of the conversation, oldest first.
        """
        try:
            request = _request(context)
            await admission.ask(request)
            client = visitor(request).client
            events = partial(answer_events, answering, question, history, client)
            found = queue.run(events, gone(request))
            record = await last_record(found, request)
        except FootnoteError as error:
            raise ToolError(str(error)) from None
        return AnswerRecord(**record)

    @server.tool(annotations=READS)
    async def search(
        query: Words, context: Context, k: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 5
    ) -> SearchRecord:
        """Find the k passages of the documents that fit a query best."""
        try:
            request = _request(context)
            await admission.ask(request)
            asked = partial(find, query, answering.index, k)
            found = await queue.one(asked, gone(request))
        except FootnoteError as error:
            raise ToolError(str(error)) from None
        return SearchRecord(**search_record("1", query, found))

    return server.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=CHECKED_OUTSIDE
    )
