"""A small corpus in two editions, and what has to be true of an index of either."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from index.embedding import Vectors
from index.errors import NoIndexError, StoreError
from index.ingest import ingest
from index.query import parse_query
from index.store import Index
from index.truth import Truth

DOCUMENTS = 40
OPENS_IN_S = 5.0
Edition = dict[str, str]


class Hashed:
    """Vectors from the words of a text alone: quick, and near for texts that share words."""

    name = "hashed"

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text."""
        return map(self.embed_query, texts)

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector of a text."""
        total = np.zeros(64, dtype=np.float32)
        for word in query.lower().split():
            digest = hashlib.sha256(word.strip(".").encode()).digest()
            total += np.frombuffer(digest + digest, dtype=np.uint8) - np.float32(127.5)
        return total / np.float32(max(float(np.linalg.norm(total)), 1e-6))


def needle(number: int, edition: int) -> str:
    """Return the word that stands in one edition of one document alone."""
    return f"needle{number}x{edition}"


def text(number: int, edition: int) -> str:
    """Return a document of three chunks."""
    filler = " ".join(f"word{(number * 7 + place) % 97}" for place in range(60))
    return "\n\n".join(f"{needle(number, edition)} part{part} {filler}." for part in range(3))


def first_edition() -> Edition:
    """Return the documents by name."""
    return {f"{number:02}.txt": text(number, 1) for number in range(DOCUMENTS)}


def second_edition() -> Edition:
    """Return the documents with two edited, one removed and one added."""
    edited = first_edition() | {"03.txt": text(3, 2), "17.txt": text(17, 2)}
    del edited["08.txt"]
    return edited | {"40.txt": text(40, 2)}


def write_edition(corpus: Path, edition: Edition) -> None:
    """Make a folder hold exactly these documents."""
    corpus.mkdir(exist_ok=True)
    for path in corpus.iterdir():
        if path.name not in edition:
            path.unlink()
    for name, content in edition.items():
        (corpus / name).write_text(content, "utf-8")


def build(folder: Path, corpus: Path, address: str = "", chroma: str = "") -> str:
    """Ingest, and have nothing to say. Raises StoreError."""
    ingest(folder, corpus, Hashed(), address=address, server=chroma)
    return ""


def wrongs(
    folder: Path,
    editions: list[Edition],
    *,
    may_be_missing: bool,
    address: str = "",
    chroma: str = "",
) -> list[str]:
    """Return what is wrong with an index that must be of one of the editions, as a whole."""
    started = time.process_time()
    try:
        index = Index(folder, Hashed(), chroma, address)
    except NoIndexError:
        return [] if may_be_missing else ["no index is left"]
    except StoreError as error:
        return [f"it does not open: {error}"]
    held = {article.id: article.text for article in index.articles()}
    if held not in editions:
        return [f"neither edition: {len(held)} documents"]
    found = list(_wrongs(index, held, folder))
    used = time.process_time() - started  # by the clock it may wait for other work
    if used > OPENS_IN_S:
        found.append(f"it took {used:.1f} s of CPU to open and to be searched")
    index.close()
    return found


def _wrongs(index: Index, held: Edition, folder: Path) -> Iterator[str]:
    if index.lexical_only:
        yield "its vectors are not searched"
    truth = Truth(folder)
    if truth.chunk_count() != 3 * len(held):
        yield f"{truth.chunk_count()} chunks of {len(held)} documents"
    truth.close()
    for name, content in held.items():
        words = content.split(" ", 1)[0]
        found = {p.chunk.article_id for p in index.search(words, 4) if p.lexical}
        if name not in found:  # at which rank is for the cosine of these made-up vectors to say
            yield f"{words} is not found by its word"
        if found - {name}:
            yield f"{words} is found elsewhere"
        near = index.nearest(Hashed().embed_query(content.split("\n\n")[1]), 1)
        if not near or near[0].chunk.article_id != name or near[0].similarity < 0.999:
            yield f"{words} is not found by its vector"
    gone = {needle(8, 1), needle(3, 1)} if "40.txt" in held else {needle(40, 2), needle(3, 2)}
    for word in gone:
        if any(p.lexical for p in index.search(parse_query(word).text, 4)):
            yield f"{word} is found and should not be"


def fingerprint(folder: Path) -> list[tuple[str, ...]]:
    """Return what searches find, to compare a mended index with the intact one."""
    index = Index(folder, Hashed())
    found = []
    for number in range(0, DOCUMENTS, 4):
        found.append(tuple(p.chunk.id for p in index.search(f"word{number} part1", 5)))
        near = index.nearest(Hashed().embed_query(text(number, 1).split("\n\n")[2]), 10)
        found.append(tuple(p.chunk.id for p in near))
    index.close()
    return found
