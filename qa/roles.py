"""Who did it, and to whom: a comparison of clauses that share a verb."""

import re
from dataclasses import dataclass

from index.sentence import sentences
from qa.figures import TITLES, fold, names
from qa.stems import AUXILIARY, is_past, stem_of, stems

CLAUSE = re.compile(
    r"[,;:—]\s*|(?<=[.!?])\s+|\s+(?=(?:but|while|although|though|because|and|which|who|that|after"
    r"|before|when|since|unless|despite|until|as|without)\b)",
    re.IGNORECASE,
)
RELATIVE = ("who", "which", "that")
ALSO = ("and", "but", "or")
BETWEEN = frozenset(
    "not never also already then later still just again only first now long".split()
)
BE = frozenset("was were been is are be being".split())
ENDS_DOER = frozenset("for in at on with from to after before during of over under since".split())


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
    verbs = frozenset(deed.verb for text in (sentence, evidence) for deed in deeds(text))
    there: dict[str, list[Deed]] = {}
    for deed in deeds(evidence, verbs):
        there.setdefault(deed.verb, []).append(deed)
    words = frozenset(stems(evidence))
    named = frozenset(filter(None, map(stem_of, names(evidence))))
    return all(
        any(_fits(deed, other, words, named) for other in there[deed.verb])
        for deed in deeds(sentence, verbs)
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


def deeds(text: str, verbs: frozenset[str] = frozenset()) -> list[Deed]:
    """Return the verbs of a text: those in the past, behind an auxiliary, or of these stems.

    A passive is turned around. "The treaty, signed in May, ended the war" has two verbs, the first
    a passive since another one follows; "and" carries doer and passive on.
    """
    return [deed for start, end in sentences(text) for deed in _deeds(text[start:end], verbs)]


def _deeds(sentence: str, verbs: frozenset[str]) -> list[Deed]:
    parts = [_words(clause) for clause in clauses(sentence)]
    found: list[Deed] = []
    waiting: frozenset[str] = frozenset()  # of clauses without a verb: "Ana Pires, the chief, told"
    doer, was_passive = frozenset[str](), False
    for number, words in enumerate(parts):
        at = min(_verbs(words, verbs, headless=bool(waiting)), default=None)
        if at is None:
            waiting |= _content(words)
            continue
        headless = not _content(words[:at])
        goes_on = headless and words[0] in ALSO
        before = doer if goes_on and not waiting else _content(words[:at]) | waiting
        passive = _is_passive(words, at) or (goes_on and was_passive)
        if headless and not goes_on and waiting and is_past(words[at]):
            passive |= any(_opens(later, verbs) for later in parts[number + 1 :])
        after = words[at + 1 :]
        deed = Deed(stem_of(words[at]), before, _content(after))
        found.append(Deed(deed.verb, _by(after), before) if passive else deed)
        if words[0] not in RELATIVE:
            doer, was_passive = before, passive
            if not passive or not headless:  # "Okafor, who had voted, sold": she waits on
                waiting = frozenset()
    return found


def _opens(words: list[str], verbs: frozenset[str]) -> bool:
    """Tell whether a clause begins with its verb."""
    return min(_verbs(words, verbs, headless=True), default=1) == 0


def _by(words: list[str]) -> frozenset[str]:
    """Return who a passive names: "by Ruth Okafor of Lindau"."""
    if "by" not in words:
        return frozenset()
    rest = words[words.index("by") + 1 :]
    end = next((i for i, word in enumerate(rest) if word in ENDS_DOER), len(rest))
    return _content(rest[:end])


def _verbs(words: list[str], verbs: frozenset[str], *, headless: bool) -> set[int]:
    """Return where verbs stand in a clause; the first word is one only if `headless`."""
    found = set()
    for i, word in enumerate(words):
        back = i - 1
        while back >= 0 and words[back] in BETWEEN:
            back -= 1
        helped = back >= 0 and words[back] in AUXILIARY and word not in BETWEEN
        now = i == 0 and headless and bool(re.fullmatch(r"[a-z]{3,}[^s]s", word))
        if not (is_past(word) or helped or now or stem_of(word) in verbs) or not stem_of(word):
            continue
        if i or headless or words[1:2] == ["by"]:
            found.add(i)
    return found


def _is_passive(words: list[str], at: int) -> bool:
    helped = any(word in BE for word in words[max(0, at - 3) : at])
    near = words[at + 1 : at + 3]  # "paid for by the firm", but not "fell by 18 percent"
    named = "".join(words[at + 2 + near.index("by") :][:1]) if "by" in near else "0"
    reduced = not named[:1].isdigit()
    return is_past(words[at]) and (helped or reduced)


def _content(words: list[str]) -> frozenset[str]:
    return frozenset(stem for word in words if word not in TITLES and (stem := stem_of(word)))


def _words(clause: str) -> list[str]:
    found = re.findall(r"[^\W_]+(?:-[^\W_]+)*", re.sub(r"['’]s\b", "", clause))
    return [word if word.islower() else fold(word) for word in found]
