"""Who is called what: "the painter Ruth Adler", "Hana Novotná, the defending champion"."""

import re
from collections.abc import Iterator

from qa.support.clauses import DETERMINERS, PREPOSITIONS
from qa.support.figures import fold
from qa.support.stems import AUXILIARY, is_past, stem_of

NAME = r"(?P<name>[A-Z][\w’'-]+(?: (?:de |van |von |of |the )?[A-Z][\w’'-]+)*)"
NOUN = r"(?P<noun>(?:[a-z’'-]+ )*[a-z-]+)"
CALLING = (
    re.compile(rf"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|'s|’s) {NOUN},? {NAME}"),
    re.compile(rf"{NAME}(?:,| is| was| became) (?:the|an?|its|his|her|their) {NOUN}"),
)
OTHERS = DETERMINERS | PREPOSITIONS | AUXILIARY | {"of", "and", "who", "that"}
FULL = 4  # words: more are no calling
OF = re.compile(r" (?:of|in|at|for|from|who|and|to|by|with|on)\b")


def callings(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the stem of a noun with the folded words of the name that it is said of."""
    for before, pattern in zip((True, False), CALLING, strict=True):
        for found in pattern.finditer(text):
            noun = found["noun"] if before else OF.split(found["noun"])[0]
            words = noun.split()
            if len(words) <= FULL and not OTHERS & set(words) and not any(map(is_past, words)):
                yield stem_of(words[-1]), frozenset(map(fold, found["name"].split()))


def callings_kept(sentence: str, evidence: str) -> bool:
    """Tell whether nobody is called what only others are called in the evidence."""
    there: dict[str, list[frozenset[str]]] = {}
    for noun, name in callings(evidence):
        there.setdefault(noun, []).append(name)
    return all(
        noun not in there or any(name & other for other in there[noun])
        for noun, name in callings(sentence)
    )
