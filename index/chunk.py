"""Articles to chunks of whole sentences with exact offsets, whose edges an edit does not move.

Where a chunk ends is decided by the text around that place: among the places that leave it between
LEAST_WEIGHT and MOST_WEIGHT, the end of a paragraph comes before that of a sentence, and among
equals a digest of the sentence that follows decides. So after an edit the edges soon fall where
they fell before, while chunks filled to the brim would all move. The idea is that of
content-defined chunking: Muthitacharoen and others, "A low-bandwidth network file system", 2001.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from zlib import crc32

from index.article import Article
from index.sentence import sentences

MOST_WEIGHT = 800  # about 180 word pieces of English
LEAST_WEIGHT = 300
STOPS = re.compile(r"[.!?…:;。！？][\"'”’»)\]*_]*$")
Span = tuple[int, int]


@dataclass(frozen=True)
class Chunk:
    """A stretch of an article: `article.text[start:end] == text`.

    `id` depends on the article's id, the text and how often it stood there before, so unchanged
    text keeps its id; `text_sha256` alone decides the vector, wherever the text stands.
    `sentences` are (start, end) in the article of the sentences it holds, as the whole article
    parts them: a chunk by itself would tell less.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def text_sha256(self) -> str:
        """Return the hex digest of the text."""
        return _sha256(self.text)


def split_article(article: Article) -> list[Chunk]:
    """Return the chunks of an article in order: whole sentences, of at most MOST_WEIGHT together.

    A sentence above that is cut at white space. Every character that is not white space is in
    exactly one chunk.
    """
    seen: Counter[str] = Counter()
    chunks = []
    for pieces in _grouped(article.text, _pieces(article.text)):
        start, end = pieces[0][0], pieces[-1][1]
        text = article.text[start:end]
        identity = f"{article.id}\0{seen[text]}\0{text}"
        seen[text] += 1
        chunks.append(Chunk(_sha256(identity)[:32], article.id, start, end, text, pieces))
    return chunks


def _weight(text: str) -> int:
    """Estimate the length in units of an English letter: other scripts give more word pieces."""
    return len(text) + (0 if text.isascii() else 3 * sum(ord(letter) > 0x24F for letter in text))


def _pieces(text: str) -> list[tuple[int, int]]:
    return [piece for span in sentences(text) for piece in _cut(text, *span)]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long at the last white space that fits."""
    pieces = []
    while _weight(text[start : min(end, start + MOST_WEIGHT + 1)]) > MOST_WEIGHT:
        stop = start + MOST_WEIGHT // (1 if text[start : start + MOST_WEIGHT].isascii() else 4)
        spaces = list(re.finditer(r"\s+", text[start:stop]))
        cut = start + spaces[-1].start() if spaces and spaces[-1].start() else stop
        pieces.append((start, cut))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    return [*pieces, (start, end)] if start < end else pieces


def _grouped(text: str, pieces: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Yield the pieces of each chunk."""
    marks = [0, *(place for piece in pieces for place in piece)]
    totals = list(accumulate(_weight(text[a:b]) for a, b in pairwise(marks)))
    starts, ends = totals[0::2], totals[1::2]
    first = 0
    while first < len(pieces):
        most = bisect_right(ends, starts[first] + MOST_WEIGHT, first) - 1
        if most + 1 < len(pieces):
            least = min(most, bisect_left(ends, starts[first] + LEAST_WEIGHT, first))
            edges = range(least, most + 1)
            most = max(edges, key=lambda edge: _strength(text, *pieces[edge : edge + 2]))
        yield tuple(pieces[first : most + 1])
        first = most + 1


def _strength(text: str, before: Span, after: Span) -> tuple[int, int]:
    """Return how well a chunk may end between two pieces; of equals their digests decide."""
    parted = "\n" in text[before[1] : after[0]]
    stopped = STOPS.search(text, max(before[0], before[1] - 8), before[1])
    kind = 1 if not parted else 2 if stopped else 0  # a heading stays with what follows it
    return kind, crc32(text[after[0] : after[1]].encode("utf-8", "surrogatepass"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
