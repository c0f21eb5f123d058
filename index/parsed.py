"""A file as another process parsed and split it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.article import Article, Skipped
from index.chunk import Chunk, split_article
from index.corpus import Source, parse
from index.formats.extracted import UnreadableError
from index.formats.parser import Parser


@dataclass(frozen=True)
class Parsed:
    """What a file gave, chunks by the id of their article, and the reason why it gave no more."""

    found: tuple[Article | Skipped, ...]
    chunks: Mapping[str, list[Chunk]]
    reason: str = ""

    def articles(self) -> Iterator[Article | Skipped]:
        """Yield what `parse` did. Raises UnreadableError if that did."""
        yield from self.found
        if self.reason:
            raise UnreadableError(self.reason)


def parse_and_split(source: Source, parser: Parser) -> Parsed:
    """Return what a file holds."""
    found, reason = [], ""
    try:
        for one in parse(source, parser):
            found.append(one)
    except UnreadableError as error:
        reason = str(error)
    articles = (one for one in found if isinstance(one, Article))
    return Parsed(tuple(found), {one.id: split_article(one) for one in articles}, reason)
