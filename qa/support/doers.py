"""Who did what in a text: its clauses one after another, with what each takes from those before."""

from dataclasses import replace
from functools import lru_cache

from index.sentence import sentences
from qa.support.clauses import (
    ALSO,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVE,
    SPEECH,
    SUBORDINATE,
    clauses,
    content,
    verb_places,
    words_of,
)
from qa.support.deeds import NONE, Clause, Deed, Stems, deeds_of

RESOLVED = frozenset("he she it they".split())


@lru_cache(maxsize=100)  # three checks ask for those of the same text
def deeds(text: str, verbs: Stems = NONE) -> tuple[Deed, ...]:
    """Return the verbs of a text: those that look like one, and those of these stems.

    A passive is turned around. "The treaty, signed in May, ended the war" has two verbs, the first
    a passive since another one follows; "and" carries doer and passive on.
    """
    parts = [part for start, end in sentences(text) for part in text[start:end].split(";")]
    return tuple(deed for part in parts for deed in _Sentence(part, verbs).deeds())


class _Sentence:
    """Reads a sentence clause by clause, and remembers who may be the doer of what comes."""

    def __init__(self, sentence: str, verbs: Stems) -> None:
        self.parts = [words for part in clauses(sentence) if (words := words_of(part))]
        if self.parts and not self.parts[0][0][1:2].isdigit():
            self.parts[0][0] = self.parts[0][0].lower()
        self.verbs, self.found = verbs, list[Deed]()
        self.waiting = NONE  # of clauses without a verb: "Ana Pires, the chief, told"
        self.doer, self.was_passive = NONE, False  # for "and"
        self.beside = NONE  # for "and" behind "who"
        self.last = NONE  # for "which"
        self.recent = NONE  # for "he"

    def deeds(self) -> list[Deed]:
        """Return the deeds in order."""
        for number, words in enumerate(self.parts):
            places = verb_places(words, self.verbs, headless=bool(self.waiting))
            if words[0] == "according":
                self.last = content(words[1:])
                self.found.append(Deed("say", self.last))
            elif words[0] in SPEECH and words[1:2] and _names(words[1]):
                self.waiting = self._speaker(number)  # "said Rosa Quintero, a farmer"
                self.found.append(Deed("say", self.waiting))
            elif places:
                self._read(number, Clause(words, places))
            else:
                self._wait(number)
        return self.found

    def _read(self, number: int, clause: Clause) -> None:
        own, words = clause.own, clause.words
        headless = clause.places[0] == 0 and not self.waiting
        goes_on = own == NONE and (words[0] in ALSO or headless)
        reduced = own == NONE and not goes_on and self._is_reduced(number, clause)
        before = self._before(clause, goes_on=goes_on)
        if goes_on and clause.bare and words[0] not in ALSO and self.found:
            before |= self.found[-1].whom  # "said the dam, built by a firm, would open"
        whose = (self.last or self.waiting) if clause.relative and own != NONE else NONE
        carried = reduced or (goes_on and self.was_passive and clause.bare)
        made = deeds_of(clause, before - whose or before, passive=carried, whose=whose)
        self._remember(clause, made, before, waits=reduced)

    def _remember(self, clause: Clause, made: list[Deed], before: Stems, *, waits: bool) -> None:
        self.last = clause.last_noun() or made[-1].whom
        near = [*self.found[:1], *self.found[-1:], *made]
        self.recent = NONE.union(*(deed.who | deed.whom for deed in near))
        self.found += made
        if clause.apart and len(made) > 1:
            self.doer = made[-1].who
        self.beside = before if clause.relative else NONE
        if not clause.relative and not clause.apart:
            self.doer, self.was_passive = before, made[0].passive
            if not waits:
                self.waiting = NONE

    def _before(self, clause: Clause, *, goes_on: bool) -> Stems:
        """Return who does the first verb of a clause, or has it done to him."""
        own = clause.own
        if own is None:
            return self.recent | self.waiting if RESOLVED & set(clause.words) else NONE
        if clause.relative or clause.apart:
            return own or self._told_of(clause)
        return (self.doer or self.waiting) | self.beside if goes_on else own | self.waiting

    def _told_of(self, clause: Clause) -> Stems:
        """Return the noun that "which" or "who" stands for."""
        latest = self.found[-1] if self.found else Deed("", NONE)
        if self.last and "who" in clause.words and not latest.who >= self.last:
            return self.last | latest.whom  # "a man from Tarbury who had thrown it"
        return self.last or self.waiting or self.recent

    def _is_reduced(self, number: int, clause: Clause) -> bool:
        """Tell whether a clause is a participle: "The treaty, signed in May, ended the war"."""
        later = self.parts[number + 1 :]
        follows = clause.words[clause.places[0] + 1 :]
        waits = bool(self.waiting and follows) and not clause.relative
        return waits and clause.bare and any(map(self._opens, later))

    def _wait(self, number: int) -> None:
        """Take in a clause without a verb: it belongs to what was said, or to what comes."""
        words = self.parts[number]
        if self.found and not self.waiting and self._ends(number):
            latest = self.found[-1]
            told = self.parts[number - 1][0] == "according"
            if told or (latest.passive and latest.who):
                self.found[-1] = replace(latest, who=latest.who | content(words))
            else:
                self.found[-1] = replace(latest, whom=latest.whom | content(words))
        elif words[0] not in RELATIVE - {"that"} and self._may_do(number):
            self.waiting |= content(words)
        self.last = NONE

    def _ends(self, number: int) -> bool:
        """Tell whether a noun belongs to what was said: "found a mirror and two beads"."""
        if self.parts[number][0] in PREPOSITIONS | SUBORDINATE | RELATIVE:
            return False
        later = self.parts[number + 1 : number + 2]
        opens = any(part[0] in RELATIVE or self._opens(part) for part in later)
        return not opens or (self.found[-1].passive and bool(self.found[-1].who))

    def _may_do(self, number: int) -> bool:
        """Tell whether a clause without a verb may name the doer of the next: not "in spring"."""
        words, later = self.parts[number], self.parts[number + 1 :]
        if words[0][0].isdigit() or words[0] not in PREPOSITIONS | SUBORDINATE:
            return not words[0][0].isdigit()
        if later and later[0][0] in ALSO and not self._opens(later[0]):
            return True
        following = next((part for part in later if verb_places(part, self.verbs)), [])
        return words[0] in SUBORDINATE and self._opens(following)

    def _opens(self, words: list[str]) -> bool:
        """Tell whether a clause begins with its verb, but for an auxiliary."""
        places = verb_places(words, self.verbs)
        return bool(places) and not content(words[: places[0]])

    def _speaker(self, number: int) -> Stems:
        """Return who is named behind "said", with what he is called behind a comma."""
        said, *later = self.parts[number:]
        called = later[0] if later and later[0][0] in DETERMINERS else []
        return content(said[1:] if verb_places(called, self.verbs) else said[1:] + called)


def _names(word: str) -> bool:
    """Tell whether a speaker may begin with a word: "said Ana Lang", "said the mayor"."""
    return word[0].isupper() or word in DETERMINERS
