"""A question in a conversation to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

PERSON = re.compile(r"\b(he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
THING = re.compile(
    r"\b(it(?! true)|its|(?:this|that|these|those)(?=\W*$|\s+(?:happen|mean|matter|cost|end|take))"
    r"|there(?=\W*$))\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"\b(his|her|its|their)\b(?=\s+\w)", re.IGNORECASE)
CONNECTIVE = re.compile(r"^(and|but|so|or|what about|how about)\b[\s,]*", re.IGNORECASE)
ASKING = re.compile(
    r"^(who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|"
    r"could|will|would|in what|by whom)\b",
    re.IGNORECASE,
)
BARE = re.compile(r"^(why|when|where|how|how many|how much|since when|how come)\W*$", re.IGNORECASE)
ASKED_FOR = re.compile(r"^(how (?:many|much) \w+|which \w+|what \w+(?= did)|\w+)\s+", re.IGNORECASE)
NOUN_PHRASE = re.compile(r"^whom?\s+(?:\w+\s+){1,3}?((?:the|an?|his|her|their|its)\s.+)$", re.I)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*")
NOT_NAMES = frozenset(
    "who what when where why how which did do does is are was were has have had can could would "
    "should will in on at by and but so the a an i if whose whom tell also".split()
)

ShortAnswerOf = Callable[[str], str]


def standalone_question(
    question: str, history: Sequence[str], short_answer_of: ShortAnswerOf
) -> str:
    """Return the question with what it leaves out filled in from the questions before it.

    `history` are the user's earlier questions, oldest first; `short_answer_of` is asked for the
    answer to the last one only if the question cannot do without. A question that names its own
    subject is returned as it is.
    """
    if not history or not (_is_bare(question) or _pronoun(question)):
        return question
    before = standalone_question(history[-1], history[:-1], short_answer_of)
    short = short_answer_of(before)
    pronoun = _pronoun(question)
    if BARE.match(question.strip()):
        return _asked_again(question.strip(" ?"), before, short)
    if pronoun:
        subject = _person(before, short) if pronoun is PERSON else _thing(before, short)
        return _filled(question, pronoun, subject) if subject else f"{before} {question}"
    return f"{before.rstrip('?!. ')} {CONNECTIVE.sub('', question.strip())}"


def _is_bare(question: str) -> bool:
    """Tell whether it is only part of a question: "Why?", "And in Arizona?"."""
    text = question.strip()
    rest = CONNECTIVE.sub("", text)
    return bool(BARE.match(text)) or (rest != text and not ASKING.match(rest))


def _pronoun(question: str) -> re.Pattern[str] | None:
    """Return the kind of pronoun a question leans on, unless it names who is meant."""
    if PERSON.search(question):
        return None if _names(question) else PERSON
    if THING.search(question):
        return None if _names(question) else THING
    return None


def _names(text: str) -> list[str]:
    found = (_unprefixed(match.group()) for match in NAME.finditer(text))
    return [name for name in found if name]


def _unprefixed(name: str) -> str:
    words = name.rstrip(".").removesuffix("'s").removesuffix("’s").split()
    while words and words[0].lower() in NOT_NAMES:
        words = words[1:]
    return " ".join(words)


def _person(before: str, short: str) -> str:
    """Choose who is meant: the one answered, or the one asked about."""
    answered, asked = _names(short), _names(before)
    if re.match(r"whom?\b", before, re.IGNORECASE) and short:
        return answered[0] if len(answered) == 1 else short
    if answered and " " in answered[0] and re.match(r"(which|what|whose)\b", before, re.I):
        return answered[0]
    return (asked or answered or [""])[0]


def _thing(before: str, short: str) -> str:
    """Choose what is meant: what the person asked for did, or the name answered or asked about."""
    phrase = NOUN_PHRASE.match(before.rstrip("?!. "))
    if phrase:
        return phrase.group(1)
    answered, asked = _names(short), _names(before)
    if answered and re.match(r"(which|what)\b", before, re.IGNORECASE):
        return answered[0]
    return asked[0] if asked else ""


def _filled(question: str, pronoun: re.Pattern[str], subject: str) -> str:
    """Put the subject in the place of the first pronoun."""
    if POSSESSIVE.search(question):
        return POSSESSIVE.sub(lambda _: f"{subject}'s", question, count=1)
    return pronoun.sub(lambda _: subject, question, count=1)


def _asked_again(word: str, before: str, short: str) -> str:
    """Ask the question before for something else: its place, time or reason."""
    rest = ASKED_FOR.sub("", before, count=1)
    who = f"{short} " if re.match(r"who\b", before, re.IGNORECASE) else ""
    return f"{word} {who}{rest}"
