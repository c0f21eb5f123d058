"""Build the packed examples that train.py reads, and a validation set of other articles.

    python training/data.py DATA_FOLDER OUT_FOLDER --tokenizer TOKENIZER_JSON

DATA_FOLDER holds `squad1_train.json`. Each part holds `--size` examples; the first are mostly
answerable. Parts with numbers that exist are left as they are.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from by_hand import CLAIMS, SAYINGS, TITLED, WRITTEN, ByHand
from claims import read_claims
from examples import (
    FAR,
    MISSED,
    NEAR,
    REMOVED,
    SWAPPED,
    Corpus,
    Example,
    negative,
    positive,
    reported,
)
from nearmiss import put_synonyms
from packing import pack
from pairs import load_tokenizer
from split import split
from wordings import ask_otherwise
from wordnet import WordNet
from written import read_texts, read_written

from index.embedding import MiniLM

REPORTS = 0.05  # of the answerable questions are about a made-up sentence of news
NEGATIVES = {NEAR: 0.2, FAR: 0.06, REMOVED: 0.16, SWAPPED: 0.24, MISSED: 0.34}
SYNONYMS = 0.2  # of the questions get a synonym from WordNet
ALIKE = 0.9  # cosine of MiniLM under which that is taken back


def examples(corpus: Corpus, by_hand: ByHand, part: int, size: int, seed: int) -> Iterator[Example]:
    """Yield a part: answerable questions in an order that meets each once an epoch, and others."""
    random = Random(seed * 1000 + part)
    yield from by_hand.examples(size, random)
    size = round(size * (1 - WRITTEN - CLAIMS - SAYINGS))
    share = (0.06, 0.2, 0.34)[min(part, 2)]
    positives = round(size * (1 - share))
    order: list[int] = []
    begin = part * positives
    for epoch in range(begin // len(corpus.asked), (begin + positives) // len(corpus.asked) + 1):
        shuffled = list(range(len(corpus.asked)))
        Random(seed + epoch).shuffle(shuffled)
        order += shuffled
    skip = begin % len(corpus.asked)
    for number in order[skip : skip + positives]:
        asked = corpus.asked[number]
        if random.random() < REPORTS:
            yield reported(corpus, asked, random)
            continue
        yield _worded(corpus, positive(corpus, asked, random), random)
    kinds = list(NEGATIVES)
    for kind in random.choices(kinds, list(NEGATIVES.values()), k=size - positives):
        other = None
        while other is None:
            other = negative(corpus, random.choice(corpus.asked), kind, random)
        yield _worded(corpus, other, random)


def _worded(corpus: Corpus, found: Example, random: Random) -> Example:
    """Ask in other words at times: as often where there is an answer as where there is none."""
    question = found.question
    if random.random() < SYNONYMS:
        other = put_synonyms(question, corpus.net, random)
        one, two = MiniLM().embed([question, other])
        question = other if float(one @ two) >= ALIKE else question
    found = replace(found, question=ask_otherwise(question, random))
    return found.titled() if random.random() < TITLED else found


def validation(corpus: Corpus, count: int, random: Random) -> list[dict[str, Any]]:
    """Return questions with their whole paragraph, and as many of each kind without an answer."""
    chosen = random.sample(corpus.asked, count)
    made = [
        {
            "question": asked.question,
            "passage": corpus.texts[asked.paragraph],
            "answers": [asked.text],
        }
        for asked in chosen
    ]
    for kind in NEGATIVES:
        found = (negative(corpus, asked, kind, random) for asked in random.sample(chosen, count))
        kept = [example for example in found if example][: count // 4]
        made += [{"question": e.question, "passage": e.passage, "answers": []} for e in kept]
    return made


def main() -> None:
    """Write validation.json and the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="its database files")
    parser.add_argument("--begin", type=int, default=0, help="number of the first part")
    parser.add_argument("--parts", type=int, default=30)
    parser.add_argument("--size", type=int, default=16000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    kept, trained = split(given.data, given.seed)
    net = WordNet(given.wordnet)
    given.out.mkdir(parents=True, exist_ok=True)
    held = Corpus(kept, net)
    made = validation(held, 1200, Random(given.seed))
    (given.out / "validation.json").write_text(json.dumps(made))
    corpus = Corpus(trained, net)
    by_hand = ByHand(read_written(trained), read_claims(trained), read_texts(trained))
    tokenizer = load_tokenizer(given.tokenizer)
    for part in range(given.begin, given.begin + given.parts):
        path = given.out / f"part-{part:03}.npz"
        if not path.exists():
            np.savez(
                given.out / "unfinished.npz",
                **pack(tokenizer, examples(corpus, by_hand, part, given.size, given.seed)),
            )
            (given.out / "unfinished.npz").rename(path)
            print(path.name, flush=True)


if __name__ == "__main__":
    main()
