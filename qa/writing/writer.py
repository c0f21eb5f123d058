"""A language model writes; only what its passages bear out is kept."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic
from typing import Any

from index.errors import FootnoteError
from index.sentence import sentences
from index.store import Passage
from qa.answer import Answer, Citation, Dropped, Sentence
from qa.support.check import unsupported
from qa.support.figures import names, numbers
from qa.support.stems import stems
from qa.writing.align import align
from qa.writing.allowance import Allowance
from qa.writing.claims import Claim, claims
from qa.writing.connection import told
from qa.writing.prompt import Message, answering, restating

MOST_PASSAGES = 6
MOST_CLAIMS = 12
LONGEST_SENTENCE = 400  # characters
LONGEST_REPLY = 16_000
RESTATE_S = 5.0
log = logging.getLogger(__name__)


class WriterError(FootnoteError):
    """The model gave no reply that can be used; the message says why."""


@dataclass(frozen=True)
class Writer:
    """A LlamaIndex LLM with what it may take: seconds for a reply, and tokens for a client."""

    llm: Any
    name: str
    allowance: Allowance
    deadline_s: float = 30.0

    def write(
        self, question: str, history: Sequence[str], passages: Sequence[Passage], client: str
    ) -> Iterator[Sentence | Dropped]:
        """Yield each sentence of the reply once it is checked, or what was dropped and why.

        The citations' numbers are those of the sentences' order. Raises WriterError if the model
        fails, is too slow, or has failed so often that it is left alone for a while.
        """
        read = passages[:MOST_PASSAGES]
        deltas = self._reply(answering(question, history, read), client, self.deadline_s)
        numbered: dict[tuple[str, int, int], int] = {}
        for claim in islice(claims(deltas), MOST_CLAIMS):
            for text in _split(claim.text):
                yield _checked(text, claim, question, read, numbered)

    def restate(self, question: str, history: Sequence[str], client: str) -> str | None:
        """Return the question so that it stands alone, or None where the model failed to.

        A restatement may use no name and no number that the conversation does not have.
        """
        try:
            reply = "".join(self._reply(restating(question, history), client, RESTATE_S)).strip()
        except WriterError as error:
            log.info("the question was not restated: %s", error)
            return None
        said = " ".join([*history, question])
        known = set(stems(said)) | set(names(said))
        sound = set(numbers(reply)) <= set(numbers(said)) and set(names(reply)) <= known
        if _words(reply) == _words(question):
            return question  # "Understood as" is for what was changed
        fits = 0 < len(reply) <= 2 * len(said) + 40 and "\n" not in reply
        return reply.strip("\"' ") if sound and fits and set(stems(reply)) & known else None

    def _reply(self, messages: Sequence[Message], client: str, seconds: float) -> Iterator[str]:
        length = 0
        with self.allowance.spending(client, sum(len(text) for _, text in messages)) as spend:
            try:
                for delta in told(self.llm, messages, monotonic() + seconds):
                    length += len(delta)
                    spend(len(delta))
                    yield delta
                    if length > LONGEST_REPLY:
                        raise OverflowError
            except Exception as error:  # every client library has errors of its own
                raise WriterError(_reason(error)) from None


def written(
    writer: Writer, draft: Answer, asked: str, history: Sequence[str], client: str
) -> Iterator[Sentence | Answer]:
    """Yield the sentences the model wrote, and last the answer of them, or else the draft.

    Where nothing the model wrote can be kept the draft is the answer, with a notice that says so.
    """
    kept, dropped, notice = list[Sentence](), list[Dropped](), ""
    try:
        for found in writer.write(asked, history, draft.passages, client):
            if isinstance(found, Dropped):
                dropped.append(found)
                continue
            kept.append(found)
            yield found
    except FootnoteError as error:
        notice = str(error)
    if not kept:
        notice = notice or "nothing that the model wrote could be cited"
        notice = f"{notice}; the built-in reader answers"
        yield replace(draft, trace=replace(draft.trace, dropped=tuple(dropped), notice=notice))
        return
    trace = replace(draft.trace, dropped=tuple(dropped), notice=notice)
    yield replace(draft, sentences=tuple(kept), short="", answerer=writer.name, trace=trace)


def _checked(
    text: str,
    claim: Claim,
    question: str,
    passages: Sequence[Passage],
    numbered: dict[tuple[str, int, int], int],
) -> Sentence | Dropped:
    if len(text) > LONGEST_SENTENCE:
        return Dropped(text[:LONGEST_SENTENCE], "too long")
    found = _place(claim, text, passages)
    if found is None:
        return Dropped(text, "no such quote")
    passage, (start, end) = found
    quote = passage.chunk.text[start:end]
    if reason := unsupported(text, quote, question):
        return Dropped(text, reason)
    first = passage.chunk.start
    key = (passage.chunk.article_id, first + start, first + end)
    number = numbered.setdefault(key, len(numbered) + 1)
    return Sentence(text, (Citation(number, key[0], passage.title, key[1], key[2], quote),))


def _place(
    claim: Claim, text: str, passages: Sequence[Passage]
) -> tuple[Passage, tuple[int, int]] | None:
    """Return the passage and the place in it that a claim rests on.

    The passage that is named comes first, then the others. Without a quote it is the sentence
    of the named passage that shares most words with the claim.
    """
    named = passages[claim.passage - 1 : claim.passage] if claim.passage else []
    if not claim.quote:
        return next(((p, _nearest(text, p.chunk.text)) for p in named), None)
    for passage in [*named, *(p for p in passages if p not in named)]:
        if place := align(claim.quote, passage.chunk.text):
            return passage, place
    return None


def _nearest(text: str, passage: str) -> tuple[int, int]:
    said = set(stems(text))
    spans = sentences(passage)
    return max(spans, key=lambda span: len(said & set(stems(passage[span[0] : span[1]]))))


def _split(text: str) -> list[str]:
    """Return the sentences of a claim, each on one line and without control characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    clean = " ".join(printable.split())
    return [clean[start:end] for start, end in sentences(clean)]


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def _reason(error: Exception) -> str:
    """Return one short line without what the server said: that may hold anything."""
    return f"the model failed ({type(error).__name__})"
