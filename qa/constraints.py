"""What a question holds fixed, and its evidence has to bear out: names, numbers, dates."""

import re

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split(),
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh "
    "twelfth".split(),
)
VALUES = {word: str(value) for words in WORDS for value, word in enumerate(words)}
DIGITS = re.compile(r"\d(?:[\d,.]*\d)?")
SPELT = re.compile(rf"\b(?:{'|'.join(VALUES)})\b", re.IGNORECASE)
MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DATES = (
    re.compile(r"\b(?:1\d{3}|20\d{2})(?=s?\b)"),
    re.compile(rf"\b(?:{'|'.join(MONTHS)})\b"),
)
NAME = re.compile(r"(?<=[a-z,;'’] )[A-Z][\w’'-]+")


def missing_names(question: str, context: str) -> list[str]:
    """Return the names in the question that the context does not hold as words."""
    present = set(map(_bare, context.lower().split()))
    words = (_bare(found.lower()) for found in NAME.findall(question))
    return [word for word in words if word not in present]


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"“”‘’'").removesuffix("’s").removesuffix("'s")


def unmet(question: str, sentence: str, context: str) -> float:
    """Count what speaks against the evidence: 0 to 3.

    One for a number of the question that stands nowhere in the context, one each for a year and
    for a month that the question names and the sentence does not, but another.
    """
    missing = float(not _digits(question) <= _digits(context) | _spelt(context))
    return missing + sum(_contradicts(kind, question, sentence) for kind in DATES)


def _digits(text: str) -> set[str]:
    return {found.replace(",", "") for found in DIGITS.findall(text)}


def _spelt(text: str) -> set[str]:
    return {VALUES[found.lower()] for found in SPELT.findall(text)}


def _contradicts(kind: re.Pattern[str], question: str, sentence: str) -> bool:
    asked, said = set(kind.findall(question)), set(kind.findall(sentence))
    return bool(said) and not asked <= said
