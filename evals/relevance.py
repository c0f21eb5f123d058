"""Which passages, or documents, of a corpus hold the evidence of a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evals.case import Case, Evidence
from index.chunk import Chunk, split_article
from index.store import Index, Passage
from qa.answer import Citation


@dataclass(frozen=True)
class Place:
    """Where a piece of evidence stands: `article.text[start:end]`."""

    article: str
    start: int
    end: int
    part: int
    grade: int

    def overlaps(self, article: str, start: int, end: int) -> bool:
        """Tell whether a stretch of an article shares a character with it."""
        return self.article == article and start < self.end and self.start < end

    def inside(self, chunk: Chunk) -> bool:
        """Tell whether a chunk holds all of it."""
        held = chunk.start <= self.start and self.end <= chunk.end
        return self.article == chunk.article_id and held


class Corpus:
    """The articles of an index, for finding evidence."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._chunks = lru_cache(maxsize=64)(self._split)

    def places(self, case: Case) -> list[Place]:
        """Return every place where a piece of a case's evidence stands."""
        return [place for evidence in case.evidence for place in self._places(evidence)]

    def relevant(self, places: list[Place], unit: str) -> dict[str, int]:
        """Return the grade of each passage or document that overlaps a place, by its id."""
        found: dict[str, int] = {}
        for place in places:
            for id_ in [place.article] if unit == "document" else self._overlapping(place):
                found[id_] = max(place.grade, found.get(id_, 0))
        return found

    def _places(self, evidence: Evidence) -> Iterator[Place]:
        article = self._index.article(evidence.article)
        if article is None:
            return
        if not evidence.quote:
            yield Place(article.id, 0, len(article.text), evidence.part, evidence.grade)
            return
        start = article.text.find(evidence.quote)
        while start >= 0:
            end = start + len(evidence.quote)
            yield Place(article.id, start, end, evidence.part, evidence.grade)
            start = article.text.find(evidence.quote, start + 1)

    def _overlapping(self, place: Place) -> list[str]:
        chunks = self._chunks(place.article)
        return [c.id for c in chunks if place.overlaps(c.article_id, c.start, c.end)]

    def _split(self, article_id: str) -> list[Chunk]:
        article = self._index.article(article_id)
        return split_article(article) if article else []


def supported(citation: Citation, places: list[Place]) -> bool:
    """Tell whether a citation shares a character with a place of evidence."""
    spot = citation.article_id, citation.start, citation.end
    return any(place.overlaps(*spot) for place in places)


def parts_cited(citations: tuple[Citation, ...], places: list[Place]) -> float | None:
    """Return the share of the parts of the evidence that are cited; None if there are none."""
    parts = {place.part for place in places}
    cited = {
        place.part
        for place in places
        for c in citations
        if place.overlaps(c.article_id, c.start, c.end)
    }
    return len(cited) / len(parts) if parts else None


def units(passages: tuple[Passage, ...], unit: str) -> list[tuple[str, float]]:
    """Return (id, score) of what was ranked, best first: passages, or documents once each."""
    if unit == "passage":
        return [(p.chunk.id, p.score) for p in passages]
    best: dict[str, float] = {}
    for passage in passages:
        best.setdefault(passage.chunk.article_id, passage.score)
    return list(best.items())
