"""Articles to chunks of whole sentences with exact offsets."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from index.article import Article
from index.sentence import sentences

MOST_WEIGHT = 800  # about 180 word pieces of English


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
    """Return the chunks of an article in order: whole sentences, each of at most MOST_WEIGHT.

    A sentence above that is cut at white space. Every character that is not white space is in
    exactly one chunk.
    """
    seen: Counter[str] = Counter()
    chunks = []
    for pieces in _pack(article.text, _pieces(article.text)):
        start, end = pieces[0][0], pieces[-1][1]
        text = article.text[start:end]
        identity = f"{article.id}\0{seen[text]}\0{text}"
        seen[text] += 1
        chunks.append(Chunk(_sha256(identity)[:32], article.id, start, end, text, tuple(pieces)))
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


def _pack(text: str, pieces: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Join neighbours while they fit."""
    packed: list[list[tuple[int, int]]] = []
    for piece in pieces:
        if packed and _weight(text[packed[-1][0][0] : piece[1]]) <= MOST_WEIGHT:
            packed[-1].append(piece)
        else:
            packed.append([piece])
    return packed


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
