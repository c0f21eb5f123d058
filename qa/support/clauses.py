"""The clauses of a sentence, and where their verbs stand, as far as form tells."""

import re
from functools import cache
from pathlib import Path

from index.sentence import sentences
from qa.support.figures import TITLES, VALUES, fold
from qa.support.stems import AUXILIARY, is_past, stem_of

CLAUSE = re.compile(
    r",(?!\d)\s*|[;:—]\s*|\s+(?=(?:but|while|although|though|because|and|which|who"
    r"|that|once(?= (?:the|it|he|she|they|you|your)\b)|after|before|when|since|unless|despite"
    r"|until|as|if|without)\b)",
    re.IGNORECASE,
)
DETERMINING = re.compile(r"(?:that|which|whom)\b")
RELATIVE = frozenset("who which that whom".split())
ALSO = frozenset("and but or".split())
SPEECH = frozenset("said says added wrote warned argued replied".split())
SUBORDINATE = frozenset(
    "since because after when while as before although though whose if once".split()
)
PRONOUNS = frozenset("it he she they we i you him her them those others one".split())
SUBJECTS = frozenset("he she they we i you".split())
MANY = frozenset("police people men women children staff who which that".split())
BETWEEN = frozenset(
    "not never without also already then later still just again only first now long".split()
)
UNTOLD = TITLES | BETWEEN | VALUES.keys() | {"'s"}
ADJECTIVE = re.compile(r"(?:ive|ous|ful|less|able|ible|ary)$")
DO = frozenset("do does did will would can could may might must should shall".split())
PREPOSITIONS = frozenset(
    "for in at on with from to after before during over under since by into onto against "
    "between through across within toward towards near about around until than according despite "
    "including rather regarding unlike besides off above below among via behind beyond upon "
    "worth".split()
)
DETERMINERS = frozenset(
    "a an the his her its their our my your this these those any each every no 's".split()
)
OBJECTS = DETERMINERS | {"it", "them", "him", "her"}
NO_VERB_BEHIND = DETERMINERS | PREPOSITIONS | VALUES.keys()
NAMED = ("named", "called")  # "a widow named Agnes Dunne"
NOUN = re.compile(r"(?:tion|sion|ment|ance|ence|ure|ist|er|or|al|ty)s?$")


def clauses(text: str) -> list[str]:
    """Return the clauses of a sentence as its punctuation and conjunctions part them."""
    parts: list[str] = []
    for part in (p for start, end in sentences(text) for p in CLAUSE.split(text[start:end])):
        if not part.strip():
            continue
        if parts and DETERMINING.match(part) and parts[-1].split()[-1] in PREPOSITIONS:
            parts[-1] += f" {part}"  # "under that name"
        else:
            parts.append(part)
    return parts


def words_of(clause: str) -> list[str]:
    """Return the words of a clause with 's apart."""
    marked = re.sub(r"['’]s\b|(?<=s)['’](?=\s)", " 's ", clause)
    return re.findall(r"'s|[^\W_]+(?:-[^\W_]+)*", marked)


def content(words: list[str]) -> frozenset[str]:
    """Return the stems of words but for titles and adverbs of time."""
    return frozenset(
        stem for word in map(fold, words) if word not in UNTOLD and (stem := stem_of(word))
    )


def verb_places(
    words: list[str], verbs: frozenset[str] = frozenset(), *, headless: bool = True
) -> list[int]:
    """Return where verbs stand in a clause; the first word is one only if `headless`."""
    found: list[int] = []
    nominal = set[int]()  # "the estimated cost", "selling forged art"
    for at, word in enumerate(words):
        if not word.islower() or not stem_of(word) or word in PREPOSITIONS:
            continue
        if is_helped(words, at):
            if not _leads_on(words[at + 1 : at + 4], verbs):
                found.append(at)
        elif at and (at - 1 in found or at - 1 in nominal or words[at - 1] in DETERMINERS | {"of"}):
            if is_past(word):
                nominal.add(at)
        elif _looks_like_verb(words, at, verbs, headless=headless):
            found.append(at)
    return found


def _looks_like_verb(words: list[str], at: int, verbs: frozenset[str], *, headless: bool) -> bool:
    """Tell by its form, its neighbours, and whether it is a verb (`verbs`) in the other text."""
    word, after = words[at], "".join(words[at + 1 : at + 2])
    ends = is_past(after) or after in AUXILIARY  # "the plans failed": the next one is the verb
    if word in BETWEEN or word in NAMED or is_past(word):
        return is_past(word) and word not in NAMED
    if at == 0:
        return (word in _base_forms() and after not in AUXILIARY) or (
            headless and stem_of(word) in verbs
        )
    before = words[at - 1]
    if before in ALSO | NO_VERB_BEHIND or before.isdigit():
        orders = at == 1 and before in ALSO and word in _base_forms() and after in OBJECTS
        return orders or (before == "to" and governs(words[at : at + 2]))
    back = next((w for w in reversed(words[:at]) if w not in BETWEEN), "")
    if back in SUBJECTS or (word in _base_forms() and (back.endswith("s") or back in MANY)):
        return True
    if word in _third_forms():
        return not ends and not ADJECTIVE.search(before)
    return stem_of(word) in verbs and (before in RELATIVE or not NOUN.search(word))


@cache
def _base_forms() -> frozenset[str]:
    """Return the verbs that are commonest in news and manuals."""
    return frozenset((Path(__file__).parent / "verbs.txt").read_text("utf-8").split())


@cache
def _third_forms() -> frozenset[str]:
    """Return the verbs as they stand behind he, she or it."""
    hissing = (re.sub(r"(?<=[sxz])$|(?<=[cs]h)$", "e", verb) for verb in _base_forms())
    return frozenset(re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s" for verb in hissing)


def is_helped(words: list[str], at: int) -> bool:
    """Tell whether an auxiliary stands before a word and the word may be its verb."""
    back = at - 1
    while back >= 0 and words[back] in BETWEEN:
        back -= 1
    if back < 0 or words[back] not in AUXILIARY or words[at] in BETWEEN:
        return False
    return not (words[back] in DO and re.search(r"[^s]s$", words[at]))


def governs(words: list[str]) -> bool:
    """Tell whether what follows "to" is a verb: "close the market"."""
    first, second = [*words, "", ""][:2]
    return first.islower() and first not in DETERMINERS and second in DETERMINERS


def _leads_on(after: list[str], verbs: frozenset[str]) -> bool:
    """Tell whether a verb only leads to another: "is expected to approve"."""
    return after[:1] == ["to"] and (stem_of("".join(after[1:2])) in verbs or governs(after[1:3]))
