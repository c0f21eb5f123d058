"""Whether truth is whole: everything else can be made from it again."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.chunk import Chunk
from index.errors import StoreError
from index.state import read_state, truth_digest
from index.truth import Truth


def check_truth(folder: Path, truth: Truth) -> None:
    """Raise StoreError, with the command that mends it, if truth is damaged.

    Its file is compared with the digest of the last ingest; where that differs, as it does for a
    moment after each ingest, everything in it is checked. PostgreSQL looks after its own files.
    """
    file = truth.database.file
    if not file or truth_digest(file) == read_state(folder).truth:
        return
    if found := next(faults(truth), ""):
        raise StoreError(
            f"a whole index expected in {file}, found: {found}. The documents have to "
            f"be read again: delete {folder} and run `footnote index FOLDER`"
        )


def faults(truth: Truth) -> Iterator[str]:
    """Yield what is wrong with truth, a line each; nothing if it is whole."""
    try:
        yield from truth.database.integrity()
        yield from _articles(truth)
        yield from _vectors(truth)
    except StoreError as error:
        yield str(error)
    except (ValueError, TypeError) as error:
        yield f"a row that cannot be read ({error})"


def _articles(truth: Truth) -> Iterator[str]:
    for id_, fingerprint in truth.all_fingerprints():
        article = truth.article(id_)
        if article is None or article.fingerprint != fingerprint:
            yield f"article {id_} with title or metadata that were not read so"
            continue
        for chunk, digest in truth.chunks_of(id_):
            if not _is_whole(chunk, digest, article.text):
                yield f"article {id_} with text that was not read so"
                break


def _is_whole(chunk: Chunk, digest: str, text: str) -> bool:
    return chunk.text_sha256 == digest and text[chunk.start : chunk.end] == chunk.text


def _vectors(truth: Truth) -> Iterator[str]:
    if truth.chunks_without_vector():
        yield "texts without a vector"
    sizes = set()
    for digest, vector in truth.all_vectors():
        sizes.add(len(vector))
        if not abs(float(np.linalg.norm(vector)) - 1) < 0.01:
            yield f"the vector of text {digest[:12]}… of another length than 1"
    if len(sizes) > 1:
        yield f"vectors of {len(sizes)} different dimensions"
