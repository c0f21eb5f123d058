"""A question and a passage as the word pieces the reader reads."""

import re
import string
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

LONGEST_QUESTION = 64  # word pieces; what follows is not read


@dataclass(frozen=True)
class Pair:
    """`ids` is [CLS] question [SEP] passage [SEP]; `offsets[i]` are the characters of the
    passage that `ids[first + i]` stands for."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def load_tokenizer(path: Path) -> Tokenizer:
    """Return MiniLM's tokenizer, freed of the truncation and padding it is published with."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, question: str, passage: str, longest: int) -> Pair:
    """Return the pair cut to `longest` word pieces in all, at the end of the passage."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    read = tokenizer.encode(passage, add_special_tokens=False)
    room = longest - len(asked) - 3
    ids = [cls, *asked, sep, *read.ids[:room], sep]
    return Pair(ids, len(asked) + 2, read.offsets[:room])


def normalise(text: str) -> str:
    """Return SQuAD's normal form: lower case, no punctuation, no articles, single spaces."""
    text = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def holds(passage: str, answer: str) -> bool:
    """Say whether the words of `answer` stand in `passage`."""
    return f" {normalise(answer)} " in f" {normalise(passage)} "
