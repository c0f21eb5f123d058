"""Measures of an answer, each small enough to be worked by hand."""

import re
import string
from collections import Counter
from collections.abc import Collection

PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(text: str) -> str:
    """Return lower case words without punctuation and articles."""
    words = re.sub(r"[^\w\s]", " ", text.lower().replace("’", "'").replace("'", "")).split()
    return " ".join(word for word in words if word not in {"a", "an", "the"})


def holds_answer(shown: str, accepted: Collection[str]) -> bool:
    """Tell whether an accepted answer stands, as whole words, in what is shown."""
    padded = f" {normalized(shown)} "
    return any(f" {normalized(answer)} " in padded for answer in accepted)


def squad_form(text: str) -> str:
    """Return a text as SQuAD's official evaluation compares it (Rajpurkar et al., 2016).

    Lower case, ASCII punctuation deleted, the articles a, an and the blanked, spaces single.
    """
    bare = text.lower().translate(PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def exact_match(short: str, accepted: Collection[str]) -> float:
    """Return 1 if an accepted answer equals the short one in SQuAD's form, else 0.

    With nothing accepted only the empty answer is right (SQuAD 2.0; Rajpurkar et al., 2018).
    """
    return float(squad_form(short) in {squad_form(answer) for answer in accepted or [""]})


def token_f1(short: str, accepted: Collection[str]) -> float:
    """Return the best F1 of words shared with an accepted answer, in SQuAD's form.

    Where one of both has no words, it is 1 if neither has, else 0.
    """
    return max(_shared(squad_form(short), squad_form(answer)) for answer in accepted or [""])


def _shared(found: str, wanted: str) -> float:
    one, other = found.split(), wanted.split()
    if not one or not other:
        return float(one == other)
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other))


def says(short: str, verdict: str) -> bool:
    """Tell whether an answer begins with the word that the verdict is."""
    return squad_form(short).split(" ")[0] == verdict


def contradicts(short: str, verdict: str) -> bool:
    """Tell whether an answer begins with yes or no and the verdict is the other."""
    return any(says(short, word) and verdict not in {"", word} for word in ("yes", "no"))
