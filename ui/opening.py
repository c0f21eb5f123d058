"""Opening the index that a command names, and building it first if there is none."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.embedding import Embedding
from index.errors import NoIndexError
from index.ingest import Ingest, ingest
from index.store import Index

SEEDS = Path(__file__).parent.parent / "seeds"
errors = Console(stderr=True)


def open_index(
    folder: Path, corpus: Path | None, embedding: Embedding | None = None, server: str = ""
) -> Index:
    """Open the index at `folder`; if there is none, index `corpus` (the seeds by default)."""
    try:
        index = Index(folder, embedding, server)
    except NoIndexError:
        build_index(folder, corpus or SEEDS, embedding, server)
        return Index(folder, embedding, server)
    if corpus is not None:
        errors.print(
            f"{folder} is an index already, {corpus} is not read: `footnote index` updates it",
            markup=False,
        )
    return index


def build_index(
    folder: Path, corpus: Path, embedding: Embedding | None = None, server: str = ""
) -> Ingest:
    """Bring the index up to date with a folder of documents, showing how far it is."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as progress:
        task = progress.add_task(f"Indexing {corpus.name or corpus}", total=None)
        return ingest(
            folder,
            corpus,
            embedding,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
            server=server,
        )
