"""The extractive reader that ships: where in a passage a question is answered, and how surely."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from index.chunk import Chunk
from index.embedding import load_session, load_tokenizer, workers
from index.lexical import terms
from index.sentence import sentences
from index.store import Passage
from qa.card import MODELS, card
from qa.spans import Logits, best_spans
from qa.tables import Pieces, windows

LONGEST_QUESTION = 64  # word pieces; what follows is not read
LONGEST_TITLE = 40
LONGEST_PASSAGE = 400
EDGES = ' "“”‘’,;:*_|'  # what a span takes along from around the answer
SAME = 0.5  # share of a heading's terms
STOP = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Reading:
    """The best span of a passage and the sentence around it, each as (start, end) in the article.

    `margin` is the span's logits less those of "no span", `answers` the logit of "this passage
    answers the question", `likeness` the cosine of sentence and question where they are compared.
    `elsewhere` are the best spans of the passage's other sentences, in their order.
    """

    passage: Passage
    span: tuple[int, int]
    sentence: tuple[int, int]
    margin: float
    answers: float
    likeness: float = 0.0
    elsewhere: tuple["Reading", ...] = ()

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
        asked = self._encode(question).ids[:LONGEST_QUESTION]
        title = self._encode(_title(passage)).ids[:LONGEST_TITLE]
        found: dict[tuple[int, int], Reading] = {}
        for pieces in windows(passage, self._encode, LONGEST_PASSAGE):
            for reading in self._spans(passage, asked, title, pieces):
                known = found.setdefault(reading.sentence, reading)
                found[reading.sentence] = max(known, reading, key=lambda r: r.margin)
        return _best(list(found.values())) if found else None

    def _spans(
        self, passage: Passage, asked: list[int], title: list[int], pieces: Pieces
    ) -> Iterator[Reading]:
        """Yield the best span of each sentence, and of each cell where that is a table's row."""
        starts, ends, answers = self._logits(asked, [*title, *pieces.ids])
        base = passage.chunk.start
        own = np.array(pieces.own) + len(asked) + len(title) + 2
        offsets = np.array(pieces.offsets)
        places = np.array(_places(passage.chunk))
        sentence_of = np.searchsorted(places[:, 0], offsets[:, 0], side="right") - 1
        nothing = starts[0] + ends[0]
        starts, ends = starts[own], ends[own]
        # Both only rise, so that another sum is another sentence or another cell.
        groups = sentence_of + np.array(pieces.part_of)
        for i, j in best_spans(starts, ends, groups):
            span = base + int(offsets[i, 0]), base + int(offsets[j, 1])
            low, high = (base + int(place) for place in places[sentence_of[i]])
            margin = float(starts[i] + ends[j] - nothing)
            yield Reading(passage, span, (low, high), margin, answers)

    def _logits(self, asked: list[int], read: list[int]) -> tuple[Logits, Logits, float]:
        ids = np.array([[self._cls, *asked, self._sep, *read, self._sep]], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, len(asked) + 2 :] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        names = ["start_logits", "end_logits", "answer_logit"]
        starts, ends, answers = self._session.run(names, feed)
        return starts[0], ends[0], float(answers[0])

    def _encode(self, text: str) -> Any:
        return self._tokenizer.encode(text, add_special_tokens=False)

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


@cache
def reader() -> Reader:
    """Return the reader of this process; its model loads when it is first used."""
    return Reader()


def _title(passage: Passage) -> str:
    """Return what is read before a passage: it tells whom "he" means; not where it begins so."""
    return f"{passage.title}. " if passage.title and passage.chunk.start else ""


def _places(chunk: Chunk) -> list[tuple[int, int]]:
    """Return the places in a chunk of the sentences that its article has there."""
    if not chunk.sentences:
        return sentences(chunk.text)
    return [(start - chunk.start, end - chunk.start) for start, end in chunk.sentences]


def _best(readings: Sequence[Reading]) -> Reading:
    """Return the reading with the largest margin, and the others of its passage in it.

    A heading gives way to the running text that says the same, which is then as sure.
    """
    best = max(readings, key=lambda r: r.margin)
    text = _running_text(best, readings) if is_heading(best.sentence_text) else best
    rest = tuple(reading for reading in readings if reading is not text)
    return replace(text, margin=best.margin, elsewhere=rest)


def _running_text(heading: Reading, readings: Sequence[Reading]) -> Reading:
    """Return the reading that holds the heading's answer and most of its words, or the heading."""
    said, answer = set(terms(heading.sentence_text)), set(terms(heading.text))
    found = []
    for reading in readings:
        words = set(terms(reading.sentence_text))
        if not is_heading(reading.sentence_text) and answer <= words:
            found.append((len(said & words), reading.margin, reading))
    shared, _, text = max(found, key=lambda best: best[:2], default=(0, 0.0, heading))
    return text if shared >= SAME * len(said) else heading


def is_heading(sentence: str) -> bool:
    """Tell whether it ends as headings and captions do, without a stop."""
    return not STOP.search(sentence)
