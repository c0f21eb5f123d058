"""A first index that grows while it is already asked: some documents at once, then all of them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from index.address import truth_address
from index.embedding import Embedding
from index.errors import CorpusError, FootnoteError, NoIndexError
from index.ingest import ingest
from index.store import Index
from ui.indexing import Task, build_index
from ui.opening import corpus_for, open_index

METADATA = "metadata.toml"
AT_ONCE = 60_000  # bytes of documents that are indexed before the chat opens


@dataclass
class Building:
    """How far an index is that is being built: its stage, so many of how many; what went wrong."""

    stage: str = ""
    done: int = 0
    total: int = 0
    running: bool = True
    error: str = ""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Note how far it is."""
        self.stage, self.done, self.total = stage, done, total


def open_growing(
    folder: Path,
    corpus: Path | None,
    embedding: Embedding | None = None,
    server: str = "",
    truth: str = "",
) -> tuple[Index, Building | None]:
    """Open the index at `folder`; if there is none, or it never grew whole, build it meanwhile.

    A few documents are in when this returns. A marker beside the index names the corpus until
    all are in, so that a build that was interrupted is taken up again.
    """
    if truth_address(folder, truth):
        return open_index(folder, corpus, embedding, server, truth), None
    marker = _marker(folder)
    try:
        index = Index(folder, embedding, server)
    except NoIndexError:
        documents = corpus_for(folder, corpus)
        if documents is None:
            raise
        documents = documents.resolve()
        if not _first_documents(folder, documents, embedding, server, marker):
            build_index(Task(folder, documents, embedding, server))
        index = Index(folder, embedding, server)
    else:
        if not marker.exists():
            index.close()
            return open_index(folder, corpus, embedding, server), None
    if not marker.exists():
        return index, None
    building, source = Building(), Path(marker.read_text("utf-8"))

    def rest() -> None:
        ingest(folder, source, embedding, building.progress, server)
        marker.unlink()

    Thread(target=_build, args=(rest, building), name="building", daemon=True).start()
    return index, building


def _first_documents(
    folder: Path, corpus: Path, embedding: Embedding | None, server: str, marker: Path
) -> bool:
    """Index the first documents of a corpus; return whether there are more of them.

    Nothing is indexed if the corpus is small, or its first documents cannot be read.
    """
    files = list(_files(corpus))
    first = _within(files, AT_ONCE)
    if len(first) == len(files):
        return False
    with tempfile.TemporaryDirectory() as name:
        for path in (*first, corpus / METADATA):
            if path.exists():
                copy = Path(name, path.relative_to(corpus))
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            marker.write_text(str(corpus), "utf-8")
            ingest(folder, Path(name), embedding, server=server)
        except CorpusError:
            marker.unlink()
            return False
        except BaseException:
            marker.unlink(missing_ok=True)
            raise
    return True


def _build(rest: Callable[[], None], building: Building) -> None:
    try:
        rest()
    except FootnoteError as error:
        building.error = str(error)
    finally:
        building.running = False


def _files(corpus: Path) -> Iterator[Path]:
    if corpus.is_dir():
        for path in sorted(corpus.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(corpus).parts)
            plain = path.is_file() and not path.is_symlink() and path.name != METADATA
            if plain and not hidden:
                yield path


def _within(files: list[Path], most: int) -> list[Path]:
    """Return the first files of together at most so many bytes."""
    taken = 0
    for count, path in enumerate(files):
        taken += path.stat().st_size
        if taken > most:
            return files[: max(count, 1)]
    return files


def _marker(folder: Path) -> Path:
    resolved = folder.resolve()
    return resolved.with_name(f"{resolved.name}.building")
