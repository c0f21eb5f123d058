"""The verbs of one clause, with who did it, whom it was done to, and what follows a preposition."""

from dataclasses import dataclass, field, replace

from qa.constraints import CALENDAR
from qa.support.clauses import (
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SUBORDINATE,
    content,
    governs,
    is_helped,
)
from qa.support.figures import VALUES
from qa.support.stems import AUXILIARY, is_past, stem_of

MEASURES = frozenset("votes points goals runs percent per years days hours metres".split())
BE = frozenset("was were been is are be being".split())
Stems = frozenset[str]
NONE: Stems = frozenset()


@dataclass(frozen=True)
class Deed:
    """A verb by its stem; stems of who did it, to whom, and of what follows a preposition.

    `open_voice`: it may as well be a passive ("counted on the island").
    """

    verb: str
    who: Stems
    whom: Stems = NONE
    slots: dict[str, Stems] = field(default_factory=dict)
    passive: bool = False
    open_voice: bool = False


def turned(deed: Deed) -> Deed:
    """Return a deed in its other reading: what was said to do it had it done to."""
    return replace(deed, who=deed.slots.get("by", NONE), whom=deed.who, open_voice=False)


@dataclass(frozen=True)
class Clause:
    """The words of a clause and the places of its verbs, of which there is at least one."""

    words: list[str]
    places: list[int]

    @property
    def own(self) -> Stems | None:
        """What stands before the first verb; None for a pronoun."""
        head = self.words[: self.places[0]]
        if head[-1:] == ["to"] and not any(word[0].isupper() for word in head):
            return NONE  # "the vote to close the market"
        return named_in(head)

    @property
    def relative(self) -> bool:
        """Whether it tells of a noun before it: "which was built", "of which it pays half"."""
        first, second = [*self.words, ""][:2]
        return first in RELATIVE or (first in PREPOSITIONS and second in RELATIVE)

    @property
    def apart(self) -> bool:
        """Whether it has a doer of its own who does nothing else: "after Lang won"."""
        return bool(self.own) and self.words[0] in SUBORDINATE

    @property
    def bare(self) -> bool:
        """Whether its verb has neither auxiliary nor object, as a participle may."""
        follows = self.words[self.places[0] + 1 : self.places[0] + 2]
        objectless = not follows or follows[0] in PREPOSITIONS
        return objectless and not is_helped(self.words, self.places[0])

    def last_noun(self) -> Stems:
        """Return what a "which" behind the clause would tell of; none if that is a time."""
        tail = self.words[max(self.places[-1] + 1, _last_phrase(self.words)) :]
        return NONE if any(word.isdigit() for word in tail) else content(tail)


def deeds_of(clause: Clause, before: Stems, *, passive: bool, whose: Stems) -> list[Deed]:
    """Return the deeds of a clause.

    `before` does the first, or has it done to him if `passive`; `whose` is the noun that the
    clause tells of: "the gasket that Dorrance fitted".
    """
    words, found = clause.words, list[Deed]()
    for number, at in enumerate(clause.places):
        last = number + 1 == len(clause.places)
        whom, slots = _after(words[at + 1 : len(words) if last else clause.places[number + 1]])
        suffers = _is_passive(words, at) or (passive and not number)
        follows, helped = words[at + 1 : at + 2], is_helped(words, at)
        free = not helped and (not follows or follows[0] in PREPOSITIONS)
        who = before
        if number:
            participle = not helped and (suffers or (free and not last))
            between = words[clause.places[number - 1] + 1 : at]
            who = _second(between, found[-1], whose or before, participle=participle)
            if helped and words[0] in RELATIVE and not whose:
                who |= before  # "the panels that power the pumps were installed"
        if suffers:
            deed = Deed(stem_of(words[at]), slots.get("by", NONE), who | whom, slots, passive=True)
        elif whose and not number:
            deed = Deed(stem_of(words[at]), who, whose | whom, slots)
        else:
            deed = Deed(stem_of(words[at]), who, whom, slots, open_voice=free)
        found.append(deed)
    return found


def named_in(words: list[str]) -> Stems | None:
    """Return the stems of what stands before a verb; None if it is a pronoun."""
    if words and words[0] in AUXILIARY:
        return NONE  # "was in fact painted"
    after = max((i for i, word in enumerate(words) if word.lower() in PRONOUNS), default=-1)
    found = content([word for word in words[after + 1 :] if word not in CALENDAR])
    return None if after >= 0 and not found else found


def _last_phrase(words: list[str]) -> int:
    """Return where the last phrase of a clause begins: at its last preposition."""
    return max((i for i, word in enumerate(words) if word in PREPOSITIONS), default=0)


def _second(between: list[str], last: Deed, head: Stems, *, participle: bool) -> Stems:
    """Return who does the second verb of a clause: "told the crew to leave", "said Lang won"."""
    own = named_in(between)
    if own is None:
        return NONE
    if between[-1:] == ["to"]:
        return last.whom | head
    if participle and own:
        return content(between[_last_phrase(between) :]) or own
    return head if last.passive or last.open_voice or not own else own


def _after(words: list[str]) -> tuple[Stems, dict[str, Stems]]:
    """Return the stems before the first preposition, and those behind each."""
    slots: dict[str, Stems] = {"": NONE}
    prep = ""
    for at, word in enumerate(words):
        follows = words[at + 1 : at + 3]
        if word not in PREPOSITIONS:
            slots[prep] = slots.get(prep, NONE) | content([word])
        elif prep != "rather":  # "by the guild rather than by the crown"
            prep = _preposition(word, follows)
    return slots.pop(""), slots


def _preposition(word: str, follows: list[str]) -> str:
    """Return a preposition, or what it stands for if no noun follows it."""
    if word == "to" and governs(follows):
        return "to do"
    if word == "by" and follows and follows[0].endswith("ing"):
        return "by doing"
    return "until" if word == "by" and _is_measure(follows) else word


def _is_measure(words: list[str]) -> bool:
    """Tell whether a time or an amount begins there: "by April", "by nine votes"."""
    if words and words[0] in VALUES:
        return len(words) < 2 or words[1] in MEASURES
    return bool(words) and (words[0][0].isdigit() or words[0] in CALENDAR)


def _is_passive(words: list[str], at: int) -> bool:
    if not is_past(words[at]):
        return False
    near = words[at + 1 : at + 3]  # "paid for by the firm", but not "fell by 18 percent"
    by = "by" in near and not _is_measure(words[at + 2 + near.index("by") :][:2])
    return by or any(word in BE for word in words[max(0, at - 3) : at])
