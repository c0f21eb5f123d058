"""Examples as word pieces, packed into arrays."""

from collections.abc import Iterator

import numpy as np
from examples import Example
from pairs import encode
from tokenizers import Tokenizer

LONGEST = 320  # word pieces of question and passage
NO_SPAN = -100  # what torch's cross-entropy leaves out


def pack(tokenizer: Tokenizer, made: Iterator[Example]) -> dict[str, np.ndarray]:
    """Return flat word pieces with `ends` of the rows, per row `first`, `start`, `end`, `answered`.

    `first` is the passage's first piece; `start` and `end` are 0 where there is no answer, and
    NO_SPAN where none is to be learned. Rows whose answer was cut off are dropped.
    """
    ids: list[int] = []
    rows = []
    for example in made:
        pair = encode(tokenizer, example.question, example.passage, LONGEST)
        start = end = 0 if example.borne_out is None else NO_SPAN
        if example.answer:
            inside = [
                pair.first + i
                for i, (low, high) in enumerate(pair.offsets)
                if low < example.answer[1] and high > example.answer[0]
            ]
            if not inside or pair.offsets[-1][1] < example.answer[1]:
                continue
            start, end = inside[0], inside[-1]
        ids += pair.ids
        answered = bool(example.answer or example.borne_out)
        rows.append((len(ids), pair.first, start, end, answered))
    table = np.array(rows, dtype=np.int64)
    names = ("ends", "first", "start", "end", "answered")
    return {"ids": np.array(ids, dtype=np.uint16)} | {n: table[:, i] for i, n in enumerate(names)}
