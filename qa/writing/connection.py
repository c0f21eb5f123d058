"""A connection to an OpenAI-compatible server, with an end to everything it may do."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from time import monotonic
from typing import Any

import httpx

from index.errors import FootnoteError

MOST_BYTES = 1_000_000  # of one response
MOST_TOKENS = 800
RETRIES = 2
CONNECT_S = 3.0
KEY = "FOOTNOTE_LLM_KEY"
_ends: ContextVar[float | None] = ContextVar("ends", default=None)


class ConnectingError(FootnoteError):
    """The server of the language model cannot be used."""


@contextmanager
def _deadline(ends: float) -> Iterator[None]:
    """Let the requests that are sent inside end at a time of `monotonic()`."""
    token = _ends.set(ends)
    try:
        yield
    finally:
        _ends.reset(token)


def connect(url: str, model: str) -> Any:
    """Return a LlamaIndex LLM for an OpenAI-compatible server; the key is in FOOTNOTE_LLM_KEY.

    Raises ConnectingError if the packages are missing or no such server answers.
    """
    try:
        from llama_index.llms.openai_like import OpenAILike
        from openai import OpenAI
    except ImportError:
        raise ConnectingError(
            "the packages for language models expected, not found: "
            "run `pip install 'footnote-qa[llm]'`, or leave out --llm"
        ) from None
    key = os.environ.get(KEY) or "none"
    _check(url, key)
    client = OpenAI(
        base_url=url,
        api_key=key,
        max_retries=RETRIES,
        timeout=httpx.Timeout(30.0, connect=CONNECT_S),
        http_client=httpx.Client(transport=Limited(httpx.HTTPTransport()), trust_env=False),
    )
    return OpenAILike(
        model=model,
        api_base=url,
        api_key=key,
        is_chat_model=True,
        max_tokens=MOST_TOKENS,
        temperature=0.0,
        max_retries=0,  # the client retries, and heeds Retry-After
        openai_client=client,
    )


def told(llm: Any, messages: Sequence[tuple[str, str]], ends: float) -> Iterator[str]:
    """Yield what the model says, piece by piece, until it ends or `monotonic()` is at `ends`.

    The deadline is handed over while the request is sent; the response then keeps it, since a
    generator may be continued by another thread.
    """
    from llama_index.core.llms import ChatMessage

    chat = [ChatMessage(role=role, content=text) for role, text in messages]
    with _deadline(ends):
        parts = iter(llm.stream_chat(chat))
        first = next(parts, None)
    for part in chain([first] if first else [], parts):
        if monotonic() > ends:
            raise TimeoutError
        if part.delta:
            yield part.delta


def _check(url: str, key: str) -> None:
    """Raise ConnectingError unless something that speaks HTTP answers at the address."""
    remedy = "start it, mend --llm, or leave --llm out: the built-in reader needs no server"
    try:
        with httpx.Client(trust_env=False, timeout=CONNECT_S) as client:
            answer = client.get(
                f"{url.rstrip('/')}/models", headers={"Authorization": f"Bearer {key}"}
            )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ConnectingError(
            f"a model server expected at {url}, none answers ({type(error).__name__}): {remedy}"
        ) from None
    if answer.status_code in (401, 403):
        raise ConnectingError(f"a key expected by {url}, refused: set {KEY}")


class Limited(httpx.BaseTransport):
    """A transport whose responses end at the deadline, and at MOST_BYTES, however they trickle."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the time that is left; a retry that would come too late is none."""
        left = _left(_ends.get())
        if left is not None:
            times = request.extensions.get("timeout", {})
            capped = {name: min(value or left, left) for name, value in times.items()}
            request.extensions = {**request.extensions, "timeout": capped}
        response = self._inner.handle_request(request)
        if left is not None and _wait(response) > (_left(_ends.get()) or 0.0):
            response.headers["x-should-retry"] = "false"
        response.stream = _Ending(response.stream, _ends.get())
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Ending(httpx.SyncByteStream):
    def __init__(self, inner: Any, ends: float | None) -> None:
        self._inner, self._ends = inner, ends

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for piece in self._inner:
            length += len(piece)
            _left(self._ends)
            if length > MOST_BYTES:
                raise httpx.ReadError(f"more than {MOST_BYTES:,} bytes")
            yield piece

    def close(self) -> None:
        self._inner.close()


def _left(ends: float | None) -> float | None:
    """Return the seconds that are left, None without a deadline. Raises ReadTimeout at its end."""
    if ends is None:
        return None
    if (left := ends - monotonic()) <= 0:
        raise httpx.ReadTimeout("the time for this reply is over")
    return left


def _wait(response: httpx.Response) -> float:
    try:
        return float(response.headers.get("retry-after", 0))
    except ValueError:
        return 0.0
