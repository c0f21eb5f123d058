"""Who did it, and to whom: a comparison of clauses that share a verb."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.figures import TITLES, fold, names
from qa.stems import AUXILIARY, is_past, stem_of, stems

CLAUSE = re.compile(
    r"[,;:—]\s*|\s+(?=(?:but|while|although|though|because|and|which|who|that|after|before|when"
    r"|since|unless|despite|until|as)\b)",
    re.IGNORECASE,
)
RELATIVE = ("who", "which", "that")
BETWEEN = frozenset("not never also already then later still just again only".split())


@dataclass(frozen=True)
class Deed:
    """A verb by its stem, with the stems before it (who) and after it (whom), names apart."""

    verb: str
    who: frozenset[str]
    whom: frozenset[str]


def clauses(text: str) -> list[str]:
    """Return the clauses of a sentence as its punctuation and conjunctions part them."""
    return [part for part in CLAUSE.split(text) if part.strip()]


def roles_kept(sentence: str, evidence: str) -> bool:
    """Tell whether no verb of the sentence has another doer or another done-to in the evidence.

    Only verbs in both are compared, and only by words in both. Where the evidence has a verb
    more than once, one that fits is enough.
    """
    there: dict[str, list[Deed]] = {}
    for deed in deeds(evidence):
        there.setdefault(deed.verb, []).append(deed)
    words = frozenset(stems(evidence))
    named = frozenset(filter(None, map(stem_of, names(evidence))))
    return all(
        any(_fits(deed, other, words, named) for other in there[deed.verb])
        for deed in deeds(sentence)
        if deed.verb in there
    )


def _fits(said: Deed, found: Deed, words: frozenset[str], named: frozenset[str]) -> bool:
    who, whom = said.who & words, said.whom & words
    if who & found.whom - found.who and not who & found.who:
        return False
    if whom & found.who - found.whom and not whom & found.whom:
        return False
    if who and found.who and not who & found.who:
        return False
    return not (whom & named and found.whom & named and not whom & named & found.whom)


def deeds(text: str) -> Iterator[Deed]:
    """Yield the verbs in the past of a text; a passive is turned around."""
    waiting: frozenset[str] = frozenset()  # of clauses without a verb: "Ana Pires, the chief, told"
    for clause in clauses(text):
        words = [fold(word) if not word.islower() else word for word in _words(clause)]
        at = min(_verbs(words, headless=bool(waiting)), default=None)
        if at is None:
            waiting |= _content(words)
            continue
        before, after = _content(words[:at]) | waiting, words[at + 1 :]
        if words[0] not in RELATIVE:  # "Okafor, who had voted, sold": she waits on
            waiting = frozenset()
        passive = _is_passive(words, at)
        doer = after[after.index("by") + 1 :] if "by" in after else []
        if passive:
            yield Deed(stem_of(words[at]), _content(doer), before)
        else:
            yield Deed(stem_of(words[at]), before, _content(after))


def _verbs(words: list[str], *, headless: bool) -> set[int]:
    """Return where verbs stand: in the past, or after an auxiliary."""
    found = set()
    for i, word in enumerate(words):
        back = i - 1
        while back >= 0 and words[back] in BETWEEN:
            back -= 1
        helped = back >= 0 and words[back] in AUXILIARY
        if (is_past(word) or (helped and word not in AUXILIARY and word not in BETWEEN)) and (
            i or headless
        ):
            found.add(i)
    return found


def _is_passive(words: list[str], at: int) -> bool:
    helped = any(
        word in ("was", "were", "been", "is", "are", "be", "being") for word in words[:at][-3:]
    )
    reduced = words[at + 1 : at + 2] == ["by"] and not any(
        map(str.isdigit, "".join(words[at + 2 : at + 3]))
    )
    return is_past(words[at]) and (helped or reduced)


def _content(words: list[str]) -> frozenset[str]:
    return frozenset(stem for word in words if word not in TITLES and (stem := stem_of(word)))


def _words(clause: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", re.sub(r"['’]s\b", "", clause))
