"""What a client is told when it is not answered: one shape, which OpenAI's clients read too."""

from math import ceil

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.errors import FootnoteError
from qa.ask import QuestionError

RETRY_S = 5.0
MOST_FAULTS = 5


class Denied(FootnoteError):  # noqa: N818
    """A request that is turned away: its status, a word for programs, a line for people."""

    def __init__(self, status: int, kind: str, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.retry_after = retry_after  # seconds; 0 where waiting does not help

    def response(self) -> JSONResponse:
        """Return it as JSON, `{"error": {"type": …, "message": …}}`."""
        wait = {"Retry-After": str(ceil(self.retry_after))} if self.retry_after else {}
        return JSONResponse(error_record(self.kind, str(self)), self.status, headers=wait)


def error_record(kind: str, message: str) -> dict[str, dict[str, str]]:
    """Return the object that says what went wrong; half a surrogate pair becomes a `?`."""
    return {"error": {"type": kind, "message": message.encode("utf-8", "replace").decode()}}


async def explain_denied(_: Request, error: Exception) -> Response:
    """Answer a request that is turned away."""
    if not isinstance(error, Denied):
        raise error
    return error.response()


async def explain(_: Request, error: Exception) -> Response:
    """Answer a question that cannot be asked (422), or one that the index cannot serve (503)."""
    if isinstance(error, QuestionError):
        return Denied(422, "question", str(error)).response()
    return Denied(503, "index", str(error), RETRY_S).response()


async def explain_invalid(_: Request, error: Exception) -> Response:
    """Answer a request of another shape than expected (422), without repeating what it said."""
    if not isinstance(error, RequestValidationError):
        raise error
    found = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:MOST_FAULTS]]
    return Denied(422, "invalid", "; ".join(found)).response()


async def explain_status(_: Request, error: Exception) -> Response:
    """Answer what the framework turned away, such as a body that is no JSON (400)."""
    if not isinstance(error, HTTPException):
        raise error
    return Denied(error.status_code, "request", str(error.detail)).response()
