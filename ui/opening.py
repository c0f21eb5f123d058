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
        source = corpus_for(folder, corpus)
        if source is None or truth_address(folder, truth):
            raise
        from ui.indexing import Task, build_index  # with the library of its progress bar

        build_index(Task(folder, source, embedding, server))
        return Index(folder, embedding, server)
    if corpus is not None:
        from ui.indexing import errors

        errors.print(
            f"{folder} is an index already, {corpus} is not read: `footnote index` updates it",
            markup=False,
        )
    return index


def corpus_for(folder: Path, corpus: Path | None) -> Path | None:
    """Return what a missing index is made of: the corpus named, or the seeds if neither was.

    Who names an index expects its answers, not those of three articles that come with Footnote.
    """
    unnamed = str(folder) in (str(DEFAULT_INDEX), os.environ.get("FOOTNOTE_INDEX"))
    return corpus or (SEEDS if unnamed else None)
