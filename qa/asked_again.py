"""A question before, asked again: for another place, time or reason."""

import re

from index.lexical import terms
from qa.antecedent import NAME, names
from qa.kinds import BE, DO, is_yes_or_no
from qa.rank import likenesses

HELPING = rf"(?:{BE}|{DO}|must|may)\b"
ASKED_FOR = re.compile(
    rf"^(how (?:many|much)(?: (?!{HELPING})\w+)?|which \w+|what \w+(?= did)|\w+)\s+", re.IGNORECASE
)
WHICH_ONE = re.compile(r"which ones?\b", re.IGNORECASE)
THOSE = re.compile(rf"(?:which|what|how many)\s+((?:\w+\s+)?\w+)\s+{HELPING}", re.IGNORECASE)
ONE_OF = re.compile(r"^the (\S+) ones?$", re.IGNORECASE)  # "the Kraków one"
PREPOSITION = re.compile(r"(in|at|on|from|to|for|by|of|with|about)\s", re.IGNORECASE)
PLACE = re.compile(r"\b(?:in|at|of|from|to|near) (?:the )?([A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")
THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bfrom )\bthere\b"
    r"(?!\s+(?:is|are|was|were|be|any|a|an|been)\b)",
    re.IGNORECASE,
)
ARTICLE = r"(?i:the|an?|his|her|its|their|this|that|last|next|each|every) "
ALIKE = 0.4  # cosine
MOST_WORDS = 30  # of a question, to be compared one by one
THAT_YEAR = re.compile(r"\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")


def put_in(before: str, rest: str) -> str:
    """Ask the question before for something else: "And in Sund?", "What about the Greens?".

    It takes the place of what stands behind the same preposition, of the word that means most like
    it ("And trains?" that of "taxis"), or else of the last name; where there is none, or it is a
    longer phrase, it goes to the end.
    """
    said, asked = ONE_OF.sub(r"\1", rest.strip(" ?!.")), before.rstrip("?!. ")
    preposition = PREPOSITION.match(said)
    name = rf"(?:the )?{NAME.pattern}"
    if preposition:
        old = list(re.finditer(rf"(?i:\b{preposition[1]}) {name}", asked))
    elif not names(said) and (like := _alike(said, asked)):
        return asked[: like.start()] + said + asked[like.end() :]
    elif re.fullmatch(rf"{name}|[a-z]+", said):
        old = [m for m in re.finditer(name, asked) if names(m[0])]
    else:
        old = []
    if not old:
        return f"{asked} {said}"
    at = old[-1].start() + len(old[-1][0]) - len(_from_name(old[-1][0]))
    start = old[-1].start() if preposition or said.lower().startswith("the ") else at
    return f"{asked[:start]}{said}{asked[old[-1].end() :]}"


def _alike(said: str, asked: str) -> re.Match[str] | None:
    """Return the word that means most like a phrase, with its article where the phrase has one."""
    new = "" if re.fullmatch(rf"{ARTICLE}\w+", said) else said  # "this year", "last year"
    words = [w for w in re.findall(r"[\w’'-]+", asked) if terms(w) and w not in new]
    if not 0 < len(words) <= MOST_WORDS:
        return None
    likeness, word = max(zip(likenesses(said, words), words, strict=True))
    article = rf"(?:{ARTICLE})?" if re.match(ARTICLE, said) else ""
    return re.search(rf"\b{article}{re.escape(word)}\b", asked) if likeness >= ALIKE else None


def _from_name(text: str) -> str:
    """Return a phrase from its name on: without "the", "Did" or the like before it."""
    found = names(text)
    return text[text.find(found[0]) :] if found else text


def asked_again(word: str, before: str, short: str) -> str:
    """Ask the question before for something else: its place, time or reason."""
    if is_yes_or_no(before):
        helping, _, rest = before.partition(" ")
        denied = f"{helping}n't" if word.lower().endswith(" not") else helping
        return f"{word.removesuffix(' not')} {denied.lower()} {rest}"
    rest = ASKED_FOR.sub("", before, count=1)
    who = f"{short} " if re.match(r"who\b", before, re.IGNORECASE) else ""
    return f"{word} {who}{rest}"


def of_those(before: str, question: str) -> str:
    """Say which of what was asked for before is meant by "which one"."""
    those = THOSE.match(before)
    return WHICH_ONE.sub(lambda _: f"Which of the {those[1]}", question) if those else question


def placed(question: str, before: str, short: str) -> str:
    """Put the place or year that is meant for "there" or "that year"."""
    if THERE.search(question):
        where = names(short) if re.match(r"where\b", before, re.IGNORECASE) else []
        where = where or [m[1] for m in PLACE.finditer(before)] or names(short)
        if where:
            question = THERE.sub(lambda _: f"in {where[-1]}", question, count=1)
    years = YEAR.findall(short) or YEAR.findall(before)
    return THAT_YEAR.sub(lambda _: f"in {years[-1]}", question) if years else question
