"""Footnote as a model, for clients made for OpenAI's chat completions."""

import json
import re
from collections.abc import AsyncIterator
from functools import partial
from time import time
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from index.errors import FootnoteError
from qa.ask import LONGEST_QUESTION
from ui.api.admission import Admission
from ui.api.answering import Answering
from ui.api.asking import EVENTS, MOST_TURNS, STREAM, UNBUFFERED, answer_events, last_record
from ui.api.errors import Denied, error_record
from ui.api.queue import Queue
from ui.api.shapes import FAULTS
from ui.api.visitor import gone, visitor

MODEL = "footnote"
SHAPES: dict[int | str, dict[str, Any]] = {
    200: {"content": STREAM},
    **FAULTS,
}
ACTIVE = re.compile(r"!(?=\[)|\](?=\()|<(?=[A-Za-z/!])|\[(?=[^]\d][^]]*\]:)")
Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: Text = ""


class Message(BaseModel):
    """A turn; only the user's are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[Part], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """Return what was said."""
        if isinstance(self.content, str):
            return self.content
        return " ".join(part.text for part in self.content or [])


class Completion(BaseModel):
    """A conversation, whose last user's turn is answered; other settings are ignored."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=4 * MOST_TURNS)]
    model: Annotated[str, Field(max_length=200)] = MODEL
    stream: bool = False


def completion_routes(answering: Answering, queue: Queue, admission: Admission) -> APIRouter:
    """Return POST /v1/chat/completions and GET /v1/models."""
    router = APIRouter(tags=["OpenAI-compatible"])

    @router.get("/v1/models", dependencies=[Depends(admission.look)], responses=FAULTS)
    async def models() -> dict[str, Any]:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return {"object": "list", "data": [model]}

    @router.post("/v1/chat/completions", dependencies=[Depends(admission.ask)], responses=SHAPES)
    async def complete(asked: Completion, request: Request) -> Response:
        turns = [message.text for message in asked.messages if message.role == "user"]
        if not turns:
            raise Denied(422, "invalid", "messages: at least one of the role user expected")
        client = visitor(request).client
        steps = partial(answer_events, answering, turns[-1], turns[:-1][-MOST_TURNS:], client)
        events = queue.run(steps, gone(request))
        if not asked.stream:
            return JSONResponse(_whole(await last_record(events, request)))
        first = await anext(events)  # what cannot be asked is told before the stream begins
        return StreamingResponse(_stream(first, events), media_type=EVENTS, headers=UNBUFFERED)

    return router


def footnoted(record: dict[str, Any]) -> str:
    """Return an answer and its footnotes as Markdown, in which nothing of a document is active."""
    notes = [f"[{c['number']}] “{c['quote']}” ({c['title']})" for c in record["citations"]]
    return harmless("\n\n".join([record["answer"], *notes]))


def harmless(text: str) -> str:
    """Put a backslash before what Markdown would make an image, a link or a tag of."""
    return ACTIVE.sub(r"\\\g<0>", text)


def _whole(record: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": footnoted(record), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _frame("chat.completion") | {"choices": [choice], MODEL: record}


async def _stream(
    first: tuple[str, dict[str, Any]], events: AsyncIterator[tuple[str, dict[str, Any]]]
) -> AsyncIterator[str]:
    """Yield the chunks of a streamed completion: an answer's words come when all is verified."""
    frame = _frame("chat.completion.chunk")
    yield _chunk(frame, {"role": "assistant", "content": ""})
    kind, data = first
    try:
        while kind != "done":
            kind, data = await anext(events)
    except FootnoteError as error:
        yield f"data: {json.dumps(error_record('index', str(error)))}\n\n"
        return
    for piece in re.split(r"(?<=\s)(?=\S)", footnoted(data)):
        yield _chunk(frame, {"content": piece})
    yield _chunk(frame, {}, "stop")
    yield "data: [DONE]\n\n"


def _frame(kind: str) -> dict[str, Any]:
    identity = f"chatcmpl-{uuid4().hex}"
    return {"id": identity, "object": kind, "created": int(time()), "model": MODEL}


def _chunk(frame: dict[str, Any], delta: dict[str, str], reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
    return f"data: {json.dumps(frame | {'choices': [choice]}, ensure_ascii=False)}\n\n"
