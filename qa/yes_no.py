""" "Yes" or "No", said only where one sentence says the question itself, word for word."""

import re
from itertools import pairwise

from qa.kinds import is_yes_or_no
from qa.support.stems import AUXILIARY, is_past, stem_of

OPPOSITES = (
    "open closed shut|accept reject refuse|approve reject|support oppose|rise fall drop"
    "|increase decrease|guilty innocent|convict acquit|alive dead|legal illegal|deny admit"
)
HELPING = (  # a question that begins with one of them is told by the same; "should" is opinion
    frozenset("do does did don doesn didn".split()),
    *(
        frozenset(words.split())
        for words in (
            "is are am isn aren",
            "was were wasn weren",
            "has have hasn haven been",
            "had hadn been",
            "will won",
            "can cannot",
            "may",
        )
    ),
)
PAST = ("did", "didn")
NEGATORS = frozenset("not never no cannot t".split())  # "t" of "didn't"
PASSED_OVER = frozenset(
    "a an the this that these those his her its their our my your ever already also just again"
    " then later now longer yet on in at by of mr mrs ms dr".split()
)
DETERMINERS = frozenset("a an the this that these those his her its their our my your ever".split())
TIMES = re.compile(
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May"
    r"|June|July|August|September|October|November|December|yesterday|today|\d{1,2}|[12]\d{3}"
)
PREPOSITIONS = frozenset(
    "of by with from for against to about without than as but except unlike like".split()
)
# What may not stand before the subject or behind it all: a condition, a report, a share of it.
UNPLAIN = re.compile(
    r"\b(?:if|unless|whether|that|said|says|told|claim\w*|alleg\w+|accord\w+|report\w*|den\w+"
    r"|believ\w+|doubt\w*|instead|except|not|never|no|half|some|most|many|few|every|each|part|nearly|almost)\b",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r", (?:\w+ ){1,4}\w+$"  # "…, a guard testified"
    r"|\b(?:if|unless|said|says|claims|claimed|alleged|according|finds?|found|argue[sd]?|thinks?"
    r"|thought|believe[sd]?|suggest\w*|warn\w*|insist\w*|fear\w*)\b",
    re.IGNORECASE,
)
COUNTS = re.compile(
    r"\b(?:all|every|each|both|any\w*|most|only|always|more|less|than|nobody|everybody|everyone|not"
    r"|never|no|first|last|or|yet|still)\b|n['’]t\b",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W_]+|,")


def word(question: str, sentence: str) -> str:
    """Return "Yes" or "No" where the sentence plainly says so, else nothing.

    The words of the question must stand in it in their order, with the same helping verb, the
    subject first, nothing between them but articles, negations, times and an apposition; one may
    stand as its opposite. In any doubt there is no word.
    """
    helping, *asked = TOKEN.findall(question.strip()) or [""]
    wanted = [w for w in asked if w.lower() not in DETERMINERS]
    if not is_yes_or_no(question) or COUNTS.search(question) or len(wanted) < 2:
        return ""
    kind = next((k for k in HELPING if helping.lower() in k), frozenset())
    tokens = TOKEN.findall(sentence)
    for start in range(len(tokens)):
        found = _told(wanted, tokens[start:], kind)
        if found is not None:
            end, against = start + found[0], found[1]
            if _is_plain(tokens, start, end) and _same_tense(helping, tokens[start:end]):
                return "No" if against % 2 else "Yes"
            return ""
    return ""


def _is_plain(tokens: list[str], start: int, end: int) -> bool:
    """Tell whether what stands before and behind takes nothing back."""
    behind = " ".join(tokens[end:]).replace(" ,", ",")
    return _may_precede(tokens[:start]) and not BEHIND.search(behind)


def _same_tense(helping: str, told: list[str]) -> bool:
    """Tell whether "did" is told in the past, and "does" is not; other verbs stand there."""
    if helping.lower() not in HELPING[0]:
        return True
    return any(is_past(w) or w == "did" for w in told) == (helping.lower() in PAST)


def _told(wanted: list[str], tokens: list[str], kind: frozenset[str]) -> tuple[int, int] | None:
    """Return how many tokens tell all that is wanted from the first on, and how many deny it."""
    names = {one for one, two in pairwise(wanted) if one[0].isupper() and two[0].isupper()}
    at, place, against, helped = 0, 0, 0, kind == HELPING[0]
    while place < len(tokens) and at < len(wanted):
        token = tokens[place]
        if at == 0 and wanted[0] in names and _same(wanted[1], token):
            at = 1  # a last name alone is enough
        if _same(wanted[at], token):
            at += 1
        elif at == 0:
            return None
        elif _opposite(wanted[at], token):
            at, against = at + 1, against + 1
        elif token in {","} and "," in tokens[place + 1 : place + 12]:
            place = tokens.index(",", place + 1)
        elif token.lower() in NEGATORS or token.lower() in kind:
            against += token.lower() in NEGATORS
            helped |= token.lower() in kind
        elif token.lower() not in PASSED_OVER and not TIMES.fullmatch(token):
            return None
        place += 1
    return (place, against) if at == len(wanted) and helped else None


def _may_precede(before: list[str]) -> bool:
    """Tell whether the subject stands free: no "brother of the", no "it is not true that"."""
    verbs = any(is_past(w) or w in AUXILIARY for w in before)
    said = [w for w in before if w.lower() not in DETERMINERS] or [""]
    return (
        not verbs and said[-1].lower() not in PREPOSITIONS and not UNPLAIN.search(" ".join(before))
    )


def _same(wanted: str, token: str) -> bool:
    return _key(wanted) == _key(token)


def _opposite(wanted: str, token: str) -> bool:
    return any(
        {_key(wanted), _key(token)} <= {_key(w) for w in group.split()}
        for group in OPPOSITES.split("|")
    )


def _key(token: str) -> str:
    return stem_of(token) or token.lower()
