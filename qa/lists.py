"""Lists: a step is shown with all steps, and an item with what opens its list and ends it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from index.sentence import sentences
from qa.answer import Citation, Sentence
from qa.verify import ArticleOf

ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+\S")
STEP = re.compile(r"\d{1,2}[.)]\s")
GOES_ON = re.compile(r"[ \t]{2,}\S")
LINE = re.compile(r"[^\n]+")
KEY = re.compile(r"[-*+•]\s+[*_]*[^:\n]{1,40}:")  # "- Weight: 3.1 kg" says all by itself
HOW = re.compile(
    r"\W*(?:(?:and|so|then)\s+)?how\s+(?:do|does|can|could|should|must|to|would|is|are)\b"
    r"|.*\b(?:steps|instructions|procedure)\b",
    re.IGNORECASE,
)
MOST_STEPS, MOST_ITEMS = 20, 7

Place = tuple[int, int]


def complete_lists(
    question: str, shown: Sequence[Sentence], article_of: ArticleOf
) -> tuple[Sentence, ...]:
    """Return the sentences with the rest of the lists that they are of, each cited by itself.

    A numbered step comes with all steps where the question asks how something is done; an item of
    a list that a line with a colon opens comes with that line and the others, unless the list is
    long. Other sentences stay as they are, and so do those of sources that differ.
    """
    found: list[Sentence] = []
    for sentence in shown:
        known = {(c.article_id, c.start) for s in found for c in s.citations}
        for each in _with_list(question, sentence, article_of):
            if (each.citations[0].article_id, each.citations[0].start) not in known:
                found.append(each)
    return _numbered(found)


def _with_list(question: str, sentence: Sentence, article_of: ArticleOf) -> list[Sentence]:
    """Return a sentence with those of its list that are to be shown; alone where it is in none."""
    cited = sentence.citations[0]
    if sentence.says or not ITEM.match(sentence.text):
        return [sentence]
    article = article_of(cited.article_id)
    if article is None:
        return [sentence]
    own = (cited.start, cited.end)
    places = _list_of(question, sentence.text, article.text, cited.start)
    found = [sentence if p == own else _quoted(cited, article.text, p) for p in places]
    return found or [sentence]


def _quoted(near: Citation, text: str, place: Place) -> Sentence:
    quote = text[slice(*place)]
    return Sentence(quote, (Citation(0, near.article_id, near.title, *place, quote),))


def _numbered(found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    numbers = count(1)
    return tuple(
        replace(s, citations=tuple(replace(c, number=next(numbers)) for c in s.citations))
        for s in found
    )


def _list_of(question: str, sentence: str, text: str, at: int) -> Iterator[Place]:
    """Yield the places of what is to be shown of the list around an item, if any is."""
    lines = [match.span() for match in LINE.finditer(text) if not match[0].isspace()]
    here = next(n for n, line in enumerate(lines) if line[0] <= at < line[1])
    low, high = _bounds(text, lines, here)
    opened = low > 0 and text[slice(*lines[low - 1])].rstrip(" *_").endswith(":")
    steps = STEP.match(sentence) and HOW.match(question) and high - low <= MOST_STEPS
    if not steps and (not opened or high - low > MOST_ITEMS or KEY.match(sentence)):
        return
    if opened:
        yield _places(text, *lines[low - 1])[-1]
    yield from _places(text, lines[low][0], lines[high - 1][1])


def _bounds(text: str, lines: Sequence[Place], here: int) -> Place:
    """Return the first line of a list and the line after its last."""

    def inside(line: Place) -> bool:
        return bool(ITEM.match(text, line[0]) or GOES_ON.match(text, line[0]))

    low = high = here
    while low > 0 and inside(lines[low - 1]):
        low -= 1
    while high < len(lines) and inside(lines[high]):
        high += 1
    return low, high


def _places(text: str, start: int, end: int) -> list[Place]:
    return [(start + a, start + b) for a, b in sentences(text[start:end])]
