"""A scripted OpenAI-compatible server on loopback: the model's name says how it behaves."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

LETTERS = "etaoinshrdlu"
BROKEN = {
    "too-many": (429, {"retry-after": "0"}),
    "much-later": (429, {"retry-after": "600"}),
    "failing": (500, {}),
    "forbidden": (401, {}),
}


class ModelServer:
    """Replies by model name: what `replies` holds for it, or a fault; `asked` keeps requests."""

    def __init__(self) -> None:
        self.replies: dict[str, str] = {}
        self.asked: list[dict[str, object]] = []
        self.url = ""
        self.app = Starlette(
            routes=[
                Route("/v1/models", lambda _: JSONResponse({"object": "list", "data": []})),
                Route("/v1/chat/completions", self.complete, methods=["POST"]),
                Route("/v1/embeddings", self.embed, methods=["POST"]),
            ]
        )

    async def complete(self, request: Request) -> Response:
        """Play the model that is named."""
        body = await request.json()
        self.asked.append(body)
        name = body["model"]
        if name in BROKEN:
            status, headers = BROKEN[name]
            return JSONResponse({"error": {"message": "no\r\n\x1b[31m"}}, status, headers)
        if name == "busy" and len(self.asked) == 1:
            return JSONResponse({"error": {"message": "wait"}}, 429, {"retry-after": "1"})
        if name == "not-json":
            return Response(b"<html>\xff\xfe", media_type="application/json")
        return StreamingResponse(self._stream(name), media_type="text/event-stream")

    async def embed(self, request: Request) -> Response:
        """Return vectors of letter counts; the model "failing" returns an error."""
        body = await request.json()
        if body["model"] in BROKEN:
            return JSONResponse({"error": {"message": "no"}}, 401)
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        vectors = [[1.0 + text.lower().count(letter) for letter in LETTERS] for text in texts]
        data = [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(vectors)]
        return JSONResponse({"object": "list", "model": "m", "data": data, "usage": {}})

    async def _stream(self, name: str) -> AsyncIterator[bytes]:
        if name == "silent":
            await asyncio.sleep(30)
        if name == "dripping":
            for letter in "data: {" * 10:
                yield letter.encode()
                await asyncio.sleep(0.2)
        if name == "endless":
            for _ in range(10_000):  # ten times what is read of it
                yield _event("word " * 200)
                await asyncio.sleep(0)
        if name == "bad-utf8":
            yield b"data: \xff\xfe\xfa\n\n"
        if name == "reset":
            yield _event('{"sentence": "Nothing')
            raise ConnectionResetError
        reply = self.replies.get(name, "")
        for at in range(0, len(reply), 7):
            yield _event(reply[at : at + 7])
        if name == "halting" and not reply.endswith("}"):
            await asyncio.sleep(30)
        yield b"data: [DONE]\n\n"


def _event(text: str) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return f"data: {json.dumps({**whole, 'choices': [choice]})}\n\n".encode()


@contextmanager
def serving() -> Iterator[ModelServer]:
    """Run the server on a free port of loopback until the end of the block."""
    server = ModelServer()
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server.url = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
    config = uvicorn.Config(
        server.app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.should_exit = True
        thread.join(10)
        bound.close()
