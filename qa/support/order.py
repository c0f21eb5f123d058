"""Does a sentence leave the words of its evidence in a relation in which they stand there?"""

from collections.abc import Sequence
from itertools import pairwise

from qa.constraints import CALENDAR
from qa.support.clauses import PREPOSITIONS
from qa.support.deeds import BE
from qa.support.figures import fold
from qa.support.places import Pairs, Word
from qa.support.stems import is_past, stem_of

PRONOUNS = frozenset("he she it they his her its their him them this these that those both".split())
ALL_PREPOSITIONS = PREPOSITIONS | {"of"}
ARTICLES = frozenset("the a an his her its their".split())
MOST_STRAY = 2  # words
NEAR = 5  # words with content: what stands around a verb is that near
TIMES = frozenset(
    map(
        stem_of,
        "second minute hour day night morning evening afternoon week month quarter season year "
        "decade century time".split(),
    )
) | frozenset(map(stem_of, CALENDAR))
SPEECH = frozenset(map(stem_of, "say tell add write warn argue report claim announce".split()))


def order_kept(said: Sequence[Word], there: Sequence[Word], pairs: Pairs) -> bool:
    """Tell whether no two things have changed sides around a verb, and none was joined anew."""
    return not (
        _gathered(there, pairs) or _changed_sides(said, there, pairs) or _joined(said, there, pairs)
    )


def _gathered(there: Sequence[Word], pairs: Pairs) -> bool:
    """Tell whether words of two sentences are put together that do not belong together.

    A word or two may come from before the main sentence, where that has a pronoun for them.
    """
    counts = [place.sentence for _, place in pairs]
    main = max(set(counts), key=counts.count, default=0)
    stray = [place for _, place in pairs if place.sentence != main]
    pronoun = any(word.low in PRONOUNS for word in there if word.sentence == main)
    barred = any(place.is_number or place.sentence > main for place in stray)
    return bool(stray) and (barred or not pronoun or len(stray) > MOST_STRAY)


def _changed_sides(said: Sequence[Word], there: Sequence[Word], pairs: Pairs) -> bool:
    """Tell whether what stood before a verb stands behind it, and the other way round.

    A passive may do so, and what is set in front: "In May".
    """
    for at, (verb, place) in enumerate(pairs):
        if not _is_verb(verb, said):
            continue
        before = [(word, p) for word, p in pairs[max(0, at - NEAR) : at] if p.at > place.at]
        after = [(word, p) for word, p in pairs[at + 1 : at + 1 + NEAR] if p.at < place.at]
        for word, far in before:
            near = word.clause == verb.clause or word.at + 1 == verb.at  # "the rector, acting for"
            if not near or not _acts(word) or _is_fronted(word, said):
                continue
            for other, _ in after:
                if _acts(other) and _is_turned(said, verb, other) == _is_turned(there, place, far):
                    return True
    return False


def _is_verb(word: Word, said: Sequence[Word]) -> bool:
    if word.stem in SPEECH or not (is_past(word.low) or word.low.endswith("ing")):
        return False
    return not word.at or said[word.at - 1].low not in ("the", "a", "an", "of", "its", "their")


def _acts(word: Word) -> bool:
    """Tell whether a word may be a doer or done-to."""
    return not (is_past(word.low) or word.stem in TIMES or word.is_number)


def _is_fronted(word: Word, said: Sequence[Word]) -> bool:
    first = next(other for other in said if other.clause == word.clause)
    return first.low in PREPOSITIONS and word.at - first.at <= 3


def _is_turned(words: Sequence[Word], verb: Word, until: Word) -> bool:
    """Tell whether a verb is a passive: "was" before it, or "by" somebody behind it."""
    before = {word.low for word in words[max(0, verb.at - 3) : verb.at]}
    behind = words[verb.at + 1 : until.at + 1]
    by = any(word.low == "by" and _acts(after) for word, after in pairwise(behind))
    return bool(BE & before) or by


def _joined(said: Sequence[Word], there: Sequence[Word], pairs: Pairs) -> bool:
    """Tell whether "X of Name" is said of an X nowhere near the name, or "X in Y" of far ones."""
    for (one, first), (other, second) in pairwise(pairs):
        between = [word.low for word in said[one.at + 1 : other.at]]
        if len(between) > 3 or not ALL_PREPOSITIONS.intersection(between):
            continue
        if "of" in between and other.is_name and not _stand_near(one, other, there):
            return True
        heads = {_preposition(word, there) for word in there if word.stem == second.stem}
        known = heads & {_preposition(other, said), ""}
        if not known and second.rank - first.rank > NEAR - 1:
            return True
    return False


def _stand_near(owned: Word, owner: Word, there: Sequence[Word]) -> bool:
    return any(
        other.stem == owned.stem and abs(other.clause - name.clause) < 2
        for name in there
        if fold(name.text) == fold(owner.text)
        for other in there[max(0, name.at - NEAR) : name.at + NEAR]
    )


def _preposition(word: Word, words: Sequence[Word]) -> str:
    """Return what a word follows, but for an article and names: "of", "in", or ""."""
    before = words[max(0, word.at - 3) : word.at]
    low = next((w.low for w in reversed(before) if w.low not in ARTICLES and not w.is_name), "")
    return low if low in ALL_PREPOSITIONS else ""
