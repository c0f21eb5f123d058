"""Making an index mirror a folder: one transaction in truth, then the caches."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.article import Skipped
from index.caches import build_caches
from index.corpus import read_sources
from index.embedding import Embedding, MiniLM
from index.errors import CorpusError, StoreError
from index.lock import writer
from index.truth import TRUTH, Truth
from index.update import Changes, Update

PATIENCE_S = 0.7  # with an open index that mends its caches
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Ingest(Changes):
    """What an ingest did, and the number of texts that had to be embedded."""

    embedded: int


def ingest(
    folder: Path,
    corpus: Path,
    embedding: Embedding | None = None,
    progress: Progress = lambda done, total: None,
    server: str = "",
) -> Ingest:
    """Make the index at `folder` mirror the documents in `corpus`.

    `progress` is called with the number of texts embedded and of those to embed; `server` is the
    address of a Chroma server for the vectors, "" to keep them in the folder. Raises
    CorpusError or StoreError; then what was there before is there still, or nothing is.
    """
    embedding = embedding or MiniLM()
    with _prepared(folder):
        with closing(Truth(folder / TRUTH, create=True)) as truth:
            check_embedding(truth, embedding, folder)
            report = _update(truth, corpus, embedding, progress)
            build_caches(folder, truth, server)
    return report


def check_embedding(truth: Truth, embedding: Embedding, folder: Path) -> None:
    """Raise StoreError if the index was made with another embedding."""
    found = truth.meta("embedding")
    if found is not None and found != embedding.name:
        raise StoreError(
            f"an index made with {embedding.name} expected in {folder}, one made with {found} "
            "found: name another folder with --index, or delete this one and index again"
        )


def _update(truth: Truth, corpus: Path, embedding: Embedding, progress: Progress) -> Ingest:
    """Write the differences between a folder and truth."""
    with truth.transaction():
        update = Update(truth)
        for source in read_sources(corpus):
            update.take(source)
        changes = update.close()
        if not truth.article_count():
            raise CorpusError(_nothing_read(corpus, changes.skipped))
        embedded = _embed_missing(truth, embedding, progress)
        truth.drop_unused_vectors()
        truth.set_meta("embedding", embedding.name)
        if changes.added or changes.changed or changes.removed or changes.renamed:
            truth.count_generation()
    return Ingest(**vars(changes), embedded=embedded)


def _embed_missing(truth: Truth, embedding: Embedding, progress: Progress) -> int:
    missing = truth.texts_without_vector()
    progress(0, len(missing))
    vectors = embedding.embed(missing.values())
    for done, (digest, vector) in enumerate(zip(missing, vectors, strict=True), 1):
        truth.put_vector(digest, vector)
        progress(done, len(missing))
    return len(missing)


def _nothing_read(corpus: Path, skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return f"documents (.txt or .md) expected in {corpus}, none found: name another folder"
    first = f"{skipped[0].path}: {skipped[0].reason}"
    return f"documents expected in {corpus}, none of {len(skipped)} files can be read ({first})"


@contextmanager
def _prepared(folder: Path) -> Iterator[None]:
    """Hold the folder for writing; if what follows fails, remove what was not there before."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"a folder expected at {folder}, a file found: name another with --index")
    if folder.exists() and not _is_ours(folder):
        raise StoreError(
            f"an index or an empty folder expected at {folder}, other files found: "
            "name another folder with --index"
        )
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the index at {folder} cannot be made: {error}") from None
    with writer(folder, PATIENCE_S):
        filled = (folder / TRUTH).exists()
        try:
            yield
        except BaseException:
            if not filled:
                _clear(folder, missing)
            raise


def _clear(folder: Path, made: list[Path]) -> None:
    """Remove what a failed first ingest wrote, and the folders made for it."""
    for path in folder.iterdir():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    for path in made:
        with suppress(OSError):
            path.rmdir()


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder holds nothing, or only what an index is made of."""
    patterns = ("truth.db*", "caches.json*", "lexical-*", "vectors-*", "writer.*")
    return all(any(path.match(pattern) for pattern in patterns) for path in folder.iterdir())
