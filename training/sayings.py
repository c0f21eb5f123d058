"""Questions on what somebody said, made from sentences that tell it, and near misses of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from written import Written

from index.sentence import sentences

NAME = r"(?P<who>[A-Z][\w’'-]+(?: (?:of |de |van |von |al-)?[A-Z][\w’'-]+){0,3})"
OFFICE = r"(?:(?:[Tt]he|[Aa]|[Aa]n|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts) (?:[a-z][\w’'-]* ){1,4})?"
SAID = (
    r"(?:said|says|stated|argued|argues|claimed|warned|explained|insisted|suggested|admitted|told "
    r"[^,.]{2,25}?|wrote|noted|complained|promised|replied|testified|conceded|remarked|announced"
    r"|believed|maintained|denied|recalled|added)"
)
WORDS = r"[\"“](?P<words>[^\"“”]{12,})[,.?!]?[\"”]"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{WORDS},? {SAID} {OFFICE}{NAME}",
        rf"{WORDS},? {OFFICE}{NAME} {SAID}\b",
        rf"{OFFICE}{NAME} {SAID}(?: that)?[,:]? {WORDS}",
        rf"{OFFICE}{NAME} {SAID} that (?P<words>[^\"“”]{{12,}}?)[.;]?$",
        rf"According to {NAME}, (?P<words>[^\"“”]{{12,}}?)[.;]?$",
    )
)
NOBODY = frozenset(
    "He She It They We The This That These Those But And In On At When While If As One Many Some "
    "Others Critics Scholars There Although However After Before For Both Most Several".split()
)
LONGEST = 24  # words of an answer: the reader takes spans of at most 30 tokens
PLAIN = (
    "What did {} say?",
    "what did {} say",
    "What has {} said?",
    "What does {} say?",
    "What was said by {}?",
    "What did {} tell reporters?",
    "statement by {}",
    "What was {}'s comment?",
)
ABOUT = (
    "What did {} say about {}?",
    "What did {} say about {}?",
    "what did {} say about {}",
    "What does {} think of {}?",
    "What was {}'s view of {}?",
    "What did {} say on the subject of {}?",
    "How did {} comment on {}?",
    "What has {} said about {}?",
    "{} on {}",
    "Tell me what {} said about {}.",
)
TOPIC = re.compile(
    r"\b(?:the|a|an|his|her|its|their) ((?:[a-z]+ )?[a-z]{4,})"
    r"(?=[,.;?”\"]|$| (?:of|in|on|to|for|with|at|by|from|that|which|and|is|was|had|has|would)\b)"
)
NAMED = re.compile(r"(?<=[a-z] )[A-Z][a-z]{2,} [A-Z][a-z]{2,}")


@dataclass(frozen=True)
class Saying:
    """Words `at` characters of a text, and whose they are; the sentence before may say of what."""

    who: str
    at: tuple[int, int]
    sentence: str
    before: str


def sayings(text: str) -> Iterator[Saying]:
    """Yield what a text says that somebody said."""
    before = ""
    for start, end in sentences(text):
        sentence = text[start:end]
        found = next(filter(None, (pattern.search(sentence) for pattern in PATTERNS)), None)
        if found and _is_somebody(found["who"], text):
            low = start + found.start("words")
            words = _first_words(found["words"])
            yield Saying(found["who"], (low, low + len(words)), sentence, before)
        before = sentence


def _is_somebody(who: str, text: str) -> bool:
    """Tell whether it is a name: of several words, or of one that the text has again."""
    first, *others = who.split()
    again = len(first) > 3 and text.count(first) > 1  # not "Dr" alone
    return first not in NOBODY and bool(others or again)


def _first_words(words: str) -> str:
    """Return the words, or as many clauses of them as are not too long."""
    words = words.rstrip(",.?! ")
    if len(words.split()) <= LONGEST:
        return words
    start = " ".join(words.split()[:LONGEST])
    ends = [m.start() for m in re.finditer(r"[,;—] | (?:and|but|because|which) ", start)]
    return start[: ends[-1]] if ends and ends[-1] > len(start) // 3 else start


def questions(
    titled: Sequence[tuple[str, str]], random: Random, missed: float = 0.4
) -> Iterator[Written]:
    """Yield one question on each saying of texts that come with a title; a share are near misses.

    A near miss asks for another's words, for one who is named there and says nothing, or for the
    same one's words on what stands in another text.
    """
    told = [(title, text, list(sayings(text))) for title, text in titled]
    elsewhere = [s for _, _, found in told for s in found]
    for title, text, found in told:
        for saying in found:
            question, answered = _asked(saying, random), True
            if random.random() < missed:
                question, answered = _near_miss(saying, found, text, elsewhere, random), False
            if question:
                yield Written(question, title, text, saying.at, answered)


def _asked(saying: Saying, random: Random) -> str:
    topics = _topics(saying)
    who = _called(saying.who, random)
    if topics and random.random() < 0.6:
        return random.choice(ABOUT).format(who, random.choice(topics))
    return random.choice(PLAIN).format(who)


def _near_miss(
    saying: Saying, found: list[Saying], text: str, elsewhere: list[Saying], random: Random
) -> str:
    """Return a question that the text does not answer, or nothing."""
    speakers = " ".join(s.who for s in found)
    silent = [n for n in NAMED.findall(text) if not set(n.split()) & set(speakers.split())]
    if silent and random.random() < 0.5:
        return random.choice(PLAIN).format(_called(random.choice(silent), random))
    other = random.choice(elsewhere)
    topics = [topic for topic in _topics(other) if topic.split()[-1] not in text]
    if topics and random.random() < 0.7:
        return random.choice(ABOUT).format(_called(saying.who, random), random.choice(topics))
    who = other.who.split()[-1]
    return "" if who in text else random.choice(PLAIN).format(_called(other.who, random))


def _called(who: str, random: Random) -> str:
    return who if random.random() < 0.6 else who.rsplit(maxsplit=1)[-1]


def _topics(saying: Saying) -> list[str]:
    """Return what the words, or the sentence before them, may be about."""
    text = f"{saying.sentence} {saying.before}"
    return [f"the {topic}" for topic in TOPIC.findall(text)]
