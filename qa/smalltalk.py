"""Replies to what is no question to the documents; they say nothing about the world."""

import re
from collections.abc import Callable

from index.store import Index

GREETING = re.compile(
    r"(hi|hello|hey|howdy|yo|good (morning|afternoon|evening)|greetings)( there| footnote)?"
    r"( how (are you|is it going)( doing)?( today)?)?|how are you( doing)?( today)?"
)
THANKS = re.compile(
    r"(that helped |perfect |ok |okay |great |many )?(thanks|thank you|thx|cheers)"
    r"( a lot| so much| very much| for .*)?|perfect|that helped"
)
FAREWELL = re.compile(r"(bye|goodbye|good night|see you)( later)?")
ABILITY = re.compile(
    r"(help( me)?|who are you|what are you|who made you|are you (a )?(bot|robot|human|ai)"
    r"|what can (you do|i ask|you tell me)( here| you| about)?|how (do you|does this) work"
    r"|what is footnote)"
)
ABOUT = re.compile(
    r"what (is|are) (this|these|the|your) (corpus|documents?|collection|articles?|sources?) about"
    r"|what is this about|what(s| is) in here|what do you know( about)?"
    r"|(what|which) (documents|articles|sources|files) (are there|do you (have|know|use))"
    r"|what (topics|subjects) (do you cover|are there)"
    r"|(list|show|summarize|summarise)( me)? (the|your|all) (documents|articles|sources|files)"
)
MOST_TITLES = 5


def small_talk(message: str, index: Index) -> str:
    """Return a fitting reply to a greeting, thanks or a question about Footnote; else nothing."""
    said = re.sub(r"[^\w\s]", "", message).lower().strip()
    for pattern, reply in REPLIES:
        if pattern.fullmatch(said):
            return reply(index)
    return ""


def _contents(index: Index) -> str:
    count = index.article_count()
    shown = "; ".join(f"“{title}”" for title in index.titles(MOST_TITLES))
    more = f"; and {count - MOST_TITLES} more" if count > MOST_TITLES else ""
    documents = "document" if count == 1 else "documents"
    return f"I answer from {count} {documents}: {shown}{more}."


REPLIES: tuple[tuple[re.Pattern[str], Callable[[Index], str]], ...] = (
    (GREETING, lambda _: "Hello. Ask me something about the documents."),
    (THANKS, lambda _: "You are welcome."),
    (FAREWELL, lambda _: "Goodbye."),
    (
        ABILITY,
        lambda _: (
            "I answer questions about the documents, and footnote every sentence with the exact "
            "words it rests on. What they do not hold, I do not say."
        ),
    ),
    (ABOUT, _contents),
)
