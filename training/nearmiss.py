"""Questions close to their passage that it does not answer, as people write them.

A word of opposite meaning or for another thing of the same sort, a condition added, a name asked
about something else, another question word, a negation: most words still stand beside the answer.
"""

import re
from dataclasses import dataclass
from random import Random

from questions import MONTHS, STATES, Pool
from wordings import SMALL
from wordnet import WordNet

PLAIN = re.compile(r"\b[a-z]{3,}\b")
ASKED = re.compile(r"\b(?:what|which|how many|how much)\s+[a-z]+", re.IGNORECASE)
CUES = {  # words that, near the answer, may answer another question word
    "Why": r"because|due to|in order|so that|since|reason|caus|led to|result|\bfor\b|\bto\b [a-z]+",
    "When": r"\d|" + "|".join(MONTHS) + r"|day\b|year|centur|during|after|before|when|later",
    "Where": r"\b(?:in|at|near|from|to|on|off) (?:the )?[A-Z]|" + "|".join(STATES),
    "How": r"\bby\b|\bwith\b|through|using|method|means",
}
OF_TIME = r"^(?:When|In (?:what|which) year|What year|On what (?:day|date)|Since when)"
OF_PLACE = r"^(?:Where|In (?:what|which) (?:city|country|state|place|town)|At what place)"
ASIDES = {
    "Why": ("Why", "For what reason"),
    "When": ("When", "In what year"),
    "Where": ("Where", "In what city", "In what country"),
    "How": ("How", "By what means"),
}
ABOUT = (  # questions about a name, and what in the passage may answer them
    ("How old is {}?", r"\bage|years old|born|\b\d\d\b"),
    ("When was {} born?", r"\bborn|birth|\("),
    ("Where was {} born?", r"\bborn|birth|nati|home|from"),
    ("When did {} die?", r"die|death|dead|kill|buri|\("),
    ("Who is {} married to?", r"wife|husband|marri|wed|spouse|daughter"),
    ("Which party does {} belong to?", r"party|democrat|republic|labour|conserv|socialis|liberal"),
    ("What did {} study?", r"stud|degree|school|college|universit|train|educat"),
    ("Where does {} live?", r"\bliv|home|resid|house|hous|in\b [A-Z]"),
    ("Who founded {}?", r"found|establish|creat|start|form|begun|built|organi"),
    ("When was {} founded?", r"found|establish|creat|start|form|begun|\d\d\d\d"),
    ("How many people live in {}?", r"people|popul|inhabit|resid|\d,\d"),
    ("Who owns {}?", r"own|bought|buy|sold|belong|propert|purchas"),
    ("What language is spoken in {}?", r"langu|speak|spoke|dialect"),
    ("Why was {} arrested?", r"arrest|jail|prison|charg|police|trial"),
    ("How much did {} cost?", r"cost|\$|£|price|paid|pay|worth|spent|million"),
    ("What did {} say about it?", r"said|say|told|claim|argu|stat|wrot|“|\""),
    ("Who criticized {}?", r"critic|oppos|condemn|attack|object|protest|against"),
    ("Who replaced {}?", r"replac|success|succeed|follow|after|next"),
    ("What award did {} win?", r"award|prize|medal|honou?r|won|win"),
)
AUXILIARY = re.compile(
    r"\b(was|were|is|are|did|does|has|had|could|would|do|have|can|will)\b(?! (?:not|never|no)\b)"
)


@dataclass(frozen=True)
class Around:
    """A passage, its part near the answer, and what may be found in its article."""

    passage: str
    near: str
    pool: Pool

    def names(self) -> list[str]:
        """Return the names of the article that stand in the passage; no words that start one."""
        names = {re.sub(r"['’]s$", "", name) for name in self.pool.names}
        kept = (n for n in names if n.split()[0].lower() not in self.pool.known)
        return sorted(n for n in kept if len(n) > 3 and n not in MONTHS and n in self.passage)


def near_miss(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    """Return a changed question; None where the way chosen by chance does not suit it."""
    ways = (_opposite, _sibling, _added, _about, _asked_otherwise, _negative)
    way = random.choices(ways, (0.3, 0.28, 0.12, 0.1, 0.1, 0.1))[0]
    changed = way(question, around, net, random)
    return changed if changed != question else None


def opposed(question: str, near: str, net: WordNet, random: Random) -> tuple[str, str] | None:
    """Return a word that stands in both, and one of opposite meaning that stands in neither."""
    said = [word for word in _content(question) if re.search(rf"\b{word}\b", near)]
    found = [(word, other) for word in said for other in net.opposites(word)]
    found = [pair for pair in found if pair[1] not in near]
    return random.choice(found) if found else None


def put_synonyms(question: str, net: WordNet, random: Random) -> str:
    """Return the question with a synonym for one or two of its words, where there are some."""
    said = [(word, net.synonyms(word)) for word in _content(question)]
    said = [(word, others) for word, others in said if others]
    for word, others in random.sample(said, min(len(said), random.randint(1, 2))):
        question = _put(question, word, random.choice(others))
    return question


def _content(question: str) -> list[str]:
    """Return the plain words, less small ones and, mostly, the one that names what is asked."""
    return [word for word in PLAIN.findall(question) if word not in SMALL]


def _put(text: str, word: str, other: str) -> str:
    text = re.sub(rf"\b{word}\b", other, text, count=1)
    article = "an" if other[0] in "aeiou" else "a"
    return re.sub(rf"\ban? (?={other}\b)", f"{article} ", text)


def _opposite(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    found = [(word, other) for word in _content(question) for other in net.opposites(word)]
    found = [pair for pair in found if not re.search(rf"\b{pair[1]}\b", around.near)]
    return _put(question, *random.choice(found)) if found else None


def _sibling(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    said = [(word, net.siblings(word)) for word in _content(ASKED.sub("", question))]
    made = [(w, other) for w, others in said for other in others if other[:5] not in around.passage]
    found = [pair for pair in made if pair[1] in around.pool.known] or made
    return _put(question, *random.choice(found)) if found else None


def _added(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    """Add a condition that the passage does not meet."""
    if re.search(r"\d|\b(in|before|after|during)\b [A-Z\d]", question):
        return None
    if random.random() < 0.4:
        year = str(random.randint(1790, 2019))
        when = random.choice(("in", "before", "after", "until")) + f" {year}"
        added = when if year not in around.passage else ""
    elif random.random() < 0.5:
        place = random.choice(STATES)
        added = f"in {place}" if place not in around.passage else ""
    else:
        names = [n for n in around.names() if n not in around.near + question]
        how = random.choice(("with", "before", "after"))
        added = f"{how} {random.choice(names)}" if names else ""
    return f"{question.rstrip('? ')} {added}?" if added else None


def _about(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    """Ask something else about a name of the passage."""
    names = around.names()
    open_ways = [text for text, cue in ABOUT if not re.search(cue, around.passage, re.IGNORECASE)]
    if not names or not open_ways:
        return None
    return random.choice(open_ways).format(random.choice(names))


def _asked_otherwise(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    """Ask for the reason, time or place where the passage tells only another of them."""
    for pattern in (OF_TIME, OF_PLACE):
        rest = re.sub(pattern, "", question)
        if rest != question and re.match(r" (did|was|were|is|are|do|does)\b", rest):
            open_ways = [way for way, cue in CUES.items() if not re.search(cue, around.near)]
            open_ways = [way for way in open_ways if not re.match(way, question)]
            if pattern == OF_TIME and "When" in open_ways:
                open_ways.remove("When")
            if open_ways:
                return random.choice(ASIDES[random.choice(open_ways)]) + rest
    return None


def _negative(question: str, around: Around, net: WordNet, random: Random) -> str | None:
    if re.search(r"\b(not|never|no)\b|n't", question):
        return None
    short = random.random() < 0.75
    form = r"\1n't" if short else rf"\1 {random.choice(('not', 'never'))}"
    changed = AUXILIARY.sub(form, question, count=1)
    return changed.replace("cann't", "can't").replace("willn't", "won't")
