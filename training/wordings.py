"""Questions put in other words that ask the same."""

import re
from random import Random

SYNONYMS = dict(
    pair.split(":")
    for pair in (
        "began:started started:began located:situated created:made built:constructed "
        "large:big big:large largest:biggest biggest:largest famous:well-known "
        "film:movie movie:film important:significant begin:start start:begin purchased:bought "
        "bought:purchased country:nation nation:country job:occupation occur:happen "
        "happened:occurred occurred:happened called:named named:called type:kind kind:sort "
        "primary:main main:principal ended:finished received:got obtain:get "
        "approximately:about used:employed formed:founded established:founded founded:established "
        "wrote:authored children:kids "
        "car:automobile required:needed allowed:permitted show:display assist:help "
        "help:aid area:region region:area students:pupils released:published "
        "quickly:fast worth:value leader:head won:gained demand:request"
    ).split()
)
WORDINGS = (
    (r"^In (?:what|which) year (?=did|was|were|is)", "When "),
    (r"^(?:What|Which) year (?=did|was|were)", "When "),
    (r"^When (?=did|was|were)", "In what year "),
    (r"^What is the name of the ", "Which "),
    (r"^What percentage ", "How much "),
    (r"^Where (?=did|was|were|is|are)", "In what place "),
    (r"^Why (?=did|was|were|is|are|do|does)", "For what reason "),
    (r"^What (?=city|country|state|company|group|person)", "Which "),
    (r"^How many people ", "What number of people "),
    (r"^When was (.+) born\?", r"What is the date of birth of \1?"),
    (r"^Where was (.+) born\?", r"What is the birthplace of \1?"),
    (r"^(?:When|In what year|What year) did (.+) die\?", r"When did \1 pass away?"),
    (
        r"^(?:When|In what year|What year) was (.+) (?:founded|established|created|formed)\?",
        r"How long has \1 been in existence?",
    ),
    (r"^What (?:is|was) the population of (.+)\?", r"How many people live in \1?"),
    (r"^How many people live in (.+)\?", r"What is the population of \1?"),
    (r"^How many (.+) (?:are|were) there in (.+)\?", r"What is the number of \1 in \2?"),
    (r"^How many (.+) does (.+) have\?", r"What is the number of \1 of \2?"),
    (r"^How much did (.+) cost\?", r"What was the price of \1?"),
    (r"^How (?:tall|high) (is|was) (.+)\?", r"What \1 the height of \2?"),
    (r"^How long (is|was) (.+)\?", r"What \1 the length of \2?"),
    (r"^How old (is|was) (.+)\?", r"What \1 the age of \2?"),
    (r"^How big (is|was) (.+)\?", r"What \1 the size of \2?"),
    (r"^Who (?:is|was) the (?:wife|husband|spouse) of (.+)\?", r"Who was \1 married to?"),
    (r"^Who (?:is|was) (.+)['’]s (?:wife|husband)\?", r"Who did \1 marry?"),
    (r"^Who (?:is|was) the leader of (.+)\?", r"Who led \1?"),
    (r"^Who (?:is|was) the author of (.+)\?", r"Who wrote \1?"),
    (r"^What caused (.+)\?", r"What was the reason for \1?"),
    (r"^What is another (?:name|term|word) for (.+)\?", r"What else is \1 called?"),
    (r"^What (?:is|was) (.+) also (?:known as|called)\?", r"What other name does \1 have?"),
    (r"^What does (.+) mean\?", r"What is meant by \1?"),
    (r"^What (is|was) (.+) (?:called|named)\?", r"What \1 the name of \2?"),
    (r"^What (is|was) the name of (.+)\?", r"What \1 \2 called?"),
    (r"^Where (is|was|are|were) (.+) (?:located|situated)\?", r"In which place \1 \2?"),
    (r"^What happened (in|on|after|during) (.+)\?", r"\1 \2, what took place?"),
)
OPENINGS = (
    "Tell me: ",
    "Do you know, ",
    "Please tell me ",
    "I want to know ",
    "Can you tell me ",
    "So ",
)
# "Who founded X?" and "Who was the founder of X?" ask the same
NOUNS = (
    ("founded", "founder"),
    ("established", "founder"),
    ("wrote", "author"),
    ("won", "winner"),
    ("directed", "director"),
    ("invented", "inventor"),
    ("discovered", "discoverer"),
    ("designed", "designer"),
    ("created", "creator"),
    ("led", "leader"),
    ("owned", "owner"),
    ("built", "builder"),
    ("composed", "composer"),
    ("produced", "producer"),
    ("ruled", "ruler"),
    ("published", "publisher"),
    ("painted", "painter"),
    ("commanded", "commander"),
    ("killed", "killer"),
    ("conquered", "conqueror"),
)
SMALL = frozenset(
    "what which who whom when where why how did does do is are was were the a an of in on at to "
    "for by has have had that be been many much".split()
)


def reword(question: str, random: Random) -> str:
    """Ask the same in other words, at times without a question mark or with an opening."""
    if random.random() < 0.5:
        for pattern, wording in random.sample(WORDINGS, len(WORDINGS)):
            question, changed = re.subn(pattern, wording, question)
            if changed:
                break
        else:
            question = _by_noun(question)
    if random.random() < 0.6:
        question = re.sub(r"[a-z]+", lambda word: SYNONYMS.get(word[0], word[0]), question)
    if random.random() < 0.25:
        question = random.choice(OPENINGS) + question[:1].lower() + question[1:]
    return question.rstrip("? .") if random.random() < 0.4 else question


def ask_otherwise(question: str, random: Random) -> str:
    """Return the question, in about a third of cases in other words."""
    chance = random.random()
    if chance < 0.04:
        return keywords(question)
    return reword(question, random) if chance < 0.32 else question


def keywords(question: str) -> str:
    """Return the question as typed into a search box: without its small words."""
    kept = [word for word in question.rstrip("?").split() if word.lower() not in SMALL]
    return " ".join(kept) if len(kept) > 2 else question


def _by_noun(question: str) -> str:
    """Ask who was the founder of a thing, not who founded it."""
    for verb, noun in NOUNS:
        question = re.sub(rf"^Who {verb} ", f"Who was the {noun} of ", question)
    return question
