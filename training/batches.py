"""The parts that data.py wrote, as batches of rows of like length."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

EPISODE = 64  # batches whose rows are sorted by length together
STEP = 8  # lengths are multiples of it: oneDNN compiles anew for every shape


@dataclass
class Batch:
    """Rows of one length: ids, mask and segments [rows, length], and what is to be found.

    `start` and `end` are 0 where there is no span, and -100 where none is to be learned.
    """

    ids: Tensor
    mask: Tensor
    segments: Tensor
    start: Tensor
    end: Tensor
    answered: Tensor


class Part:
    """One file of packed examples; after the last one the first with all negatives comes again."""

    def __init__(self, folder: Path, number: int) -> None:
        paths = sorted(folder.glob("part-*.npz"))
        if number >= len(paths):
            number = 2 + (number - 2) % (len(paths) - 2)
        self._data = dict(np.load(paths[number]))
        self._begins = np.concatenate([[0], self._data["ends"]])

    def batches(self, size: int, seed: list[int]) -> Iterator[np.ndarray]:
        """Yield row numbers, `size` at a time, of like length, in a fixed random order."""
        lengths = np.diff(self._begins)
        random = np.random.default_rng(seed)
        rows = random.permutation(len(lengths))
        for episode in np.array_split(rows, max(1, len(rows) // (size * EPISODE))):
            ordered = episode[np.argsort(lengths[episode], kind="stable")]
            groups = [ordered[i : i + size] for i in range(0, len(ordered) - size + 1, size)]
            for number in random.permutation(len(groups)):
                yield groups[number]

    def collate(self, rows: np.ndarray) -> Batch:
        """Return the rows as tensors, padded to the longest and to a multiple of STEP."""
        longest = max(self._begins[row + 1] - self._begins[row] for row in rows)
        ids = torch.zeros(len(rows), -(-int(longest) // STEP) * STEP, dtype=torch.long)
        mask, segments = torch.zeros_like(ids), torch.zeros_like(ids)
        for i, row in enumerate(rows):
            pieces = self._data["ids"][self._begins[row] : self._begins[row + 1]]
            ids[i, : len(pieces)] = torch.from_numpy(pieces.astype(np.int64))
            mask[i, : len(pieces)] = 1
            segments[i, self._data["first"][row] : len(pieces)] = 1
        names = ("start", "end", "answered")
        found = (torch.from_numpy(self._data[name][rows]) for name in names)
        return Batch(ids, mask, segments, *found)
