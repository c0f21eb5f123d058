"""Who or what a follow-up is about: the person or thing of the question before it."""

import re
from collections.abc import Callable

from qa.constraints import CALENDAR
from qa.kinds import BE, DO

NOUN_PHRASE = re.compile(r"^whom?\s+(?:\w+\s+){1,3}?((?:the|an?|his|her|their|its)\s.+)$", re.I)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*")
NOT_NAMES = frozenset(
    "who what when where why how which did do does is are was were has have had can could would "
    "should will in on at by and but so the a an i if whose whom tell also then please isn't "
    "didn't wasn't doesn't aren't weren't with after before during for to from".split()
)
PLURAL = re.compile(r"\b((?:the|some|these)\s+(?:[a-z-]+\s+){0,2}?[a-z]+s)\b", re.IGNORECASE)
NO_NOUN = (
    r"\w+ed\b|(?:built|shut|stolen|found|sold|held|made|begun|lost|won|told|said|hit|cut|left|open"
    r"|be|been|is|are|was|were|has|have|had|in|on|at|to|from|for|of|by|with|under|over|near|and|or"
    r"|that|which|who|when|after|before|during|since|until|into|through|between|about|as)\b"
)
SINGULAR = re.compile(rf"\b((?:the|an?)\s+(?:[a-z-]+\s+(?!{NO_NOUN}))?[a-z]+)\b", re.IGNORECASE)
WHO = re.compile(r"whom?\b", re.IGNORECASE)
WHO_BE = r"who(?:'s|’s| is| was| are| were)"
WHO_IS = re.compile(rf"{WHO_BE} (the\s.+)", re.IGNORECASE)
WHO_IS_NAMED = re.compile(
    rf"{WHO_BE}\s+(?:(?!(?:the|an?|in|on|at|of|from|with)\b)[a-z]+\s+)?"
    r"(?-i:[A-Z])\S*(?:\s+(?-i:[A-Z])\S*)*",
    re.IGNORECASE,
)
WHO_DID = re.compile(r"who\s+(?!(?:did|do|does|is|was|are|were)\b)(.+)", re.IGNORECASE)
WHICH_DID = re.compile(rf"which (?!of\b)(\w+) (?!(?:{BE}|{DO})\b)(.+)", re.IGNORECASE)

Stands = Callable[[str], bool]


def described(before: str) -> str:
    """Return who was asked for in the words of the question, where it was not told who that is."""
    asked = before.strip(" ?!.")
    if found := WHO_IS.fullmatch(asked):
        return found[1]
    if found := WHO_DID.fullmatch(asked):
        return f"the one who {found[1]}"
    found = WHICH_DID.fullmatch(asked)
    return f"the {found[1]} who {found[2]}" if found else ""


def person(before: str, short: str) -> str:
    """Choose who is meant: the one answered, or the one asked about."""
    answered, asked = names(short), [_part(before, name, "of") for name in names(before)[:1]]
    if asked and WHO_IS_NAMED.fullmatch(before.strip(" ?!.")):
        return asked[0]
    if WHO.match(before) and short:
        return answered[0] if len(answered) == 1 else short
    if answered and " " in answered[0] and re.match(r"(which|what|whose)\b", before, re.I):
        return answered[0]
    plural = PLURAL.search(before)
    return (asked or answered or [plural[1] if plural else ""])[0]


def thing(before: str, short: str, stands: Stands) -> str:
    """Choose what is meant: what the person asked for did, or the name answered or asked about."""
    phrase = NOUN_PHRASE.match(before.rstrip("?!. "))
    if phrase:
        return phrase.group(1)
    answered, asked = names(short), names(before)
    if answered and re.match(r"(which|what)\b", before, re.IGNORECASE):
        return answered[0]
    if asked:
        return _compound(before, asked[0], stands)
    single = SINGULAR.search(before)
    return single[1] if single else ""


def _part(before: str, name: str, prepositions: str) -> str:
    """Return a name with what it qualifies: "the mayor of Tavel", "the warranty on the P40"."""
    found = re.search(rf"\bthe [a-z]+ (?:{prepositions}) (?:the )?{re.escape(name)}", before)
    return found[0] if found else name


def _compound(before: str, name: str, stands: Stands) -> str:
    """Return a name with the noun it qualifies: "the warranty on the P40", "the Brekke dam".

    Behind it a verb may stand too, so there the documents decide.
    """
    part = _part(before, name, "of|on|in|for")
    if part != name:
        return part
    found = re.search(rf"\b(?:[Tt]he|[Aa]n?)\s+({re.escape(name)}\s+[a-z]+)", before)
    return found[0] if found and stands(found[1]) else name


def names(text: str) -> list[str]:
    """Return what is written like a name, without the words of a question before it."""
    found = (_unprefixed(match.group()) for match in NAME.finditer(text))
    return [name for name in found if name and name not in CALENDAR]


def _unprefixed(name: str) -> str:
    words = name.rstrip(".").removesuffix("'s").removesuffix("’s").split()
    while words and words[0].lower() in NOT_NAMES:
        words = words[1:]
    return " ".join(words)
