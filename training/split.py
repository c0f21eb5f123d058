"""Which articles of SQuAD 1.1 train are trained on; articles are kept whole."""

import json
from pathlib import Path
from random import Random
from typing import Any

HELD_OUT = 20  # articles

Articles = list[dict[str, Any]]


def split(data: Path, seed: int) -> tuple[Articles, Articles]:
    """Return the articles held out for validation, and those trained on."""
    articles = json.loads((data / "squad1_train.json").read_text("utf-8"))["data"]
    Random(seed).shuffle(articles)
    return articles[:HELD_OUT], articles[HELD_OUT:]
