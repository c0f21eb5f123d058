"""Opening the index that a command names, and building it first if there is none."""

import os
from pathlib import Path

from index.address import truth_address
from index.embedding import Embedding
from index.errors import NoIndexError
from index.store import Index
from ui.options import DEFAULT_INDEX

SEEDS = Path(__file__).parent.parent / "seeds"


def open_index(
    folder: Path,
    corpus: Path | None,
    embedding: Embedding | None = None,
    server: str = "",
    truth: str = "",
) -> Index:
    """Open the index at `folder`; if there is none, index `corpus`, or the seeds.

    Raises NoIndexError where there is none, it was named, and no corpus was.
    PostgreSQL is not filled unasked: it may be the wrong one, or have lost what it held.
    """
    try:
        index = Index(folder, embedding, server, truth)
    except NoIndexError:
        if truth_address(folder, truth) or not (corpus or holds_seeds(folder)):
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


def holds_seeds(folder: Path) -> bool:
    """Tell whether an index that is missing is to be made of the seeds: one that nobody named.

    Who names one expects its answers, not those of three articles that come with Footnote.
    """
    return str(folder) in (str(DEFAULT_INDEX), os.environ.get("FOOTNOTE_INDEX"))
