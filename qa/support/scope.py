"""Does a sentence claim more than its evidence: all for some, done for planned, a cause?"""

from collections.abc import Sequence

from qa.support.places import Pairs, Word
from qa.support.stems import is_past

ALL = frozenset(
    "all every only always everyone everybody whole entire entirely sole solely both never none "
    "nobody no each any alone exclusively completely fully".split()
)
PART = frozenset(
    "some most many several few nearly almost partly half mostly usually often sometimes part "
    "parts roughly about least up one another other largely mainly certain".split()
)
FIRST = frozenset(
    "first last second third fourth fifth only largest biggest smallest highest lowest oldest "
    "youngest longest most least former latter".split()
)
CAUSES = frozenset("because since as due owing so therefore reason".split())
ARTICLES = frozenset("the a an".split())
MODAL = frozenset("to may might could would should must will shall can cannot".split())
BETWEEN = frozenset("not also be have been never only soon again".split())


def scope_kept(said: Sequence[Word], there: Sequence[Word], pairs: Pairs) -> bool:
    """Tell whether a sentence claims no more than its evidence, as far as single words tell."""
    told = {word.low for word in there}
    new = {word.low for word in said} - told
    if new & (ALL | {"before", "after"}) or ("because" in new and not CAUSES & told):
        return False
    return not any(
        _loses_part(word, place, said, there)
        or _becomes_first(word, place, said, there)
        or _becomes_done(word, place, said, there)
        for word, place in pairs
    )


def _loses_part(word: Word, place: Word, said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Tell whether "most lawyers" is told as "lawyers"."""
    part = _before(place, there)
    return part in PART and all(other.low != part for other in said)


def _becomes_first(word: Word, place: Word, said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Tell whether "a bridge" is told as "the first bridge"."""
    first = _before(word, said)
    near = there[max(0, place.at - 4) : place.at]
    return first in FIRST and all(other.low != first for other in near)


def _becomes_done(word: Word, place: Word, said: Sequence[Word], there: Sequence[Word]) -> bool:
    """Tell whether "tried to leave", "may leave" or "opposed the sale" is told as done."""
    if not is_past(word.low) or word.low == place.low:
        return False
    verb, article = ["", "", *(other.low for other in there[: place.at])][-2:]
    noun = article in ARTICLES and is_past(verb)
    return noun or (_is_open(place, there) and not _is_open(word, said))


def _is_open(word: Word, words: Sequence[Word]) -> bool:
    before = [other.low for other in words[max(0, word.at - 4) : word.at]]
    return next((low for low in reversed(before) if low not in BETWEEN), "") in MODAL


def _before(word: Word, words: Sequence[Word]) -> str:
    return words[word.at - 1].low if word.at else ""
