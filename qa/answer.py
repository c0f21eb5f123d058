"""What an answer is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.store import Passage

REFUSAL = "The documents do not answer this question."
READER, SMALL_TALK = "reader", "small talk"  # who answers where no language model does
LEXICAL_ONLY = "lexical search only"  # ends the name of the answerer when Chroma was not there


@dataclass(frozen=True)
class Citation:
    """The exact words a sentence rests on: `article.text[start:end] == quote`.

    `page` counts from 1 where the article has pages; `metadata` is the article's.
    """

    number: int
    article_id: str
    title: str
    start: int
    end: int
    quote: str
    page: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Return where the words come from beside the title: publisher or author, date, page."""
        named = self.metadata.get("publisher") or self.metadata.get("author", "")
        page = f"page {self.page}" if self.page else ""
        return " · ".join(filter(None, (named, self.metadata.get("date", ""), page)))


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, with at least one citation.

    Where sources differ, `says` is what this one gives for an answer.
    """

    text: str
    citations: tuple[Citation, ...]
    says: str = ""


@dataclass(frozen=True)
class Dropped:
    """A sentence that a language model wrote and that is not shown, and why in a word or two."""

    text: str
    reason: str


@dataclass(frozen=True)
class Trace:
    """How an answer came about: the question that was looked up, and milliseconds by stage.

    Of a language model also what was dropped, and a notice where the reader answers in its place.
    """

    understood: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer, or the refusal: then there are no sentences and no short answer.

    `confidence` estimates how probable it is that the answer is right, 0 to 1, refused or not.
    `passages` are those that were read, best first, then others that were found.
    `remark` replies to a greeting or to a question about Footnote, without any sentence.
    """

    question: str
    sentences: tuple[Sentence, ...]
    short: str
    confidence: float
    passages: tuple[Passage, ...]
    answerer: str
    trace: Trace = Trace()
    remark: str = ""

    @property
    def understood(self) -> str:
        """Return what a follow-up was understood as; nothing where the question stood alone."""
        return "" if self.trace.understood == self.question else self.trace.understood

    @property
    def timings(self) -> Mapping[str, float]:
        """Return milliseconds by stage: understand, search, read, and all of them."""
        return self.trace.timings

    @property
    def note(self) -> str:
        """Return what was not as it should be when this was answered, or nothing."""
        if self.answerer.endswith(LEXICAL_ONLY):
            return "Searched by words alone: the Chroma server does not answer."
        return ""

    @property
    def is_written(self) -> bool:
        """Tell whether a language model wrote it."""
        return self.answerer.removesuffix(f", {LEXICAL_ONLY}") not in (READER, SMALL_TALK)

    @property
    def refused(self) -> bool:
        """Tell whether nothing could be said."""
        return not self.sentences and not self.remark

    @property
    def differs(self) -> bool:
        """Tell whether the sources differ: then each sentence tells what it says."""
        return len({sentence.says for sentence in self.sentences}) > 1

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return every citation once, in the order of its number."""
        found = {c.number: c for sentence in self.sentences for c in sentence.citations}
        return tuple(found[number] for number in sorted(found))

    @property
    def text(self) -> str:
        """Return the sentences with [1] markers, the remark, or the refusal."""
        if self.remark:
            return self.remark
        if self.refused:
            return REFUSAL
        return " ".join(
            s.text + " " + "".join(f"[{c.number}]" for c in s.citations) for s in self.sentences
        )
