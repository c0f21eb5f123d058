"""The two caches together: which ingest they mirror, and how they are built from truth.

`caches.json` names the folders in use and is replaced in one step when they are complete, so a
process killed at any point leaves either the caches of before or those of now.
"""

import json
import logging
import os
import shutil
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from index.chunk import Chunk
from index.errors import StoreError
from index.lexical import Lexical
from index.truth import Truth
from index.vectors import VectorCache

STATE = "caches.json"
BATCH = 1000
MOST_STALE = 0.2  # of the chunks; above that Chroma is built anew
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caches:
    """Both caches, open, and the generation of truth that they mirror."""

    generation: int
    lexical: Lexical
    vectors: VectorCache

    def close(self) -> None:
        """Let go of the files."""
        self.vectors.close()


@dataclass(frozen=True)
class _State:
    generation: int
    lexical: str
    vectors: str


def open_caches(folder: Path) -> Caches | None:
    """Open the caches that are complete, or return None if there are none or they are broken."""
    state = _read_state(folder)
    if state is None:
        return None
    if not (folder / state.vectors).is_dir():
        return None
    try:
        lexical = Lexical(folder / state.lexical)
        return Caches(state.generation, lexical, VectorCache(folder / state.vectors))
    except Exception as error:  # whatever tantivy or Chroma raise: truth can build both again
        log.warning("the caches in %s cannot be opened and are rebuilt: %s", folder, error)
        return None


def mirrors(folder: Path, truth: Truth) -> bool:
    """Tell whether the caches say that they are complete and of truth's generation."""
    state = _read_state(folder)
    return state is not None and state.generation == truth.generation


def build_caches(folder: Path, truth: Truth, *, afresh: bool = False) -> None:
    """Bring the caches to the state of truth, without embedding anything. One process at a time.

    Vectors that are there already are kept, unless `afresh` says that they are broken. Raises
    StoreError if the caches cannot be written; truth is as it was.
    """
    try:
        _build(folder, truth, None if afresh else _read_state(folder))
    except Exception as error:  # whatever tantivy or Chroma raise for a full disk, say
        raise StoreError(
            f"the caches in {folder} cannot be written ({error}): the documents are safe; mend "
            "that and run `footnote index FOLDER` again"
        ) from error


def _build(folder: Path, truth: Truth, old: _State | None) -> None:
    generation = truth.generation
    chunks = truth.chunks(truth.chunk_ids())
    lexical = _fresh(folder, f"lexical-{generation}")
    Lexical.build(lexical, (chunks[id_] for id_ in sorted(chunks)))
    vectors = _append(folder / old.vectors, truth, chunks) if old else None
    if vectors is None:
        vectors = _fresh(folder, f"vectors-{generation}")
        _fill(VectorCache(vectors), truth, chunks)
    state = _State(generation, lexical.name, vectors.name)
    _write_state(folder, state)
    _sweep(folder, keep={state.lexical, state.vectors})


def _append(folder: Path, truth: Truth, chunks: dict[str, tuple[Chunk, str]]) -> Path | None:
    """Add what is missing to a Chroma folder; None if it is broken or mostly out of date."""
    if not folder.is_dir():
        return None
    try:
        cache = VectorCache(folder)
        if len(cache.ids() - chunks.keys()) > MOST_STALE * len(chunks):
            cache.close()
            return None
        _fill(cache, truth, chunks)
    except Exception as error:  # Chroma raises many kinds; a rebuild mends all of them
        log.warning("%s is rebuilt: %s", folder, error)
        return None
    return folder


def _fill(cache: VectorCache, truth: Truth, chunks: dict[str, tuple[Chunk, str]]) -> None:
    missing = sorted(chunks.keys() - cache.ids())
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        cache.add(truth.vectors(batch), {id_: chunks[id_][0].text for id_ in batch})
    cache.close()


def _fresh(folder: Path, name: str) -> Path:
    """Return a path that is not in use: a name with a number behind it if it has to be."""
    names = chain([name], (f"{name}-{number}" for number in count(1)))
    return next(folder / candidate for candidate in names if not (folder / candidate).exists())


def _read_state(folder: Path) -> _State | None:
    try:
        found = json.loads((folder / STATE).read_text("utf-8"))
        return _State(int(found["generation"]), str(found["lexical"]), str(found["vectors"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_state(folder: Path, state: _State) -> None:
    draft = folder / f"{STATE}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(vars(state), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / STATE)


def _sweep(folder: Path, keep: set[str]) -> None:
    """Remove what earlier builds left."""
    for path in [*folder.glob("lexical-*"), *folder.glob("vectors-*")]:
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
