"""Cases proposed from a corpus, quote first, for a person to reword and accept."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from evals.choose import spread_evenly
from index.article import Article
from index.sentence import sentences

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
ANSWERS = {
    "when": re.compile(rf"\b(?:(?:{MONTH}) \d{{1,2}}(?:, \d{{4}})?|(?:1[5-9]|20)\d\d)\b"),
    "how-many": re.compile(r"\b\d[\d,.]*\d?(?: (?:million|billion|per cent|percent))? [a-z]{3,}\b"),
    "quote": re.compile(r"(?<=“)[^”]{4,60}(?=”)|(?<=\")[^\"]{4,60}(?=\")"),
    "who": re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z’'-]+)+\b"),
}
ASKING = {"when": "When?", "how-many": "How many?", "quote": "Which words?", "who": "Who or what?"}
SHORTEST, LONGEST = 40, 300  # characters of a sentence
BLANK = "____"


def drafts(
    articles: Sequence[Article], count: int, taken: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return at most `count` drafts at even distances over the articles, as JSON objects.

    Each has the exact sentence as evidence, words of it as the answer, and a question to be
    reworded: the sentence with a gap. Ids in `taken` are not given again. `read_cases` passes
    over a draft until its `draft` is deleted.
    """
    found = spread_evenly(list(_proposals(articles)), count)
    ids = (id_ for n in range(1, len(found) + len(taken) + 1) if (id_ := f"n{n:03}") not in taken)
    return [_draft(id_, *proposal) for id_, proposal in zip(ids, found, strict=False)]


def _proposals(articles: Sequence[Article]) -> Iterator[tuple[str, str, str, str]]:
    """Yield article, sentence, tag and answer of each sentence that lends itself."""
    for article in articles:
        for start, end in sentences(article.text):
            quote = article.text[start:end]
            if SHORTEST <= len(quote) <= LONGEST and article.text.count(quote) == 1:
                for tag, pattern in ANSWERS.items():
                    if match := pattern.search(quote):
                        yield article.id, quote, tag, match.group()
                        break


def _draft(id_: str, article: str, quote: str, tag: str, answer: str) -> dict[str, Any]:
    gap = " ".join(quote.replace(answer, BLANK, 1).split())
    return {
        "draft": True,
        "evidence": [{"article": article, "quote": quote}],
        "answers": [answer],
        "turns": [f"{ASKING[tag]} {gap}"],
        "id": id_,
        "kind": "answerable",
        "tag": tag,
    }
