"""Opening the index that a command names, and building it first if there is none."""

import os
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.ingest import Ingest, ingest
from index.store import Index
from index.truth import TRUTH

SEEDS = Path(__file__).parent.parent / "seeds"
errors = Console(stderr=True)


def open_index(folder: Path, corpus: Path | None) -> Index:
    """Open the index at `folder`; if there is none, index `corpus` (the seeds by default)."""
    if not (folder / TRUTH).exists():
        build_index(folder, corpus or SEEDS)
    return Index(folder)


def build_index(folder: Path, corpus: Path) -> Ingest:
    """Bring the index up to date with a folder of documents, showing how far it is."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    quiet = not errors.is_terminal and "CI" in os.environ
    with Progress(*columns, console=errors, disable=quiet) as progress:
        task = progress.add_task(f"Indexing {corpus.name or corpus}", total=None)
        return ingest(
            folder,
            corpus,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
