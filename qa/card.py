"""The figures that belong to the shipped reader: its digest, and what its scores are worth."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.embedding import REINSTALL
from index.errors import ModelError

MODELS = Path(__file__).parent / "models"
ORDER = ("margin", "answers", "lexical", "similarity", "likeness")
FEATURES = (
    *("margin", "answers", "lead", "similarity", "likeness"),
    *("coverage", "numbers missing", "names missing"),
)


@dataclass(frozen=True)
class Card:
    """`reader.json`, written by training/calibrate.py on validation data.

    `order` has a weight for each of ORDER, by which readings are ordered; `weights` one for each
    of FEATURES, which with `bias` make the confidence; below `threshold` is refused.
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
            _numbers(found["order"], ORDER),
            _numbers(found["weights"], FEATURES),
            float(found["bias"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model card {path} cannot be read ({error}): {REINSTALL}") from None


def _numbers(found: list[float], names: tuple[str, ...]) -> tuple[float, ...]:
    if len(found) != len(names):
        raise ValueError(f"{len(names)} weights expected, {len(found)} found")
    return tuple(map(float, found))
