"""Who did it, and to whom: a comparison of clauses that share a verb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.support.deeds import NONE, Deed, Stems, turned
from qa.support.doers import deeds
from qa.support.figures import names
from qa.support.stems import CONVERSE, alike, stem_of, stems

GIVEN = frozenset("to from for against".split())  # whoever follows one has a role of his own
OWNER = re.compile(r"\bof (?:the )?((?:[A-Z][\w’'-]+ ?(?:of )?)+)")
SYMMETRIC = frozenset(map(stem_of, "link connect join border marry wed".split()))


@dataclass(frozen=True)
class _Known:
    """Stems of the evidence, of its names (but for owners), of the question's own, of doers."""

    words: Stems
    named: Stems
    heads: Stems
    asked: Stems
    doers: Stems


def roles_kept(sentence: str, evidence: str, question: str = "") -> bool:
    """Tell whether no verb of the sentence has another doer or another done-to in the evidence.

    Only verbs in both are compared, and only by words in both. Where the evidence has a verb
    more than once, one that fits is enough.
    """
    verbs = frozenset(deed.verb for text in (sentence, evidence) for deed in deeds(text))
    there = deeds(evidence, verbs)
    words = frozenset(stems(evidence))
    named = _named(evidence)
    doers = NONE.union(*(deed.who | deed.whom for deed in there))
    owners = _named(" ".join(OWNER.findall(f"{sentence} {evidence}")))
    known = _Known(words, named, named - owners, _named(question) - words, doers)
    said = [deed for deed in deeds(sentence, verbs) if deed.verb not in SYMMETRIC]
    return all(_is_borne_out(deed, there, known) for deed in said)


def _is_borne_out(deed: Deed, there: Sequence[Deed], known: _Known) -> bool:
    same = _same(deed, there)
    return not same or any(_fits(deed, other, known) for other in same)


def _named(text: str) -> Stems:
    return frozenset(filter(None, map(stem_of, names(text))))


def _same(deed: Deed, there: Sequence[Deed]) -> Sequence[Deed]:
    """Return the deeds with the verb of one, or else one like it, or else its converse."""
    return (
        [other for other in there if other.verb == deed.verb]
        or [other for other in there if other.verb in alike(deed.verb)]
        or [_conversed(o) for o in there if CONVERSE.get(o.verb, ("",))[0] == deed.verb]
    )


def _conversed(deed: Deed) -> Deed:
    """Return what a deed is for the other side: who buys from one is sold to."""
    verb, own, other = CONVERSE[deed.verb]
    who = deed.slots.get(own, NONE)
    return replace(deed, verb=verb, who=who, slots={other: deed.who})


def _fits(said: Deed, found: Deed, known: _Known) -> bool:
    readings = [(said, found)]
    if said.open_voice and found.passive:
        readings.append((turned(said), found))
    if found.open_voice and (said.passive or "by" in found.slots):
        readings.append((said, turned(found)))
    return any(_alike(one, other, known) for one, other in readings)


def _alike(said: Deed, found: Deed, known: _Known) -> bool:
    moved = any(_moved(prep, said, found, known) for prep in said.slots)
    return not (_who_differs(said, found, known) or _whom_differs(said, found, known) or moved)


def _who_differs(said: Deed, found: Deed, known: _Known) -> bool:
    who, other = said.who & known.words, found.who & known.named
    if not who:
        return bool(said.who & known.asked and other)
    if who & found.slots.get("by", NONE):
        return False  # "by default"
    if not who & found.who:
        somebody = found.who and who & (known.doers | known.named)
        return bool(who & _elsewhere(found) or somebody)
    # "the Rovers captain, Sanne Vik" is not "Lars Bruun, the Rovers coach"
    besides = (who & known.heads) - found.who
    return bool(besides & known.doers and (other & known.heads) - said.who)


def _whom_differs(said: Deed, found: Deed, known: _Known) -> bool:
    whom = said.whom & known.words
    if whom & found.who and not whom & _elsewhere(found):
        return True
    named, other = whom & known.named, found.whom & known.named
    if named and other:
        return not named & other
    things = not (named or other) and whom and found.whom
    return bool(things and not whom & (_elsewhere(found) | found.who))


def _elsewhere(found: Deed) -> Stems:
    return found.whom.union(*found.slots.values())


def _moved(prep: str, said: Deed, found: Deed, known: _Known) -> bool:
    """Tell whether what follows a preposition was the doer, or another follows it there."""
    slot, there = said.slots[prep] & known.words, found.slots.get(prep, NONE)
    if prep in GIVEN and slot & found.who and not slot & _elsewhere(found):
        return not said.who & found.who
    weighty = prep in GIVEN or bool(slot & known.named and there & known.named)
    return bool(weighty and slot and there and not slot & there)
