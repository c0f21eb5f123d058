"""Where the words of a sentence stand in its evidence."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.sentence import sentences
from qa.support.figures import VALUES, fold
from qa.support.stems import alike, stem_of

WORD = re.compile(r"\d[\d,.:]*\d|\d|[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTED = re.compile(r"[,;:—()\n]| [–-] ")
OPENS = frozenset("who which but because while although before after when until if unless".split())
SKIPPED = 0.25, 0.05, 0.3, 0.4  # passing over words: at all, for each, out of clause, of sentence
BACK = 0.8, 0.05, 0.2, 0.4  # the same for going back
FARTHEST = 8  # words: farther costs no more


@dataclass(frozen=True)
class Word:
    """A word with its stem, digits for a number, "" if it says little; where it stands.

    `at` counts all words of the text, `rank` those that have a stem.
    """

    text: str
    stem: str
    at: int
    rank: int
    clause: int
    sentence: int

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_name(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is a number, spelt or in digits."""
        return self.stem[:1].isdigit()


Pairs = Sequence[tuple[Word, Word]]
Ways = dict[Word | None, tuple[float, Pairs]]  # by the last place: what it costs to get there


def words_in(text: str) -> list[Word]:
    """Return the words of a text in order; `'s` is left out."""
    found, clause, rank = list[Word](), 0, 0
    for number, (start, end) in enumerate(sentences(text)):
        clause, last = clause + 1, start
        for match in WORD.finditer(text, start, end):
            bare = re.sub(r"['’]s$", "", match[0])
            clause += bool(PARTED.search(text[last : match.start()]) or bare.lower() in OPENS)
            last, stem = match.end(), _stem(bare)
            found.append(Word(bare, stem, len(found), rank, clause, number))
            rank += bool(stem)
    return found


def placed(said: Sequence[Word], there: Sequence[Word]) -> Pairs:
    """Return the words of a sentence that stand in its evidence, each with its place there.

    Of all ways to choose the places it is the one that passes over, and goes back, least.
    """
    by_stem = defaultdict[str, list[Word]](list)
    for word in there:
        by_stem[word.stem].append(word)
    best: Ways = {None: (0.0, ())}
    for word in filter(lambda word: word.stem, said):
        like = by_stem.get(word.stem) or [w for a in alike(word.stem) for w in by_stem.get(a, ())]
        ways: Ways = {place: _cheapest(best, word, place) for place in like}
        best = ways or best
    return min(best.values(), key=lambda way: way[0])[1]


def _cheapest(best: Ways, word: Word, place: Word) -> tuple[float, Pairs]:
    cost, last = min(
        ((cost + _step(last, place), last) for last, (cost, _) in best.items()),
        key=lambda way: way[0],
    )
    return cost, (*best[last][1], (word, place))


def _step(last: Word | None, place: Word) -> float:
    """Return what it costs to go on from a place to another one: nothing to the next word."""
    if last is None or place.rank == last.rank + 1:
        return 0.0
    far = place.rank - last.rank
    base, each, clause, sentence = SKIPPED if far > 0 else BACK
    apart = clause * (place.clause != last.clause) + sentence * (place.sentence != last.sentence)
    return base + each * min(abs(far), FARTHEST) + apart


def _stem(word: str) -> str:
    plain = fold(word)
    digits = plain.replace(",", "") if plain[:1].isdigit() else VALUES.get(plain)
    return digits or stem_of(plain)
