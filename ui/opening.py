"""Opening the index that a command names, and building it first if there is none."""

from pathlib import Path

from index.address import truth_address
from index.embedding import Embedding
from index.errors import NoIndexError
from index.store import Index

SEEDS = Path(__file__).parent.parent / "seeds"


def open_index(
    folder: Path,
    corpus: Path | None,
    embedding: Embedding | None = None,
    server: str = "",
    truth: str = "",
) -> Index:
    """Open the index at `folder`; if there is none, index `corpus` (the seeds by default).

    PostgreSQL is not filled unasked: it may be the wrong one, or have lost what it held.
    """
    try:
        index = Index(folder, embedding, server, truth)
    except NoIndexError:
        if truth_address(folder, truth):
            raise
        from ui.indexing import Task, build_index  # with the library of its progress bar

        build_index(Task(folder, corpus or SEEDS, embedding, server))
        return Index(folder, embedding, server)
    if corpus is not None:
        from ui.indexing import errors

        errors.print(
            f"{folder} is an index already, {corpus} is not read: `footnote index` updates it",
            markup=False,
        )
    return index
