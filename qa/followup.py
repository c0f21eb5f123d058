"""A question in a conversation to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

from qa.kinds import is_yes_or_no

PERSON = re.compile(r"\b(he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
MANY = re.compile(r"some|many|most|all", re.IGNORECASE)
ONE = re.compile(r"he|she|him|his|hers?", re.IGNORECASE)
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
    r"^(why|why not|when|where|how|who|how many|how much|since when|how come)\W*$", re.IGNORECASE
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
PREPOSITION = re.compile(r"(in|at|on|from|to|for|by|of|with|about)\s", re.IGNORECASE)
PLACE = re.compile(r"\b(?:in|at|of|from|to|near) (?:the )?([A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")
THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bfrom )\bthere\b"
    r"(?!\s+(?:is|are|was|were|be|any|a|an|been)\b)",
    re.IGNORECASE,
)
THAT_YEAR = re.compile(r"\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
TIME = re.compile(
    r"\s*\b(?:(?:this|last|next|that) (?:year|month|week|time)|(?:in|since) (?:1\d{3}|20\d{2})"
    r"|on \w+day|yesterday|today)\b",
    re.IGNORECASE,
)
PLURAL = re.compile(r"\b((?:the|some|these)\s+(?:[a-z-]+\s+){0,2}?[a-z]+s)\b", re.IGNORECASE)
SINGULAR = re.compile(r"\b((?:the|an?)\s+(?:[a-z-]+\s+)?[a-z]+)\b", re.IGNORECASE)
MOST_TURNS = 4

ShortAnswerOf = Callable[[str], str | None]
Stands = Callable[[str], bool]


def standalone_question(
    question: str,
    history: Sequence[str],
    short_answer_of: ShortAnswerOf,
    stands: Stands = lambda phrase: False,
) -> str:
    """Return the question with what it leaves out filled in from the questions before it.

    `history` are the user's earlier questions, oldest first, of which the last MOST_TURNS count;
    `short_answer_of` is asked for the answer to the last one only if the question cannot do
    without, and gives None where that was refused; `stands` tells whether the documents hold a
    phrase, as "Brekke dam". A question that names its own subject is returned as it is.
    """
    pronoun = _pronoun(question)
    if not history or not (pronoun or _is_bare(question) or _points_back(question)):
        return question
    earlier = history[-MOST_TURNS:]
    before = standalone_question(earlier[-1], earlier[:-1], short_answer_of, stands)
    rest = CONNECTIVE.sub("", question.strip())
    if not pronoun and _is_bare(question) and not BARE.match(rest):
        return put_in(before, rest)
    short = short_answer_of(before)
    if short is None:
        return _placed(question, before, "")
    if BARE.match(rest):
        return _asked_again(rest.strip(" ?"), before, short)
    if pronoun:
        subject = _person(before, short) if pronoun is PERSON else _thing(before, short, stands)
        question = _filled(question, pronoun, _timeless(subject, question)) if subject else question
    return _placed(question, before, short)


def _is_bare(question: str) -> bool:
    """Tell whether it is only part of a question: "Why?", "And in Arizona?"."""
    text = question.strip()
    rest = CONNECTIVE.sub("", text)
    return bool(BARE.match(rest)) or (rest != text and not ASKING.match(rest))


def _points_back(question: str) -> bool:
    """Tell whether "there" or "that year" stands for a place or year told before."""
    return bool((THERE.search(question) or THAT_YEAR.search(question)) and not _names(question))


def put_in(before: str, rest: str) -> str:
    """Ask the question before for something else: "And in Sund?", "What about the Greens?".

    It takes the place of what stands behind the same preposition, or else of the last name;
    where there is none, or it is a longer phrase, it goes to the end.
    """
    said, asked = rest.strip(" ?!."), before.rstrip("?!. ")
    preposition = PREPOSITION.match(said)
    name = rf"(?:the )?{NAME.pattern}"
    if preposition:
        old = list(re.finditer(rf"(?i:\b{preposition[1]}) {name}", asked))
    elif re.fullmatch(rf"{name}|[a-z]+", said):
        old = [m for m in re.finditer(name, asked) if _names(m[0])]
    else:
        old = []
    if not old:
        return f"{asked} {said}"
    at = old[-1].start() + len(old[-1][0]) - len(_from_name(old[-1][0]))
    start = old[-1].start() if preposition or said.lower().startswith("the ") else at
    return f"{asked[:start]}{said}{asked[old[-1].end() :]}"


def _from_name(text: str) -> str:
    """Return a phrase from its name on: without "the", "Did" or the like before it."""
    names = _names(text)
    return text[text.find(names[0]) :] if names else text


def _timeless(subject: str, question: str) -> str:
    """Return a subject without its time where the question names another."""
    return TIME.sub("", subject) if TIME.search(question) else subject


def _placed(question: str, before: str, short: str) -> str:
    """Put the place or year that is meant for "there" or "that year"."""
    if THERE.search(question):
        where = _names(short) if re.match(r"where\b", before, re.IGNORECASE) else []
        where = where or [m[1] for m in PLACE.finditer(before)] or _names(short)
        if where:
            question = THERE.sub(lambda _: f"in {where[-1]}", question, count=1)
    years = YEAR.findall(short) or YEAR.findall(before)
    return THAT_YEAR.sub(lambda _: f"in {years[-1]}", question) if years else question


def _pronoun(question: str) -> re.Pattern[str] | None:
    """Return the kind of pronoun a question leans on, unless what is meant stands before it."""
    for kind in (PERSON, THING):
        found = kind.search(question)
        if found:
            before = question[: found.start()]
            noun = NOUN.search(before)
            if noun and ONE.fullmatch(found[0]) and MANY.match(noun[0]):
                noun = None  # "how many children does he have"
            if _names(before) or noun or EMPTY_IT.search(question):
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
    plural = PLURAL.search(before)
    return (asked or answered or [plural[1] if plural else ""])[0]


def _thing(before: str, short: str, stands: Stands) -> str:
    """Choose what is meant: what the person asked for did, or the name answered or asked about."""
    phrase = NOUN_PHRASE.match(before.rstrip("?!. "))
    if phrase:
        return phrase.group(1)
    answered, asked = _names(short), _names(before)
    if answered and re.match(r"(which|what)\b", before, re.IGNORECASE):
        return answered[0]
    if asked:
        return _compound(before, asked[0], stands)
    single = SINGULAR.search(before)
    return single[1] if single else ""


def _compound(before: str, name: str, stands: Stands) -> str:
    """Return a name with the noun it qualifies: "the Brekke dam"; a verb may stand there too."""
    found = re.search(rf"\b(?:[Tt]he|[Aa]n?)\s+({re.escape(name)}\s+[a-z]+)", before)
    return found[0] if found and stands(found[1]) else name


def _filled(question: str, pronoun: re.Pattern[str], subject: str) -> str:
    """Put the subject in the place of the first pronoun."""
    if POSSESSIVE.search(question):
        return POSSESSIVE.sub(lambda _: f"{subject}'s", question, count=1)
    return pronoun.sub(lambda _: subject, question, count=1)


def _asked_again(word: str, before: str, short: str) -> str:
    """Ask the question before for something else: its place, time or reason."""
    if is_yes_or_no(before):
        helping, _, rest = before.partition(" ")
        denied = f"{helping}n't" if word.lower().endswith(" not") else helping
        return f"{word.split(maxsplit=1)[0]} {denied.lower()} {rest}"
    rest = ASKED_FOR.sub("", before, count=1)
    who = f"{short} " if re.match(r"who\b", before, re.IGNORECASE) else ""
    return f"{word} {who}{rest}"
