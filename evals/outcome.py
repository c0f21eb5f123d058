"""A case that was asked: what came back, and every score of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.case import Case


@dataclass(frozen=True)
class Cited:
    """A citation as it was shown.

    `exact` tells whether its quote stands at its place, `supported` whether that overlaps the
    evidence of the case.
    """

    article: str
    start: int
    end: int
    quote: str
    exact: bool
    supported: bool


@dataclass(frozen=True)
class Reply:
    """What was shown; `differs` where it says that the sources differ.

    An `error` is why nothing could be asked; then nothing is scored.
    """

    text: str = ""
    short: str = ""
    refused: bool = False
    confidence: float = 0.0
    citations: tuple[Cited, ...] = ()
    error: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Ranked:
    """A passage or document found, best first, with its relevance."""

    id: str
    score: float
    grade: int


@dataclass(frozen=True)
class Outcome:
    """`scores` by measure: a number, or None for what applies to the case but cannot be scored.

    `relevant` are the grades, by id, of all that is relevant in the corpus; `ms` is how long the
    answer took.
    """

    case: Case
    reply: Reply
    ranking: tuple[Ranked, ...]
    relevant: Mapping[str, int]
    scores: Mapping[str, float | None]
    ms: float = 0.0

    @property
    def right(self) -> bool | None:
        """Tell whether it is right; None where no answer was asked for or none can be judged."""
        score = self.scores.get("right")
        return None if score is None else bool(score)

    @property
    def verdict(self) -> str:
        """Return right, wrong, refused (and should not have been) or unscored."""
        if self.right is None:
            return "unscored"
        return "right" if self.right else "refused" if self.reply.refused else "wrong"
