"""Three documents, embeddings that count or fail, and what a search of an index gives."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from index.embedding import MiniLM, Vectors
from index.store import Index

Corpus = Callable[[dict[str, str]], Path]
DOCUMENTS = {
    "cats.txt": "Cats sleep through the day. They hunt mice at night.",
    "bridge.txt": "The bridge opened in 1932. It was painted grey.",
    "rain.txt": "Rain fell for nine days. The river left its banks.",
}


class Counting(MiniLM):
    """The shipped embedding, counting the texts of documents it embeds."""

    def __init__(self) -> None:
        self.count = 0

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield vectors and count them."""
        for vector in super().embed(texts):
            self.count += 1
            yield vector


class Failing(MiniLM):
    """An embedding that fails at the second text."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield one vector, then raise."""
        yield np.ones(384, dtype=np.float32)
        raise RuntimeError("out of memory")


def found(folder: Path, query: str) -> list[str]:
    """Return the ids of the articles that a search of an index gives, best first."""
    index = Index(folder)
    ids = [passage.chunk.article_id for passage in index.search(query)]
    index.close()
    return ids


def held(folder: Path, address: str = "") -> dict[str, str]:
    """Return the documents that an index holds."""
    index = Index(folder, address=address)
    texts = {article.id: article.text for article in index.articles()}
    index.close()
    return texts


def folder_made(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir()
    return folder
