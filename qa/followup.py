"""A question in a conversation to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

PERSON = re.compile(r"\b(he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
THING = re.compile(
    r"\b(it(?! true)|its"
    r"|(?:this|that|these|those)(?=\W*$|\s+(?:happen|mean|matter|cost|end|take)))\b",
    re.IGNORECASE,
)
# "What time is it", "How cold was it", "Is it raining": nothing is meant.
EMPTY_IT = re.compile(
    r"\b(what time|how (?:cold|warm|hot|late|early|far|long ago)|what day)\b.*\bit\b|\bit rain",
    re.I,
)
POSSESSIVE = re.compile(
    r"\b(his|its|their|her(?!\s+(?:after|before|in|on|at|for|to|by|when|while|and|or|as)\b))\b"
    r"(?=\s+\w)",
    re.IGNORECASE,
)
CONNECTIVE = re.compile(r"^(and|but|or|so|then|what about|how about)(?=[\s,])[\s,]*", re.IGNORECASE)
ASKING = re.compile(
    r"^(?:(?:in|at|on|by|for|to|with|from) )?(who|whom|whose|what|which|when|where|why|how|is|are|"
    r"was|were|do|does|did|has|have|had|can|could|will|would|please|tell)\b",
    re.IGNORECASE,
)
BARE = re.compile(
    r"^(why|when|where|how|who|how many|how much|since when|how come)\W*$", re.IGNORECASE
)
ASKED_FOR = re.compile(r"^(how (?:many|much) \w+|which \w+|what \w+(?= did)|\w+)\s+", re.IGNORECASE)
NOUN_PHRASE = re.compile(r"^whom?\s+(?:\w+\s+){1,3}?((?:the|an?|his|her|their|its)\s.+)$", re.I)
# A noun phrase before the pronoun is what it stands for: "What did the police say about their …"
NOUN = re.compile(
    r"\b(?:(?:the|an?|some|many|most|all)\s+\w+|people|police|protesters|supporters|officials)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*")
NOT_NAMES = frozenset(
    "who what when where why how which did do does is are was were has have had can could would "
    "should will in on at by and but so the a an i if whose whom tell also then please isn't "
    "didn't wasn't doesn't aren't weren't with after before during for to from".split()
)
MOST_TURNS = 4

ShortAnswerOf = Callable[[str], str | None]


def standalone_question(
    question: str, history: Sequence[str], short_answer_of: ShortAnswerOf
) -> str:
    """Return the question with what it leaves out filled in from the questions before it.

    `history` are the user's earlier questions, oldest first, of which the last MOST_TURNS count;
    `short_answer_of` is asked for the answer to the last one only if the question cannot do
    without, and gives None where that was refused. A question that names its own subject is
    returned as it is.
    """
    if not history or not (_is_bare(question) or _pronoun(question)):
        return question
    earlier = history[-MOST_TURNS:]
    before = standalone_question(earlier[-1], earlier[:-1], short_answer_of)
    short = short_answer_of(before)
    if short is None:
        return question
    if BARE.match(question.strip()):
        return _asked_again(question.strip(" ?"), before, short)
    pronoun = _pronoun(question)
    if pronoun:
        subject = _person(before, short) if pronoun is PERSON else _thing(before, short)
        return _filled(question, pronoun, subject) if subject else question
    return f"{before.rstrip('?!. ')} {CONNECTIVE.sub('', question.strip())}"


def _is_bare(question: str) -> bool:
    """Tell whether it is only part of a question: "Why?", "And in Arizona?"."""
    text = question.strip()
    rest = CONNECTIVE.sub("", text)
    return bool(BARE.match(text)) or (rest != text and not ASKING.match(rest))


def _pronoun(question: str) -> re.Pattern[str] | None:
    """Return the kind of pronoun a question leans on, unless what is meant stands before it."""
    for kind in (PERSON, THING):
        found = kind.search(question)
        if found:
            before = question[: found.start()]
            if _names(before) or NOUN.search(before) or EMPTY_IT.search(question):
                return None
            return kind
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
