"""A question in a conversation to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

PERSON = re.compile(r"\b(he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
OTHER = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|there)\b", re.IGNORECASE
)
POSSESSIVE = re.compile(r"\b(his|her|its|their)\b(?=\s+\w)", re.IGNORECASE)
ELLIPSIS = re.compile(
    r"(and|but|or|so|what about|how about|why|when|where|who|by whom|which one|how many|how come|"
    r"what else|who else|since when|really)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*")
NOT_NAMES = frozenset(
    "who what when where why how which did do does is are was were has have had can could would "
    "should will in on at by and but the a an i if whose whom tell".split()
)
FEW_WORDS = 4

ShortAnswerOf = Callable[[str], str]


def standalone_question(
    question: str, history: Sequence[str], short_answer_of: ShortAnswerOf
) -> str:
    """Return the question with what it leaves out filled in from the questions before it.

    `history` are the user's earlier questions, oldest first; `short_answer_of` is asked for the
    answer to the last one only if the question cannot do without. A question that names its own
    subject is returned as it is.
    """
    if not history or not _depends(question):
        return question
    before = standalone_question(history[-1], history[:-1], short_answer_of)
    if PERSON.search(question) or OTHER.search(question):
        subject = _subject(question, before, short_answer_of(before))
        return _filled(question, subject) if subject else f"{before} {question}"
    return _extended(question, before)


def _depends(question: str) -> bool:
    if PERSON.search(question):
        return not _names(question)
    if _names(question) and not ELLIPSIS.match(question):
        return False
    few = len(question.split()) <= FEW_WORDS
    pronoun = OTHER.search(question)
    return bool(pronoun) or (few and bool(ELLIPSIS.match(question.strip())))


def _names(text: str) -> list[str]:
    found = (_unprefixed(match.group()) for match in NAME.finditer(text))
    return [name for name in found if name]


def _unprefixed(name: str) -> str:
    words = name.rstrip(".").removesuffix("'s").removesuffix("’s").split()
    while words and words[0].lower() in NOT_NAMES:
        words = words[1:]
    return " ".join(words)


def _subject(question: str, before: str, short: str) -> str:
    """Choose what a pronoun stands for: a name in the last answer, or the last one asked about."""
    answered = _names(short)
    asked = _names(before)
    if answered and (not asked or _asks_for_a_name(before, answered[0])):
        return answered[0] if len(answered) == 1 else short
    return asked[0] if asked else short


def _asks_for_a_name(before: str, answered: str) -> bool:
    """Tell whether the answer, not who was asked about, is what the talk is about now."""
    if re.match(r"(who|whom|whose)\b", before, re.IGNORECASE):
        return True
    return bool(re.match(r"(which|what)\b", before, re.IGNORECASE)) and " " in answered


def _filled(question: str, subject: str) -> str:
    """Put the subject in the place of the first pronoun."""
    if POSSESSIVE.search(question):
        return POSSESSIVE.sub(lambda _: f"{subject}'s", question, count=1)
    pattern = PERSON if PERSON.search(question) else OTHER
    return pattern.sub(lambda _: subject, question, count=1)


def _extended(question: str, before: str) -> str:
    """Join an ellipsis such as "And in Arizona?" to the question it goes on from."""
    rest = re.sub(r"^(and|but|so|or|what about|how about)\b\s*", "", question.strip(), flags=re.I)
    return f"{before.rstrip('?!. ')} {rest}"
