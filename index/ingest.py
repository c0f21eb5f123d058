"""Making an index mirror a folder: one transaction in truth, then the caches."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import repeat, tee
from pathlib import Path
from tempfile import TemporaryDirectory

from index.address import check_ours, holds_index, note_address
from index.article import Skipped
from index.caches import build_caches
from index.chunk import Chunk
from index.cluster import Cluster
from index.corpus import list_files, read_sources
from index.embedding import Embedding, MiniLM, Vectors
from index.errors import CorpusError, StoreError
from index.formats.parser import Parser
from index.lock import writer
from index.truth import Truth
from index.update import Changes, Update
from index.vectors import check_address

Progress = Callable[[str, int, int], None]
Embed = Callable[[Iterable[str]], Iterator[Vectors]]
AT_ONCE = 256  # texts
PATIENCE_S = 0.7  # with an open index that mends its caches


@dataclass(frozen=True)
class Ingest(Changes):
    """What an ingest did, and the number of texts that had to be embedded."""

    embedded: int


def quietly(stage: str, done: int, total: int) -> None:
    """Show no progress."""


def ingest(  # noqa: PLR0913, PLR0917
    folder: Path,
    corpus: Path,
    embedding: Embedding | None = None,
    progress: Progress = quietly,
    server: str = "",
    address: str = "",
    cluster: Cluster | None = None,
) -> Ingest:
    """Make the index at `folder` mirror the documents in `corpus`.

    `progress` is called with the stage ("Reading" files, "Embedding" texts), the number done and
    the number to do; `server` is the address of a Chroma server for the vectors, "" to keep them
    in the folder, EXACT to give them to no Chroma; `address` that of PostgreSQL for truth, "" for
    what the folder notes, and else the folder; files are parsed and texts embedded on the `cluster`
    if there is one. Raises CorpusError or StoreError; then what was there before is there still,
    or nothing is.
    """
    check_address(server)
    embedding = embedding or MiniLM()
    with _prepared(folder):
        with closing(Truth(folder, address, create=True)) as truth:
            with truth.transaction():
                check_embedding(truth, embedding)
                _note(folder, truth)
                changes = _update(truth, corpus, progress, cluster)
                embed = partial(cluster.embed, embedding) if cluster else embedding.embed
                report = Ingest(**vars(changes), embedded=_embed(truth, embed, progress))
                truth.set_meta("embedding", embedding.name)
            build_caches(folder, truth, server)
    return report


def plan(folder: Path, corpus: Path, progress: Progress = quietly, address: str = "") -> Ingest:
    """Return what `ingest` would do, and do nothing; `embedded` counts what it would embed.

    Raises what `ingest` does.
    """
    with TemporaryDirectory() as empty:
        place = folder if holds_index(folder) else Path(empty)
        with writer(place), closing(Truth(place, address, create=True)) as truth:
            with truth.transaction(keep=False):
                changes = _update(truth, corpus, progress)
                return Ingest(**vars(changes), embedded=len(truth.chunks_without_vector()))


def check_embedding(truth: Truth, embedding: Embedding) -> None:
    """Raise StoreError if the index was made with another embedding."""
    found = truth.meta("embedding")
    if found is not None and found != embedding.name:
        place = truth.database
        raise StoreError(
            f"an index made with {embedding.name} expected in {place.name}, one made with {found} "
            f"found: name {place.other}, or {place.afresh} and index again"
        )


def _note(folder: Path, truth: Truth) -> None:
    try:
        note_address(folder, truth.database.address)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error}") from None


def _update(
    truth: Truth, corpus: Path, progress: Progress, cluster: Cluster | None = None
) -> Changes:
    """Write the differences between a folder and truth, but for the vectors."""
    paths = list_files(corpus)
    with Parser() as parser:
        update = Update(truth, parser)
        sources = read_sources(corpus, paths)
        read = cluster.read(sources, update.differs) if cluster else zip(sources, repeat(None))
        for done, (source, parsed) in enumerate(read):
            progress("Reading", done, len(paths))
            update.take(source, parsed)
    progress("Reading", len(paths), len(paths))
    changes = update.close()
    if not truth.article_count():
        raise CorpusError(_nothing_read(corpus, changes.skipped))
    if changes.added or changes.changed or changes.removed or changes.renamed:
        truth.count_generation()
    return changes


def _embed(truth: Truth, embed: Embed, progress: Progress) -> int:
    """Embed the texts that have no vector and forget the vectors that have no text."""
    missing = truth.chunks_without_vector()
    progress("Embedding", 0, len(missing))
    chunks, asked = tee(_chunks(truth, missing))
    vectors: dict[str, Vectors] = {}
    found = zip(chunks, embed(chunk.text for chunk in asked), strict=True)
    for done, (chunk, vector) in enumerate(found, 1):
        vectors[chunk.text_sha256] = vector
        if len(vectors) == AT_ONCE or done == len(missing):
            truth.put_vectors(vectors)
            vectors.clear()
        progress("Embedding", done, len(missing))
    truth.drop_unused_vectors()
    return len(missing)


def _chunks(truth: Truth, ids: list[str]) -> Iterator[Chunk]:
    for start in range(0, len(ids), AT_ONCE):
        for chunk, _ in truth.chunks(ids[start : start + AT_ONCE]).values():
            yield chunk


def _nothing_read(corpus: Path, skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return f"documents expected in {corpus}, none found: name another folder"
    first = f"{skipped[0].path}: {skipped[0].reason}"
    return f"documents expected in {corpus}, none of {len(skipped)} files can be read ({first})"


@contextmanager
def _prepared(folder: Path) -> Iterator[None]:
    """Hold the folder for writing; if what follows fails, remove what was not there before."""
    check_ours(folder)
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the index at {folder} cannot be made: {error}") from None
    with writer(folder, PATIENCE_S):
        filled = holds_index(folder)
        try:
            yield
        except BaseException:
            if not filled:
                _clear(folder, missing)
            raise


def _clear(folder: Path, made: list[Path]) -> None:
    """Remove what a failed first ingest wrote, and the folders made for it."""
    for path in folder.iterdir():
        with suppress(OSError):  # what cannot be removed is no index and is written over
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    for path in made:
        with suppress(OSError):
            path.rmdir()
