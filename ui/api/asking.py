"""POST /api/ask: a question, answered as one object or as a stream of events."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from index.errors import FootnoteError
from index.store import Index
from qa.answer import Answer
from qa.ask import LONGEST_QUESTION, ask
from ui.api.errors import Denied, error_record
from ui.api.queue import Queue
from ui.api.session import Sessions
from ui.records import answer_record

MOST_TURNS = 50
EVENTS = "text/event-stream"
Event = tuple[str, dict[str, Any]]


class Question(BaseModel):
    """A question, with the earlier questions of the conversation, oldest first."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    history: Annotated[
        list[Annotated[str, Field(max_length=LONGEST_QUESTION)]], Field(max_length=MOST_TURNS)
    ] = []


def ask_routes(index: Index, queue: Queue, sessions: Sessions) -> APIRouter:
    """Return POST /api/ask."""
    router = APIRouter()

    @router.post("/api/ask", summary="Ask the documents", dependencies=[Depends(sessions.check)])
    async def answer(asked: Question, request: Request) -> Response:
        events = queue.run(lambda: answer_events(asked.question, asked.history, index))
        if EVENTS in request.headers.get("accept", ""):
            return await event_response(events)
        async for kind, data in events:
            if kind == "done":
                return JSONResponse(data)
        raise AssertionError("an answer always ends with `done`")

    return router


def answer_events(question: str, history: Sequence[str], index: Index) -> Iterator[Event]:
    """Yield stages, each sentence, the citations, and last the whole record, as (event, data)."""
    yield "stage", {"stage": "reading", "question": question}
    answer: Answer = ask(question, index, history)
    record = answer_record("1", answer)
    for sentence in record["sentences"]:
        yield "sentence", sentence
    yield "citations", {"citations": record["citations"]}
    yield "done", record


async def event_response(events: AsyncIterator[Event]) -> Response:
    """Return a stream of server-sent events; what fails before the first raises."""
    first = await anext(events)

    async def lines() -> AsyncIterator[str]:
        yield event_line(*first)
        try:
            async for event in events:
                yield event_line(*event)
        except (Denied, FootnoteError) as error:
            yield event_line("error", error_record("question", str(error)))

    return StreamingResponse(lines(), media_type=EVENTS, headers={"X-Accel-Buffering": "no"})


def event_line(kind: str, data: dict[str, Any]) -> str:
    """Return a server-sent event."""
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
