"""What is asked of the index: words, exact phrases in quotes, and filters."""

import re
from dataclasses import dataclass

from index.errors import FootnoteError

QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]*)[\"”“»]")
MARKS = str.maketrans("‘’‛“”„«»‐‑–—\u00a0", '\'\'\'"""""---- '.ljust(13))
MENTIONED = 12  # so many words beside the quotes make a question that only mentions what it quotes
FILTER = re.compile(r"\s*(\w+)\s*(>=|<=|=)\s*(.*?)\s*")
OPERATORS = {"article": "=", "publisher": "=", "author": "=", "date": ">= <= ="}


class FilterError(FootnoteError):
    """A filter cannot be understood."""


@dataclass(frozen=True)
class Filter:
    """One condition on articles, such as date >= 2021-01-06.

    `field` is one of OPERATORS. A date may be cut short: =2021 is the whole year, <=2021-01 goes
    to the end of January. Filters on the same field with = are alternatives, all others must
    hold together; what an article does not say meets no condition.
    """

    field: str
    operator: str
    value: str


def parse_filter(text: str) -> Filter:
    """Return the filter that a person wrote, such as "publisher=BBC". Raises FilterError."""
    found = FILTER.fullmatch(text)
    if not found or found[2] not in OPERATORS.get(found[1], "").split() or not found[3]:
        raise FilterError(
            f"a filter such as publisher=NAME, author=NAME, article=FILE, date=2021, "
            f"date>=2021-01-06 or date<=2021-01 expected, {text!r} found"
        )
    return Filter(found[1], found[2], found[3])


@dataclass(frozen=True)
class Query:
    """The words of a query without its quotation marks, and the phrases that stood in them."""

    text: str
    phrases: tuple[str, ...]

    def met_by(self, text: str) -> bool:
        """Tell whether every phrase stands in a text, whatever its case, spaces and dashes."""
        plain = _plain(text)
        return all(re.search(rf"(?<!\w){re.escape(p)}(?!\w)", plain) for p in self.phrases)


def parse_query(text: str) -> Query:
    """Return the words and the quoted phrases of what a person typed.

    Phrases have to stand where something is found, so a long question has none.
    """
    phrases = (_plain(quoted).strip(" .,;:!?") for quoted in QUOTED.findall(text))
    kept = tuple(phrase for phrase in phrases if any(map(str.isalnum, phrase)))
    beside = QUOTED.sub(" ", text).split()
    return Query(QUOTED.sub(r" \1 ", text), kept if len(beside) < MENTIONED else ())


def _plain(text: str) -> str:
    return " ".join(text.translate(MARKS).casefold().split())
