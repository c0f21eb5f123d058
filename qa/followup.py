"""A question in a conversation to a question that stands alone."""

import re
from collections.abc import Callable, Sequence

from index.lexical import terms
from qa.antecedent import WHO, Stands, described, names, person, thing
from qa.asked_again import THAT_YEAR, THERE, WHICH_ONE, asked_again, of_those, placed, put_in
from qa.kinds import DO

PERSON = re.compile(r"\b(he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
MANY = re.compile(r"some|many|most|all", re.IGNORECASE)
ONE = re.compile(r"he|she|him|his|hers?", re.IGNORECASE)
HELPING = re.compile(DO, re.IGNORECASE)
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
    r"^(why|why not|when|where|how|who|how many|how much|how come|(?:since|until|till|from) when"
    r"|(?:for )?how long|how often|at what time|(?:by|with|to|for) whom|what for)\W*$",
    re.IGNORECASE,
)
# A noun phrase before the pronoun is what it stands for: "What did the police say about their …"
NOUN = re.compile(
    r"\b(?:(?:the|an?|some|many|most|all)\s+\w+|people|police|protesters|supporters|officials)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\s*\b(?:(?:this|last|next|that) (?:year|month|week|time)|(?:in|since) (?:1\d{3}|20\d{2})"
    r"|on \w+day|yesterday|today)\b",
    re.IGNORECASE,
)
MOST_TURNS = 4
SAYS_ENOUGH = 3  # terms, for a question to be asked as it is where nobody knows who is meant

ShortAnswerOf = Callable[[str], str | None]


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
    rest = _unconnected(question)
    if WHICH_ONE.match(rest):
        return of_those(before, rest)
    if not pronoun and _is_bare(question) and not BARE.match(rest):
        return put_in(before, rest)
    return _filled_in(question, pronoun, before, short_answer_of(before), stands)


def _filled_in(
    question: str,
    pronoun: re.Pattern[str] | None,
    before: str,
    short: str | None,
    stands: Stands,
) -> str:
    """Return the question with what the one before asked for, or its short answer, filled in."""
    rest = _unconnected(question)
    if short is None and pronoun is PERSON and (meant := described(before)):
        alone = len(terms(question)) >= SAYS_ENOUGH
        return placed(question if alone else _filled(question, pronoun, meant), before, "")
    if BARE.match(rest):
        if short is None and WHO.match(before):
            return question
        return asked_again(rest.strip(" ?"), before, short or "")
    if pronoun:
        told = short or ""
        subject = person(before, told) if pronoun is PERSON else thing(before, told, stands)
        question = _filled(question, pronoun, _timeless(subject, question)) if subject else question
    return placed(question, before, short or "")


def _is_bare(question: str) -> bool:
    """Tell whether it is only part of a question: "Why?", "And in Arizona?", "Which one?"."""
    rest = _unconnected(question)
    connected = rest != question.strip()
    return bool(BARE.match(rest) or WHICH_ONE.match(rest) or (connected and not ASKING.match(rest)))


def _unconnected(question: str) -> str:
    """Return a question without the "And" that it begins with."""
    return CONNECTIVE.sub("", question.strip())


def _points_back(question: str) -> bool:
    """Tell whether "there" or "that year" stands for a place or year told before."""
    return bool((THERE.search(question) or THAT_YEAR.search(question)) and not names(question))


def _timeless(subject: str, question: str) -> str:
    """Return a subject without its time where the question names another."""
    return TIME.sub("", subject) if TIME.search(question) else subject


def _pronoun(question: str) -> re.Pattern[str] | None:
    """Return the kind of pronoun a question leans on, unless what is meant stands before it."""
    for kind in (PERSON, THING):
        found = kind.search(question)
        if found:
            before = question[: found.start()]
            noun = NOUN.search(before)
            if noun and _is_another(noun, found[0], before):
                noun = None
            if names(before) or noun or EMPTY_IT.search(question):
                return None
            return kind
    return None


def _is_another(noun: re.Match[str], pronoun: str, before: str) -> bool:
    """Tell "how many children does he have" and "the name of her husband"."""
    between = before[noun.end() :].strip().lower()
    if MANY.match(noun[0]) and HELPING.fullmatch(between):
        return True
    return bool(ONE.fullmatch(pronoun)) and (between == "of" or bool(MANY.match(noun[0])))


def _filled(question: str, pronoun: re.Pattern[str], subject: str) -> str:
    """Put the subject in the place of the first pronoun."""
    if POSSESSIVE.search(question):
        return POSSESSIVE.sub(lambda _: f"{subject}'s", question, count=1)
    return pronoun.sub(lambda _: subject, question, count=1)
