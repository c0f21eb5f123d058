"""What a question holds fixed, and its evidence has to bear out: names, numbers, dates."""

import re

from qa.support.figures import ONES, ORDINALS

VALUES = {word: str(value) for words in (ONES[:13], ORDINALS) for value, word in enumerate(words)}
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
CODE = re.compile(r"\b([A-Z]{1,5})-?(\d[A-Z\d]*+)\b")
ANOTHER_CODE = 3  # E02 is no E11, whatever else is alike
OPENING = re.compile(  # "Sorry, …", "Okay who …", "Summarise the …"
    r"(?:^|(?<=[.!?…])\s)\W{0,3}[A-Z][^\W_]*+(?=[,!.:;…–-]|\s+(?:who|whom|whose|what|when|where|why|how"
    r"|which|if|whether|the|an?|me|us|all|please|I)\b)"
)
CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
WORD = re.compile(r"\b[A-Z][^\W_]*")
NOT_NAMES = frozenset(
    "who what when where why how which did do does is are was were has have had can could would "
    "should will in on at by and but so the a an if whose whom tell also then please may might "
    "isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn shouldn name list give "
    "show describe explain whichever from for to with after before during since until under "
    "according despite about".split()
)
NAME = re.compile(r"(?<=[a-z,;'’] )[A-Z][\w’'-]+")


def missing_names(question: str, context: str) -> list[str]:
    """Return the names in the question that the context does not hold as words."""
    present = set(map(_bare, context.lower().split()))
    words = (_bare(found.lower()) for found in NAME.findall(question))
    return [word for word in words if word not in present]


def absent_names(question: str, text: str) -> list[str]:
    """Return the names in the question that stand nowhere in a text, not even misspelt.

    Only names that are plain: of three letters or more, not all capitals, no month or day, and not
    a word that merely opens a sentence, as in "Sorry, I meant …".
    """
    said = question.split()
    if 2 * sum(word[:1].isupper() for word in said) > len(said) + 1:  # A Question In Title Case
        return []
    words = WORD.findall(OPENING.sub(" ", question))
    found = [_bare(word) for word in words if word.lower() not in NOT_NAMES]
    lowered = text.lower()
    rare = [w.lower() for w in found if len(w) > 2 and not w.isupper() and w not in CALENDAR]
    rare = [word for word in rare if word[:4] not in lowered]
    if not rare:
        return []
    from rapidfuzz import fuzz, process

    known = set(re.findall(r"\w+", lowered))
    return [w for w in rare if not process.extractOne(w, known, scorer=fuzz.ratio, score_cutoff=75)]


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"“”‘’'").removesuffix("’s").removesuffix("'s")


def unmet(question: str, sentence: str, context: str) -> float:
    """Count what speaks against the evidence: 0 to 6.

    One for a number of the question that stands nowhere in the context, one each for a year and a
    month that the question names and the sentence does not, but another; three for such a code.
    """
    missing = float(not _digits(question) <= _digits(context) | _spelt(context))
    return (
        missing
        + _other_codes(question, sentence)
        + sum(_contradicts(kind, question, sentence) for kind in DATES)
    )


def _digits(text: str) -> set[str]:
    return {found.replace(",", "") for found in DIGITS.findall(text)}


def _spelt(text: str) -> set[str]:
    return {VALUES[found.lower()] for found in SPELT.findall(text)}


def _other_codes(question: str, sentence: str) -> int:
    """Tell, as ANOTHER_CODE or 0, whether a sentence has only other codes of the kind asked for."""
    asked, said = CODE.findall(question), CODE.findall(sentence)
    kinds = {letters for letters, _ in asked} & {letters for letters, _ in said}
    met = {letters for letters, number in asked if (letters, number) in said}
    return ANOTHER_CODE if kinds - met else 0


def _contradicts(kind: re.Pattern[str], question: str, sentence: str) -> bool:
    asked, said = set(kind.findall(question)), set(kind.findall(sentence))
    return bool(said) and not asked <= said
