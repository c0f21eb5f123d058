"""Examples from SQuAD articles: questions with passages that answer them, and that do not."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from bm25 import Bm25
from nearmiss import Around, near_miss, opposed
from news import dress, report
from pairs import holds
from questions import pool_of, put, swap, swap_name
from wordnet import WordNet

from index.sentence import sentences

NEAR, FAR, REMOVED, SWAPPED, MISSED = "near", "far", "removed", "swapped", "missed"


@dataclass(frozen=True)
class Asked:
    """A question, the number of its paragraph, and its answer: `text` at character `start`."""

    question: str
    paragraph: int
    text: str
    start: int


@dataclass(frozen=True)
class Example:
    """A question and a passage of an article; `answer` is the characters of it, or None.

    A sentence in the question's place is `borne_out` by the passage or not; None for a question.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    kind: str
    title: str
    borne_out: bool | None = None

    def titled(self) -> "Example":
        """Return it with the article's title before the passage: it tells whom "he" means."""
        before = f"{self.title}. "
        answer = self.answer and (self.answer[0] + len(before), self.answer[1] + len(before))
        return replace(self, passage=before + self.passage, answer=answer)


class Corpus:
    """Paragraphs with the number of their article, their sentences, and BM25 over all of them."""

    def __init__(self, squad: list[dict[str, Any]], net: WordNet) -> None:
        self.net = net
        self.texts = [p["context"] for article in squad for p in article["paragraphs"]]
        self.titles = [str(article["title"]).replace("_", " ") for article in squad]
        self.articles = [n for n, article in enumerate(squad) for _ in article["paragraphs"]]
        self.sentences = [sentences(text) for text in self.texts]
        self.asked = list(_asked(squad))
        texts: dict[int, list[str]] = {}
        for number, text in zip(self.articles, self.texts, strict=True):
            texts.setdefault(number, []).append(text)
        self.pools = {number: pool_of(of_one) for number, of_one in texts.items()}
        self.bm25 = Bm25(self.texts)

    def title(self, paragraph: int) -> str:
        """Return the title of the article that a paragraph is of."""
        return self.titles[self.articles[paragraph]]


def _asked(squad: list[dict[str, Any]]) -> Iterator[Asked]:
    paragraphs = (p for article in squad for p in article["paragraphs"])
    for number, paragraph in enumerate(paragraphs):
        for entry in paragraph["qas"]:
            answer, context = entry["answers"][0], paragraph["context"]
            text, start = answer["text"], answer["answer_start"]
            if context[start : start + len(text)] != text:
                start = context.find(text)
            if start >= 0:
                yield Asked(entry["question"].strip(), number, text, start)


def positive(corpus: Corpus, asked: Asked, random: Random) -> Example:
    """Return the question with sentences around its answer, at times in news form."""
    spans = corpus.sentences[asked.paragraph]
    end = asked.start + len(asked.text)
    first = max(i for i, span in enumerate(spans) if span[0] <= asked.start)
    last = max(i for i, span in enumerate(spans) if span[0] < end)
    low, high = window(spans, first, last, random)
    text = corpus.texts[asked.paragraph]
    pieces = [text[slice(*span)] for span in spans[low:first]]
    pieces += [text[spans[first][0] : spans[last][1]]]
    pieces += [text[slice(*span)] for span in spans[last + 1 : high]]
    holder = first - low
    passage, starts = _joined(pieces, random)
    start = starts[holder] + asked.start - spans[first][0]
    answer = start, start + len(asked.text)
    title = corpus.title(asked.paragraph)
    found = Example(asked.question, passage, answer, "answered", title)
    return _renamed(corpus, asked, found, random) if random.random() < 0.15 else found


def _renamed(corpus: Corpus, asked: Asked, found: Example, random: Random) -> Example:
    """Put another name, number or place into question and passage alike: the answer stays."""
    pool = corpus.pools[corpus.articles[asked.paragraph]]
    change = swap_name(found.question, found.passage, pool.names, random)
    if not change or change[0] in asked.text:
        return found
    start, end = found.answer
    before, after = put(found.passage[:start], change), put(found.passage[end:], change)
    answer = len(before), len(before) + end - start
    question, passage = put(found.question, change), before + asked.text + after
    return replace(found, question=question, passage=passage, answer=answer)


def window(spans: list[tuple[int, int]], first: int, last: int, random: Random) -> tuple[int, int]:
    """Grow a run of sentences on random sides to a random length of 200 to 1,100 characters."""
    low, high, most = first, last + 1, random.randint(200, 1100)
    while low > 0 or high < len(spans):
        back = high == len(spans) or (low > 0 and random.random() < 0.5)
        low, high = (low - 1, high) if back else (low, high + 1)
        if spans[high - 1][1] - spans[low][0] > most:
            low, high = (low + 1, high) if back else (low, high - 1)
            break
    return low, high


def _joined(pieces: list[str], random: Random) -> tuple[str, list[int]]:
    """Return the sentences as one text, a quarter in news form, and where each starts."""
    news = random.random() < 0.25
    lines = dress(pieces, random) if news else [[] for _ in range(len(pieces) + 1)]
    text, starts = "", []
    for before, piece in zip(lines, [*pieces, ""], strict=True):
        text += "".join(f"{line}\n\n" for line in before)
        starts.append(len(text))
        text += piece + ("\n\n" if news else " ")
    return text.rstrip(), starts[:-1]


def _cropped(corpus: Corpus, paragraph: int, asked: Asked, random: Random) -> str:
    """Return the sentences around the one most like the question, less those with its answer."""
    text = corpus.texts[paragraph]
    pieces = [text[slice(*span)] for span in corpus.sentences[paragraph]]
    words = set(asked.question.lower().rstrip("?").split())
    shared = [len(words & set(piece.lower().split())) for piece in pieces]
    at = shared.index(max(shared))
    low, high = window(corpus.sentences[paragraph], at, at, random)
    kept = [piece for piece in pieces[low:high] if not holds(piece, asked.text)]
    return _joined(kept, random)[0] if kept else ""


def negative(corpus: Corpus, asked: Asked, kind: str, random: Random) -> Example | None:
    """Return the question, or a changed one, with a passage that does not answer; None if none."""
    if kind == SWAPPED:
        return _swapped(corpus, asked, random)
    if kind == MISSED:
        return _missed(corpus, asked, random)
    paragraph = asked.paragraph
    if kind != REMOVED:
        home = corpus.articles[asked.paragraph]
        found = [
            number
            for number, _ in corpus.bm25.search(asked.question, 12 if kind == FAR else 20)
            if number != asked.paragraph and (corpus.articles[number] == home) == (kind == NEAR)
        ]
        if not found:
            return None
        paragraph = random.choice(found[:6])
    passage = _cropped(corpus, paragraph, asked, random)
    if not passage or holds(passage, asked.text):
        return None
    return Example(asked.question, passage, None, kind, corpus.title(paragraph))


def _missed(corpus: Corpus, asked: Asked, random: Random) -> Example | None:
    """Ask what the passage almost answers; in some cases say the opposite in the passage."""
    whole = positive(corpus, asked, random)
    near = whole.passage[max(0, whole.answer[0] - 150) : whole.answer[1] + 150]
    if random.random() < 0.12:
        change = opposed(whole.question, near, corpus.net, random)
        if not change or change[0] in asked.text:
            return None
        return replace(whole, passage=put(whole.passage, change), answer=None, kind=MISSED)
    pool = corpus.pools[corpus.articles[asked.paragraph]]
    around = Around(whole.passage, near, pool)
    question = near_miss(whole.question, around, corpus.net, random)
    return replace(whole, question=question, answer=None, kind=MISSED) if question else None


def _swapped(corpus: Corpus, asked: Asked, random: Random) -> Example | None:
    """Change the question, or in a third of cases the passage, so that they no longer fit."""
    whole = positive(corpus, asked, random)
    pool = corpus.pools[corpus.articles[asked.paragraph]]
    near = whole.passage[max(0, whole.answer[0] - 150) : whole.answer[1] + 150]
    change = swap(whole.question, whole.passage, near, pool, random)
    if not change:
        return None
    if put(near, change) != near and not change[1].startswith(change[0]) and random.random() < 0.35:
        return replace(whole, passage=put(whole.passage, change), answer=None, kind=SWAPPED)
    return replace(whole, question=put(whole.question, change), answer=None, kind=SWAPPED)


def reported(corpus: Corpus, asked: Asked, random: Random) -> Example:
    """Return a made-up report between sentences of a paragraph, with a question about it."""
    made = report(random)
    text, spans = corpus.texts[asked.paragraph], corpus.sentences[asked.paragraph]
    at = random.randrange(len(spans))
    low, high = window(spans, at, at, random)
    pieces = [text[slice(*span)] for span in spans[low:high]]
    place = random.randrange(len(pieces) + 1)
    pieces.insert(place, made.sentence)
    passage, starts = _joined(pieces, random)
    question = made.question.rstrip("?") if random.random() < 0.3 else made.question
    found = Example(question, passage, None, "report", corpus.title(asked.paragraph))
    if made.answer is None:
        return found
    start = starts[place] + made.sentence.index(made.answer)
    return replace(found, answer=(start, start + len(made.answer)))
