"""Is a sentence negated where its evidence is? Clause by clause."""

import re

from qa.support.clauses import clauses
from qa.support.doers import deeds
from qa.support.stems import WORD, stem_of, stems

NEGATOR = re.compile(
    r"\b(?:no(?! (?:more|less|fewer|later|earlier) than)|not(?! only)|never|none|nobody|nothing"
    r"|neither|nor|without|cannot|false|falsely)\b|n['’]t\b",
    re.IGNORECASE,
)


def negated_alike(sentence: str, evidence: str) -> bool:
    """Compare each clause with the clause of the evidence that shares most words with it.

    Names count little: it is the verb that is negated.
    """
    named = {stem_of(word) for word in WORD.findall(sentence) if word[0].isupper()}
    verbs = {deed.verb for deed in deeds(sentence)}
    for part in clauses(sentence):
        said = set(stems(part))
        shared = {
            clause: sum(
                2 if word in verbs else 0.1 if word in named else 1
                for word in said & set(stems(clause))
            )
            for clause in clauses(evidence)
        }
        nearest = max(shared, key=lambda clause: shared[clause], default="")
        if nearest and shared[nearest] and _is_negated(part) != _is_negated(nearest):
            return False
    return True


def _is_negated(text: str) -> bool:
    return len(NEGATOR.findall(text)) % 2 == 1
