"""Whether two articles say the same of the same matter, or differ."""

import re

from index.lexical import terms
from qa.constraints import missing_names, unmet
from qa.kinds import wants_several
from qa.reader import Reading, is_heading
from qa.support.stems import stems
from qa.values import Amount, amount, clock, date

SURE = 2.0  # logits
COVERED = 0.6  # share of the question's terms that an article's sentence and title must hold
NEAR = 4  # words between a number and what it counts
EMPTY_WORDS = frozenset(
    "a an the of in on at by about mr mrs ms dr sir dame senator rep president".split()
)
HOW_MUCH = frozenset(stems("many much"))
COUNTED = re.compile(r"\bhow many (\w+(?: \w+)?)", re.IGNORECASE)
# "the oak in Tull" is no lime; in "the actor Finn Dorsey" the name tells enough.
THING = re.compile(r"\b(?:[Tt]he|[Aa]n?|his|her|their|its)\s+([a-z]+)\b(?!\s+[A-Z])")
# What one person or place is asked for, so that another name is another answer.
ONE_NAME = re.compile(
    r"^\W*(?:whom?|which \w+|where|what \w+)\b.*\b(?:invent|wrote|written|author|compos|design"
    r"|discover|found(?:ed|er)|paint|built|first|last|oldest|youngest|largest|smallest|won|win"
    r"|beat|defeated|kill|murder|shot|born|died|buried|capital|mayor|president|director|captain"
    r"|coach|leader|leads|led|head|chair|owns|succeed|replace|married|mother|father)",
    re.IGNORECASE,
)


def agree(one: str, other: str) -> bool:
    """Tell whether two short answers say the same, but for articles and titles."""
    return words(one) == words(other) != []


def words(text: str) -> list[str]:
    """Return the words that count, in lower case."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return [word for word in kept.split() if word not in EMPTY_WORDS]


def same_matter(question: str, reading: Reading) -> bool:
    """Tell whether a second reading bears out what the question holds fixed."""
    context = f"{reading.passage.title} {reading.passage.chunk.text}"
    near = f"{reading.passage.title} {reading.sentence_text}"
    asked = set(stems(question)) - HOW_MUCH
    return (
        len(asked & set(stems(near))) >= COVERED * len(asked)
        and set(_things(question)) <= set(terms(context))
        and not missing_names(question, context)
        and unmet(question, reading.sentence_text, context) == 0
    )


def _things(question: str) -> list[str]:
    return [stem for thing in THING.findall(question) for stem in terms(thing)]


def same_answer(one: Reading, other: Reading) -> bool:
    """Tell whether two readings give the same name, number or date, as far as they tell."""
    if agree(one.text, other.text) or one.sentence_text == other.sentence_text:
        return True
    if (a := _amount(one)) and (b := _amount(other)):
        return a.unit == b.unit and _fit(a, b)
    return False


def differ(question: str, one: Reading, other: Reading) -> bool:
    """Tell whether readings of two articles give answers that cannot both be true."""
    if (
        wants_several(question)
        or one.passage.chunk.article_id == other.passage.chunk.article_id
        or min(one.margin, other.margin) < SURE
        or is_heading(other.sentence_text)
        or not same_matter(question, one)
        or _another_time(one, other)
        or _another_time(other, one)
    ):
        return False
    times = clock(one.text), clock(other.text)
    if None not in times:
        return times[0] != times[1]
    if (a := _dated(one)) and (b := _dated(other)):
        return any(x != y for x, y in zip(a, b, strict=True) if x and y)
    if (c := _amount(one)) and (d := _amount(other)):
        counted = _counts(question, one) and _counts(question, other)
        return c.unit == d.unit != "" and counted and not _fit(c, d)
    return ONE_NAME.search(question) is not None and _two_names(one.text, other.text)


def _amount(reading: Reading) -> Amount | None:
    return None if _dated(reading) else amount(reading.text, reading.sentence_text)


def _dated(reading: Reading) -> tuple[str, ...] | None:
    found = date(reading.text)
    return found if found and (found[0] or found[1] or found[3]) else None


def _fit(one: Amount, other: Amount) -> bool:
    """Tell whether one number may be both."""
    return max(one.least, other.least) <= min(one.most, other.most)


def _another_time(one: Reading, other: Reading) -> bool:
    """Tell whether a sentence names a year or month, not its answer, that the other lacks."""
    said = date(one.sentence_text.replace(one.text, " "))
    if said is None:
        return False
    return any(part and part not in other.passage.chunk.text for part in said[:2])


def _counts(question: str, reading: Reading) -> bool:
    """Tell whether the number counts what the question asks for: "how many PEOPLE"."""
    asked = COUNTED.search(question)
    if not asked:
        return True
    after = reading.sentence_text[reading.sentence_text.find(reading.text) :]
    stem = terms(asked.group(1))
    return bool(set(stem) & set(terms(" ".join(after.split()[: NEAR + 1]))))


def _two_names(one: str, other: str) -> bool:
    """Tell whether both are names and share no word."""
    if not (one[:1].isupper() and other[:1].isupper()):
        return False
    return not set(words(one)) & set(words(other))
