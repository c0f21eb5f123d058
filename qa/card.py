"""The figures that belong to the shipped reader: its digest, and what its scores are worth."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.embedding import REINSTALL
from index.errors import ModelError

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Card:
    """`reader.json`, written by training/calibrate.py on validation data.

    `order` weighs margin, answer logit, BM25 and cosine to order readings; `weights` and `bias` make the
    logistic confidence of qa.confidence; an answer below `threshold` is refused.
    """

    sha256: str
    threshold: float
    order: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float


@cache
def card() -> Card:
    """Return the card of the shipped reader. Raises ModelError if it is missing or damaged."""
    path = MODELS / "reader.json"
    try:
        found = json.loads(path.read_text("utf-8"))
        return Card(
            str(found["sha256"]),
            float(found["threshold"]),
            tuple(map(float, found["order"])),
            tuple(map(float, found["weights"])),
            float(found["bias"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model card {path} cannot be read ({error}): {REINSTALL}") from None
