"""The words of a passage that answer best, from the logits of its tokens."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LONGEST_SPAN = 30

Logits = NDArray[np.float32]


def best_spans(starts: Logits, ends: Logits, group_of: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return first and last token of the span with the highest sum of logits in each group.

    The tokens of a sentence, or of a cell of a table, are a group and stand together. A span has at
    most LONGEST_SPAN tokens. Arrays are [tokens].
    """
    bounds = [0, *(np.flatnonzero(np.diff(group_of)) + 1), len(starts)]
    return [_best_span(starts, ends, int(low), int(high)) for low, high in pairwise(bounds)]


def _best_span(starts: Logits, ends: Logits, low: int, high: int) -> tuple[int, int]:
    scores = starts[low:high, None] + ends[None, low:high]
    token = np.arange(high - low)
    length = token[None, :] - token[:, None]
    allowed = (length >= 0) & (length < LONGEST_SPAN)
    first, last = divmod(int(np.where(allowed, scores, -np.inf).argmax()), high - low)
    return low + first, low + last
