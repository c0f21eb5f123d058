"""The extractive reader that ships: where in a passage a question is answered, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.chunk import Chunk
from index.embedding import load_session, load_tokenizer, workers
from index.sentence import sentences
from index.store import Passage
from qa.card import MODELS, card

LONGEST_QUESTION = 64  # word pieces; what follows is not read
LONGEST_PASSAGE = 400
LONGEST_SPAN = 30

Logits = NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """The best span of a passage and the sentence around it, each as (start, end) in the article.

    `margin` is the span's logits less those of "no span", `answers` the logit of "this passage
    answers the question", `likeness` the cosine of sentence and question where they are compared.
    """

    passage: Passage
    span: tuple[int, int]
    sentence: tuple[int, int]
    margin: float
    answers: float
    likeness: float = 0.0

    @property
    def text(self) -> str:
        """Return the words of the span."""
        return self._words(self.span)

    @property
    def sentence_text(self) -> str:
        """Return the words of the sentence."""
        return self._words(self.sentence)

    def _words(self, place: tuple[int, int]) -> str:
        first = self.passage.chunk.start
        return self.passage.chunk.text[place[0] - first : place[1] - first]


class Reader:
    """A cross-encoder in ONNX int8. Raises ModelError if its file is missing or damaged."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Return a reading for each passage that has words, in their order.

        Each passage is read alone, since int8 logits depend on what shares the batch.
        """
        found = workers().map(lambda passage: self._read(question, passage), passages)
        return [reading for reading in found if reading]

    def _read(self, question: str, passage: Passage) -> Reading | None:
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        read = self._tokenizer.encode(passage.chunk.text, add_special_tokens=False)
        offsets = np.array(read.offsets[:LONGEST_PASSAGE]).reshape(-1, 2)
        if not len(offsets):
            return None
        first = min(len(asked.ids), LONGEST_QUESTION) + 2
        starts, ends, answers = self._logits(asked.ids[: first - 2], read.ids[:LONGEST_PASSAGE])
        inside = slice(first, first + len(offsets))
        places = np.array(_places(passage.chunk))
        sentence_of = np.searchsorted(places[:, 0], offsets[:, 0], side="right") - 1
        i, j = best_span(starts[inside], ends[inside], sentence_of)
        margin = starts[first + i] + ends[first + j] - starts[0] - ends[0]
        base = passage.chunk.start
        span = base + int(offsets[i, 0]), base + int(offsets[j, 1])
        start, end = (base + int(place) for place in places[sentence_of[i]])
        return Reading(passage, span, (start, end), float(margin), float(answers))

    def _logits(self, asked: list[int], read: list[int]) -> tuple[Logits, Logits, float]:
        ids = np.array([[self._cls, *asked, self._sep, *read, self._sep]], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, len(asked) + 2 :] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        names = ["start_logits", "end_logits", "answer_logit"]
        starts, ends, answers = self._session.run(names, feed)
        return starts[0], ends[0], float(answers[0])

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer()

    @cached_property
    def _cls(self) -> int:
        return int(self._tokenizer.token_to_id("[CLS]"))

    @cached_property
    def _sep(self) -> int:
        return int(self._tokenizer.token_to_id("[SEP]"))

    @cached_property
    def _session(self) -> Any:
        return load_session(MODELS / "reader.onnx", card().sha256)


def _places(chunk: Chunk) -> list[tuple[int, int]]:
    """Return the places in a chunk of the sentences that its article has there."""
    if not chunk.sentences:
        return sentences(chunk.text)
    return [(start - chunk.start, end - chunk.start) for start, end in chunk.sentences]


def best_span(starts: Logits, ends: Logits, sentence_of: NDArray[np.int64]) -> tuple[int, int]:
    """Return first and last token of the span with the highest sum of logits.

    A span has at most LONGEST_SPAN tokens and stays in one sentence. Arrays are [tokens].
    """
    scores = starts[:, None] + ends[None, :]
    span = np.arange(len(starts))
    length = span[None, :] - span[:, None]
    allowed = (length >= 0) & (length < LONGEST_SPAN)
    allowed &= sentence_of[:, None] == sentence_of[None, :]
    best = int(np.where(allowed, scores, -np.inf).argmax())
    return divmod(best, len(starts))
