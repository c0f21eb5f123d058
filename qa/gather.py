"""Which sentences together answer: the one that was read first, and those that add to it."""

import re
from collections.abc import Iterable, Sequence

from index.lexical import terms
from qa.constraints import missing_names, unmet
from qa.kinds import asks_what_happened, asks_who, speaker_asked_for, wants_several
from qa.reader import Reading, is_heading

MOST_SENTENCES = 4
MOST_QUOTED = 3  # sentences before and after that complete a quotation
SURE = 2.0  # margins, in logits: of a passage by itself,
ADDS = 1.0  # of another sentence of the same passage,
SAID_ADDS = -0.5  # of one by the same speaker,
STORY_ADDS = -1.0  # of one that goes on telling what happened,
ALSO_ADDS = -4.5  # and of one that says "also": the first of a list takes the others' logits
COVERED = 0.6  # share of the question's terms that a passage by itself must hold
SAME = 0.75  # share of the shorter sentence's terms
ALSO = re.compile(r"\b(also|as well|too|likewise|in addition|moreover|another)\b", re.IGNORECASE)
OPENS = re.compile(r"[\"“]")
OWN_WORDS = re.compile(r"[\"“]|(?:He|She|They)\b")


def gather(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the sentences to show: the first reading's, and others for a question that wants them.

    They stand in source order, the article read first coming first. A quotation that a sentence
    opens or closes is completed.
    """
    chosen = [readings[0]]
    if wants_several(question):
        for reading in _candidates(question, readings):
            if len(chosen) < MOST_SENTENCES and not any(_is_same(reading, c) for c in chosen):
                chosen.append(reading)
    return _in_source_order(whole for reading in chosen for whole in _quotation(reading, readings))


def _candidates(question: str, readings: Sequence[Reading]) -> Iterable[Reading]:
    """Yield the sentences that may add to the first, those of its own passage before others."""
    for home in (readings[0], *(r for r in readings[1:] if _answers_alone(question, r))):
        yield home
        for other in sorted(home.elsewhere, key=lambda r: -r.margin):
            if not is_heading(other.sentence_text) and _adds(question, home, other):
                yield other


def _answers_alone(question: str, reading: Reading) -> bool:
    context = f"{reading.passage.title} {reading.passage.chunk.text}"
    asked = terms(question)
    return (
        reading.margin > SURE
        and not is_heading(reading.sentence_text)
        and len(set(asked) & set(terms(context))) >= COVERED * len(asked)
        and not missing_names(question, context)
        and unmet(question, reading.sentence_text, context) == 0
        and _may_be_said_by(speaker_asked_for(question), reading)
    )


def _adds(question: str, first: Reading, other: Reading) -> bool:
    if speaker := speaker_asked_for(question):
        sure = other.margin > SAID_ADDS and _may_be_said_by(speaker, other)
        return sure or _follows(first, other)
    if asks_who(question) and ALSO.search(other.sentence_text):
        return other.margin > ALSO_ADDS
    return other.margin > (STORY_ADDS if asks_what_happened(question) else ADDS)


def _may_be_said_by(speaker: str, reading: Reading) -> bool:
    text = reading.sentence_text
    return speaker in text or OWN_WORDS.match(text) is not None


def _follows(first: Reading, other: Reading) -> bool:
    """Tell whether a quotation goes on right behind the sentence."""
    between = other.sentence[0] - first.sentence[1]
    return 0 < between <= 1 and OPENS.match(other.sentence_text) is not None


def _is_same(one: Reading, other: Reading) -> bool:
    """Tell whether two sentences say nearly the same, or are one."""
    a, b = set(terms(one.sentence_text)), set(terms(other.sentence_text))
    return len(a & b) >= SAME * min(len(a), len(b))


def _quotation(reading: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """Return the sentence with those before and after it that complete a quotation."""
    home = next(r for r in readings if r.passage == reading.passage)
    line = sorted((home, *home.elsewhere), key=lambda r: r.sentence)
    at = next(n for n, r in enumerate(line) if r.sentence == reading.sentence)
    for low, high in ((at, at + n) for n in range(MOST_QUOTED + 1)):
        if _is_whole(line[low : high + 1]):
            return line[low : high + 1]
    for low, high in ((at - n, at) for n in range(MOST_QUOTED + 1)):
        if low >= 0 and _is_whole(line[low : high + 1]):
            return line[low : high + 1]
    return [reading]


def _is_whole(line: Sequence[Reading]) -> bool:
    """Tell whether every quotation in the sentences is opened and closed."""
    text = " ".join(r.sentence_text for r in line)
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _in_source_order(chosen: Iterable[Reading]) -> list[Reading]:
    found = {(r.passage.chunk.article_id, r.sentence): r for r in chosen}
    order = list(dict.fromkeys(article for article, _ in found))
    return [found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))]
