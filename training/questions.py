"""Questions that their passage no longer answers, for a word of them was changed."""

import re
from dataclasses import dataclass
from random import Random

SIBLINGS = tuple(
    frozenset(group.split())
    for group in (
        "red blue green yellow black white brown purple orange|king queen prince duke emperor"
        "|father mother brother sister son daughter wife husband uncle|north south east west"
        "|northern southern eastern western|spring summer autumn winter|army navy"
        "|president governor mayor senator secretary|film album song novel play poem"
        "|river lake mountain island desert|university hospital church museum library prison"
        "|first second third fourth fifth last|largest smallest|highest lowest|longest shortest"
        "|oldest youngest newest|most least|more fewer|more less|biggest smallest|tallest shortest"
        "|earliest latest|increase decrease|increased decreased|rise fall|higher lower"
        "|larger smaller|before after|male female|men women|boys girls|gold silver copper iron"
        "|oxygen nitrogen hydrogen carbon|win lose|won lost|begin end|began ended|start finish"
        "|started ended|opened closed|open close|support oppose|supported opposed|accept reject"
        "|accepted rejected|allow forbid|allowed banned|include exclude|included excluded"
        "|arrive leave|arrived left|buy sell|bought sold|import export|attack defend"
        "|attacked defended|create destroy|created destroyed|built demolished|born buried"
        "|hired fired|appointed dismissed|elected defeated|joined left|best worst|good bad"
        "|positive negative|public private|ancient modern|urban rural|domestic foreign"
        "|major minor|maximum minimum|inside outside|above below|upper lower|left right"
        "|common rare|rich poor|hot cold|liquid solid|winter summer|war treaty|east west"
        "|catholic protestant orthodox|christian muslim jewish|english french german spanish"
        "|democratic republican|liberal conservative|bishop priest pope monk|murder arrest"
        "|arrested released|killed rescued|population area|daily weekly monthly annual"
    ).split("|")
)
STATES = (
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia "
    "Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts "
    "Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon "
    "Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming France "
    "Germany Spain Italy Japan China India Brazil Canada Mexico Egypt Russia Poland Greece "
    "England Scotland Ireland Sweden Norway Denmark Australia London Paris Berlin Chicago Boston"
).split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()
NAME = re.compile(
    r"(?<!^)\b[A-Z][\w.'’-]*[a-z](?:\s+(?:(?:of|the|de|von)\s+)?[A-Z][\w.'’-]*[a-z])*"
)
NUMBER = re.compile(r"\b\d[\d,]*\b")
WORD = re.compile(r"\b(the|an?|of|in|for|by|to|and|with|on|was|were|did)\s+([a-z]{4,})\b")
ENDINGS = ("ing", "ed", "ion", "ity", "al", "er", "ly", "ment", "ism", "ic", "ous", "s", "e", "t")
VERB = re.compile(r"\b(was|were|is|are|can|could|did|does|has|had|will)\b")


def put(text: str, change: tuple[str, str]) -> str:
    """Replace the first words of `change`, where they stand alone, by the second."""
    return re.sub(rf"\b{re.escape(change[0])}\b", lambda _: change[1], text)


Words = dict[tuple[str, str], list[str]]  # by the small word before them and their ending


@dataclass(frozen=True)
class Pool:
    """Names and words of an article that may take another's place, and all its small letters."""

    names: list[str]
    words: Words
    known: frozenset[str]


def pool_of(texts: list[str]) -> Pool:
    """Return the names in the middle of sentences, and words after articles and prepositions."""
    words: Words = {}
    for text in texts:
        for before, word in WORD.findall(text):
            words.setdefault((before, _ending(word)), []).append(word)
    known = frozenset(word for text in texts for word in re.findall(r"\b[a-z]+\b", text))
    return Pool([name for text in texts for name in NAME.findall(text)], words, known)


def _ending(word: str) -> str:
    return next((end for end in ENDINGS if word.endswith(end)), "")


def swap(
    question: str, passage: str, near: str, pool: Pool, random: Random
) -> tuple[str, str] | None:
    """Return words of the question and others: with them the passage does not answer it.

    The words stand in the passage (but for a negation, which is new to both); the others do not,
    or are a name that stands there but not `near` the answer. `pool` is of the same article.
    """
    lowered = passage.lower()
    chance = random.random()
    if chance < 0.3:
        changed = _other_word(question, lowered, pool.words, random)
    elif chance < 0.5:
        changed = _present_name(question, passage, near, random)
    else:
        way = random.choice((_other_name, _other_number, _other_place, _other_sibling))
        changed = way(question, lowered, pool.names, random)
    if not changed and chance > 0.92:
        changed = _negated(question)
    return changed


def _other_word(
    question: str, passage: str, words: Words, random: Random
) -> tuple[str, str] | None:
    said = [(b, w) for b, w in WORD.findall(question) if re.search(rf"\b{w}\b", passage)]
    if not said:
        return None
    before, word = random.choice(said)
    group = words.get((before, _ending(word)), [])
    others = [other for other in group if other not in passage and other not in question]
    return (word, random.choice(others)) if others else None


def _present_name(question: str, passage: str, near: str, random: Random) -> tuple[str, str] | None:
    said = [name for name in NAME.findall(question) if name in passage]
    others = [n for n in NAME.findall(passage) if n not in near and n not in question]
    return (random.choice(said), random.choice(others)) if said and others else None


def swap_name(
    question: str, passage: str, names: list[str], random: Random
) -> tuple[str, str] | None:
    """Return a name, number or place in both, and another that may replace it in both."""
    way = random.choice((_other_name, _other_number, _other_place))
    return way(question, passage.lower(), names, random)


def _other_name(
    question: str, passage: str, names: list[str], random: Random
) -> tuple[str, str] | None:
    said = [name for name in NAME.findall(question) if name.lower() in passage]
    others = [name for name in names if name.lower() not in passage and name not in question]
    if not said or not others:
        return None
    name = random.choice(said)
    alike = [other for other in others if len(other.split()) == len(name.split())] or others
    return name, random.choice(alike)


def _other_number(
    question: str, passage: str, names: list[str], random: Random
) -> tuple[str, str] | None:
    said = [number for number in NUMBER.findall(question) if number in passage]
    if not said:
        return None
    number = random.choice(said)
    value = int(number.replace(",", ""))
    reach = 20 if 1000 < value < 2100 else max(3, value)
    other = str(max(1, value + random.choice((-1, 1)) * random.randint(1, reach)))
    return None if other in passage or other == number else (number, other)


def _other_place(
    question: str, passage: str, names: list[str], random: Random
) -> tuple[str, str] | None:
    for places in (STATES, MONTHS):
        said = [p for p in places if re.search(rf"\b{p}\b", question) and p.lower() in passage]
        others = [place for place in places if place.lower() not in passage]
        if said and others:
            return random.choice(said), random.choice(others)
    return None


def _other_sibling(
    question: str, passage: str, names: list[str], random: Random
) -> tuple[str, str] | None:
    words = re.findall(r"[a-zA-Z]+", question)
    found = []
    for group in SIBLINGS:
        others = sorted(word for word in group if not re.search(rf"\b{word}\b", passage))
        found += [(word, other) for word in words if word.lower() in group for other in others]
    return random.choice(found) if found else None


def _negated(question: str) -> tuple[str, str] | None:
    verb = VERB.search(question)
    if not verb or re.search(r"\b(not|never|no)\b|n't", question):
        return None
    other = " not" if verb[0] in ("can", "will") else "n't" if len(question) % 2 else " not"
    return verb[0], verb[0] + other
