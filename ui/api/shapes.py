"""The objects that the API answers with, as its description shows them."""

from typing import Any

from pydantic import BaseModel


class CitedSentence(BaseModel):
    """A sentence and the numbers of its citations."""

    text: str
    citations: list[int]
    says: str = ""


class Dropped(BaseModel):
    """What a language model wrote and could not be verified."""

    text: str
    reason: str


class CitationRecord(BaseModel):
    """`text[start:end]` of the article is the quote; offsets count Unicode code points."""

    number: int
    article: str
    title: str
    start: int
    end: int
    quote: str


class AnswerRecord(BaseModel):
    """What `footnote ask --json` prints."""

    id: str
    question: str
    answer: str
    short: str
    refused: bool
    confidence: float
    sentences: list[CitedSentence]
    citations: list[CitationRecord]
    answerer: str
    ms: float
    understood: str = ""
    differs: bool = False
    dropped: list[Dropped] = []
    notice: str = ""


class PassageRecord(BaseModel):
    """A place in an article, best first."""

    rank: int
    score: float
    article: str
    start: int
    end: int
    text: str


class SearchRecord(BaseModel):
    """What `footnote search --json` prints."""

    id: str
    query: str
    passages: list[PassageRecord]


class ArticleRecord(BaseModel):
    """An article of the corpus; `length` counts Unicode code points."""

    id: str
    title: str
    length: int
    metadata: dict[str, str]


class CorpusRecord(BaseModel):
    """A page of the corpus; `next` is the `after` of the page that follows, or null."""

    articles: list[ArticleRecord]
    total: int
    next: str | None


class IndexState(BaseModel):
    """What the index holds."""

    articles: int
    chunks: int


class FollowingState(BaseModel):
    """The number of the newest ingest, of the one searched here, and for how long they differ."""

    newest: int
    here: int
    seconds: float


class Health(BaseModel):
    """Whether the server lives, and whether it can answer: then `index` says from what."""

    status: str
    live: bool
    ready: bool
    index: IndexState | None
    following: FollowingState | None


class Fault(BaseModel):
    """A word for programs and a line for people."""

    type: str
    message: str


class FaultRecord(BaseModel):
    """What every request that is not answered gets."""

    error: Fault


FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": FaultRecord, "description": "a body that cannot be read"},
    401: {"model": FaultRecord, "description": "no session token, or one that has expired"},
    403: {"model": FaultRecord, "description": "a site that the server is not open to"},
    413: {"model": FaultRecord, "description": "a body that is too large"},
    422: {"model": FaultRecord, "description": "a request of another shape than expected"},
    429: {"model": FaultRecord, "description": "too many questions: see Retry-After"},
    503: {"model": FaultRecord, "description": "too busy, or no index: see Retry-After"},
}
