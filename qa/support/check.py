"""Does the evidence bear a sentence out? What a language model wrote is shown only if it does."""

import re
from collections.abc import Callable, Iterator

from qa.support.callings import callings_kept
from qa.support.figures import TOKEN, evened, fold, names, numbers
from qa.support.negation import negated_alike
from qa.support.order import order_kept
from qa.support.places import placed, words_in
from qa.support.roles import roles_kept
from qa.support.scope import scope_kept
from qa.support.stems import is_past, stem_of, stems
from qa.support.wording import is_covered, is_turned

UNITS = (
    "second minute hour day week month year decade century kilometre kilometer mile metre meter "
    "centimetre centimeter foot feet yard inch hectare acre gram kilogram kilo tonne ton pound "
    "ounce litre liter gallon barrel percent degree watt kilowatt megawatt gigawatt volt dollar "
    "euro yen franc rupee peso cent million billion trillion thousand hundred dozen"
).split()
COUNTED_WITHIN = 6  # words
CURRENCY = re.compile(r"[$€£¥₹]")
PRONOUN = re.compile(r"\b(?:he|she|it|they|him|his|hers?|its|them|theirs?)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def unsupported(sentence: str, evidence: str, question: str) -> str:
    """Return why the evidence does not bear the sentence out, in a word, or "" if it does."""
    return next(objections(sentence, evidence, question), "")


def objections(sentence: str, evidence: str, question: str) -> Iterator[str]:
    """Yield the name of each rule that a sentence breaks.

    Numbers and names of the sentence must stand in the evidence or the question, its content
    words in the evidence and none as its opposite, its verbs all; clauses must be negated alike;
    it may claim no more, and put nothing together that does not belong together there; a verb
    in both must have the same doer.
    """
    said, there, asked = map(evened, (sentence, evidence, question))
    known = f"{there} {asked}"
    words, others = words_in(said), words_in(there)
    pairs = placed(words, others)
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("number", lambda: _numbers_known(said, known)),
        ("name", lambda: _names_known(said, there, asked)),
        ("opposite", lambda: not is_turned(said, there)),
        ("words", lambda: is_covered(said, there, asked)),
        ("negation", lambda: negated_alike(said, there)),
        ("scope", lambda: scope_kept(words, others, pairs)),
        ("order", lambda: order_kept(words, others, pairs)),
        ("roles", lambda: callings_kept(said, there) and roles_kept(said, there, asked)),
    )
    return (reason for reason, passes in checks if not passes())


def _numbers_known(sentence: str, known: str) -> bool:
    """Tell whether numbers and units are known, and no number counts what only others count."""
    there = _counted(known, COUNTED_WITHIN)
    return (
        set(numbers(sentence)) <= set(numbers(known))
        and _units(sentence) <= _units(known)
        and all(
            noun not in there or count & there[noun]
            for noun, count in _counted(sentence, 1).items()
        )
    )


def _units(text: str) -> set[str]:
    return set(stems(text)) & set(map(stem_of, UNITS)) | set(CURRENCY.findall(text))


def _counted(text: str, within: int) -> dict[str, set[str]]:
    """Return for each stem the numbers that stand at most so many words before it."""
    found: dict[str, set[str]] = {}
    tokens = TOKEN.findall(text)
    for at, token in enumerate(tokens):
        before = numbers(" ".join(tokens[max(0, at - within) : at]))
        if before and not is_past(token) and (stem := stem_of(token)):
            found[stem] = found.get(stem, set()) | set(before)
    return found


def _names_known(sentence: str, evidence: str, question: str) -> bool:
    """Tell whether every name stands in the evidence, or in a question that it may be about.

    It may be if it has a word of the question, or a pronoun for whoever is asked about.
    """
    own, lent = _missing_names(sentence, evidence), _missing_names(sentence, question)
    about = PRONOUN.search(evidence) or set(stems(evidence)) & set(stems(question))
    return not own or (bool(about) and not own & lent)


def _missing_names(sentence: str, text: str) -> set[str]:
    present = {fold(word) for word in WORD.findall(text)}
    present |= {part for word in present for part in word.split("-")}
    stemmed = set(stems(text))
    return {
        name
        for name in names(sentence)
        if not (name in present or stem_of(name) in stemmed or _is_of_place(name, present))
    }


def _is_of_place(name: str, present: set[str]) -> bool:
    """Tell whether a name and one that is known are a place and its people: Tessia, Tessian."""
    return any(
        len(short) > 3 and long.startswith(short) and long[len(short) :] in ("n", "an", "ian", "er")
        for other in present
        for short, long in (sorted((name, other), key=len),)
    )
