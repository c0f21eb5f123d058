"""Does the evidence bear a sentence out? What a language model wrote is shown only if it does."""

import re
from functools import cache

from qa.figures import fold, names, numbers
from qa.roles import clauses, deeds, roles_kept
from qa.stems import stem_of, stems

LEAST_COVERED = 0.75  # of the content words of a sentence, by stem
LIGHT = (  # what a retelling adds without a claim of its own
    "according although though because after before while during since until only also just say "
    "tell take come make give get become happen occur include state report note add earlier later "
    "ago upon via among against between through across within toward however keep call now"
).split()
OPPOSITES = (
    "accept/reject/refuse/decline allow/ban/forbid/prohibit open/close/shut advance/retreat "
    "rise/fall/drop/decline increase/decrease/fall/drop/decline grow/shrink/fall "
    "gain/lose/loss profit/loss win/lose support/oppose back/oppose "
    "agree/disagree/refuse approve/reject/veto buy/sell arrive/leave/depart enter/leave/exit "
    "begin/end/finish/stop start/end/finish/stop succeed/fail pass/fail/reject "
    "live/die survive/die/kill save/kill rescue/kill arrest/release/free detain/release/free "
    "join/leave/quit appoint/dismiss/fire hire/fire/dismiss confirm/deny admit/deny "
    "include/exclude high/low higher/lower more/less/fewer most/least large/small larger/smaller "
    "first/last old/new north/south east/west male/female man/woman guilty/innocent "
    "acquit/convict legal/illegal able/unable build/demolish/destroy create/destroy attack/defend "
    "push/pull hot/cold strengthen/weaken raise/lower/cut expand/shrink/cut early/late"
)
UNITS = (
    "second minute hour day week month year decade century kilometre kilometer mile metre meter "
    "centimetre centimeter foot feet yard inch hectare acre gram kilogram kilo tonne ton pound "
    "ounce litre liter gallon barrel percent degree watt kilowatt megawatt gigawatt volt dollar "
    "euro yen franc rupee peso cent million billion trillion thousand hundred dozen"
).split()
CURRENCY = re.compile(r"[$€£¥₹]")
NEGATOR = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|false|falsely)\b|n['’]t\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def unsupported(sentence: str, evidence: str, question: str) -> str:
    """Return why the evidence does not bear the sentence out, in a word, or "" if it does.

    Numbers and names of the sentence must stand in the evidence or the question, its content
    words in the evidence and none as its opposite, its verbs all; clauses must be negated alike,
    and a verb in both must have the same doer.
    """
    known = f"{evidence} {question}"
    if not set(numbers(sentence)) <= set(numbers(known)) or not _units_known(sentence, known):
        return "number"
    if not _names_known(sentence, known):
        return "name"
    if _turned(sentence, evidence):
        return "opposite"
    if not _is_covered(sentence, evidence, question):
        return "words"
    if not _negated_alike(sentence, evidence):
        return "negation"
    return "" if roles_kept(sentence, evidence) else "roles"


def _units_known(sentence: str, known: str) -> bool:
    said, present = (
        set(stems(text)) & _stemmed(tuple(UNITS)) | set(CURRENCY.findall(text))
        for text in (sentence, known)
    )
    return said <= present


def _names_known(sentence: str, known: str) -> bool:
    present = {fold(word) for word in WORD.findall(known)}
    present |= {part for word in present for part in word.split("-")}
    stemmed = set(stems(known))
    return all(name in present or stem_of(name) in stemmed for name in names(sentence))


def _is_covered(sentence: str, evidence: str, question: str) -> bool:
    light = _stemmed(tuple(LIGHT))
    wanted = [word for word in stems(sentence) if word not in light]
    own = set(stems(evidence))
    if {deed.verb for deed in deeds(sentence)} - own - light - {""}:
        return False  # what was done is the claim
    held = sum(word in own or word in set(stems(question)) for word in wanted)
    return any(word in own for word in wanted) and held >= LEAST_COVERED * len(wanted)


def _turned(sentence: str, evidence: str) -> bool:
    """Tell whether a word of the sentence stands in the evidence only as its opposite."""
    said, present = set(stems(sentence)), set(stems(evidence))
    return any(_opposites().get(word, frozenset()) & present - said for word in said - present)


def _negated_alike(sentence: str, evidence: str) -> bool:
    """Compare each clause with the clause of the evidence that shares most words with it.

    Names count little: it is the verb that is negated.
    """
    named = {stem_of(word) for word in WORD.findall(sentence) if word[0].isupper()}
    verbs = {deed.verb for deed in deeds(sentence)}
    for part in clauses(sentence):
        said = set(stems(part))
        shared = {
            clause: sum(
                2 if word in verbs else 0.1 if word in named else 1
                for word in said & set(stems(clause))
            )
            for clause in clauses(evidence)
        }
        nearest = max(shared, key=lambda clause: shared[clause], default="")
        if nearest and shared[nearest] and _is_negated(part) != _is_negated(nearest):
            return False
    return True


def _is_negated(text: str) -> bool:
    return len(NEGATOR.findall(text)) % 2 == 1


@cache
def _stemmed(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(stem_of, words)))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in OPPOSITES.split():
        first, *others = group.split("/")
        for one, two in [(first, other) for other in others]:
            for here, there in ((one, two), (two, one)):
                found[stem_of(here)] = found.get(stem_of(here), frozenset()) | {stem_of(there)}
    return found
