"""POST /api/ask: a question, answered as one object or as a stream of events."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from index.errors import FootnoteError
from qa.answer import Sentence
from qa.ask import LONGEST_QUESTION, Stage
from ui.api.admission import Admission
from ui.api.answering import Answering
from ui.api.errors import Denied, error_record
from ui.api.queue import Queue
from ui.api.shapes import FAULTS, AnswerRecord
from ui.api.visitor import gone, visitor
from ui.records import answer_record, sentence_record

MOST_TURNS = 50
EVENTS = "text/event-stream"
UNBUFFERED = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
STREAM: dict[str, Any] = {EVENTS: {}}  # OpenAPI 3.1 has no words for the shape of an event
SHAPES: dict[int | str, dict[str, Any]] = {
    200: {"model": AnswerRecord, "content": STREAM},
    **FAULTS,
}
Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]
Event = tuple[str, dict[str, Any]]


class Question(BaseModel):
    """A question, with the earlier questions of the conversation, oldest first."""

    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    history: Annotated[list[Text], Field(max_length=MOST_TURNS)] = []


def ask_routes(answering: Answering, queue: Queue, admission: Admission) -> APIRouter:
    """Return POST /api/ask."""
    router = APIRouter(tags=["documents"])

    @router.post(
        "/api/ask",
        summary="Ask the documents",
        dependencies=[Depends(admission.ask)],
        responses=SHAPES,
    )
    async def answer(asked: Question, request: Request) -> Response:
        events = partial(
            answer_events, answering, asked.question, asked.history, visitor(request).client
        )
        found = queue.run(events, gone(request))
        if EVENTS in request.headers.get("accept", ""):
            return await event_response(found)
        return JSONResponse(await last_record(found, request))

    return router


def answer_events(
    answering: Answering, question: str, history: Sequence[str], client: str
) -> Iterator[Event]:
    """Yield stages, each sentence, the citations, and last the whole record, as (event, data).

    Raises QuestionError before the first of them.
    """
    written = False
    for found in answering.stages(question, history, client):
        if isinstance(found, Stage):
            yield "stage", {"stage": found.name, "question": found.question}
        elif isinstance(found, Sentence):
            written = True
            yield "sentence", sentence_record(found)
        else:
            record = answer_record("1", found)
            if not written:
                yield from (("sentence", sentence) for sentence in record["sentences"])
            yield "citations", {"citations": record["citations"]}
            yield "done", record


async def last_record(events: AsyncGenerator[Event], request: Request) -> dict[str, Any]:
    """Return the whole record alone; raises Denied (499) once nobody waits for it any more."""
    async with aclosing(events):
        async for kind, record in events:
            if kind == "done":
                return record
            if await request.is_disconnected():
                break
    raise Denied(499, "gone", "the client went away")


async def event_response(events: AsyncIterator[Event]) -> Response:
    """Return a stream of server-sent events; what fails before the first raises."""
    first = await anext(events)

    async def lines() -> AsyncIterator[str]:
        yield event_line(*first)
        try:
            async for event in events:
                yield event_line(*event)
        except FootnoteError as error:
            yield event_line("error", error_record("index", str(error)))

    return StreamingResponse(lines(), media_type=EVENTS, headers=UNBUFFERED)


def event_line(kind: str, data: dict[str, Any]) -> str:
    """Return a server-sent event."""
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
