"""Building the caches from truth, without embedding anything.

A cache that is complete is never changed: a new one is written beside it, from links to the old
one's files or a copy of them, and `caches.json` then names it. What is killed on the way leaves
the old one in use.
"""

import logging
import os
import shutil
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from index.errors import StoreError
from index.lexical import FORM, Lexical
from index.state import Part, State, seal, sound_state, truth_digest, write_state
from index.truth import Truth
from index.vectors import EXACT, VectorCache, drop_collection

BATCH = 5000
MOST_FRESH = 2000  # chunks that are searched one by one before Chroma is given them
FEW = 50
MOST_CHANGED = 0.2  # of the chunks; above that Chroma is built anew
PROBES = 50
log = logging.getLogger(__name__)


def build_caches(
    folder: Path,
    truth: Truth,
    server: str = "",
    *,
    most: int | None = None,
    afresh: bool = False,
) -> tuple[State, bool]:
    """Bring the caches to the state of truth; return theirs, and whether all is done.

    The caller holds the lock of the writer. What is there is kept unless `afresh` says that it is
    broken. If Chroma would have to be given more than `most` chunks it is left as it is; a server
    that does not answer is left too, with a warning. Raises StoreError if the caches cannot be
    written; truth is as it was.
    """
    try:
        state = _settled(folder, truth, State() if afresh else sound_state(folder))
        with truth.frozen() as still:
            state = _with_lexical(folder, still, state)
            state, done = _with_vectors(folder, still, state, server, most)
        _sweep(folder, state)
        return state, done
    except Exception as error:  # whatever tantivy or Chroma raise for a full disk, say
        raise StoreError(
            f"the caches in {folder} cannot be written ({error}): the documents are safe; mend "
            "that and run `footnote index --repair`"
        ) from error


def _settled(folder: Path, truth: Truth, state: State) -> State:
    """Note what the file of truth is once all is in it, so that damage is seen."""
    file = truth.database.file
    if not file or not truth.database.settle():
        return state
    found = replace(state, truth=truth_digest(file))
    if found != state:
        write_state(folder, found)
    return found


def _with_lexical(folder: Path, truth: Truth, state: State) -> State:
    generation, old = truth.generation, state.lexical
    if old and old.generation == generation:
        return state
    changed = truth.changed_since(old.generation) if old else None
    target = _fresh(folder, f"lexical-{FORM}-{generation}")
    if old and changed is not None and len(changed) < old.count:
        shutil.copytree(folder / old.place, target, copy_function=_link)
    else:
        target.mkdir()
        changed = None
    languages = truth.languages()
    cache = Lexical(target, languages)
    cache.update(changed or (), truth.entries(changed))
    if cache.count() != truth.chunk_count():
        raise ValueError(
            f"{truth.chunk_count()} chunks expected in {target}, {cache.count()} found"
        )
    part = Part(target.name, generation, cache.count(), seal(target), tuple(languages))
    new = replace(state, lexical=part)
    write_state(folder, new)
    return new


def _link(source: str, target: str) -> None:
    """Link a file of tantivy, which are never written to again; copy where that cannot be."""
    if ".lock" in source:
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _with_vectors(
    folder: Path, truth: Truth, state: State, server: str, most: int | None
) -> tuple[State, bool]:
    if server == EXACT:
        return state, True
    old = state.vectors.get(server)
    changed = truth.changed_since(old.generation) if old else None
    total = truth.chunk_count()
    enough = min(MOST_FRESH, max(FEW, MOST_CHANGED * total))
    if changed is not None and len(changed) <= enough:
        return state, True
    little = changed is not None and len(changed) < MOST_CHANGED * total
    if most is not None and (len(changed or ()) if little else total) > most:
        return state, False
    try:
        part = _vectors(folder, truth, server, old if little else None, changed or set())
    except Exception as error:
        if not server:
            raise
        log.warning("the Chroma server %s does not take the vectors: %s", server, error)
        return state, False
    new = replace(state, vectors=state.vectors | {server: part})
    write_state(folder, new)
    if server and old and old.place != part.place:
        drop_collection(server, old.place)
    return new, True


def _vectors(folder: Path, truth: Truth, server: str, old: Part | None, changed: set[str]) -> Part:
    """Write all vectors to a new place, or the changed ones to what is there."""
    generation = truth.generation
    if server:
        name = old.place if old else f"footnote-{truth.meta('id')}-{generation}"
        cache = VectorCache.on_server(server, name, create=True)
        found = Part(name, generation, _fill(cache, truth, changed))
        cache.close()
        return found
    target = _fresh(folder, f"vectors-{generation}")
    if old:
        shutil.copytree(folder / old.place, target)
    cache = VectorCache.write(target)
    size = _fill(cache, truth, changed)
    cache.close()
    part = Part(target.name, generation, size, seal(target))
    _prove(folder, truth, part)
    return part


def _fill(cache: VectorCache, truth: Truth, changed: set[str]) -> int:
    """Make a collection hold the vectors of exactly the chunks of truth; return how many."""
    wanted, there = truth.chunk_ids(), cache.ids()
    if gone := there - wanted:
        cache.remove(sorted(gone))
    missing = sorted(wanted - there)
    calls = -(-len(missing) // BATCH)  # of one size: Chroma writes through no call of one vector
    for number in range(calls):
        cache.add(truth.vectors(missing[number::calls]))
    if cache.count() != len(wanted):
        raise ValueError(f"{len(wanted)} vectors expected in Chroma, {cache.count()} found")
    return len(wanted)


def _prove(folder: Path, truth: Truth, part: Part) -> None:
    """Raise ValueError unless chunks, looked for by their own vectors, are found."""
    ids = sorted(truth.chunk_ids())
    probes = truth.vectors(ids[:: max(1, len(ids) // PROBES)])
    cache = VectorCache.read(folder / part.place)
    try:
        lost = [id_ for id_, vector in probes.items() if not _finds(cache, vector)]
    finally:
        cache.close()
    if len(lost) > len(probes) // 20:
        raise ValueError(f"{len(lost)} of {len(probes)} vectors are not found in {part.place}")


def _finds(cache: VectorCache, vector: object) -> bool:
    return any(cosine > 0.999 for _, cosine in cache.search(vector, 1))  # type: ignore[arg-type]


def _fresh(folder: Path, name: str) -> Path:
    """Return a path that is not in use: a name with a number behind it if it has to be."""
    names = chain([name], (f"{name}-{number}" for number in count(1)))
    return next(folder / candidate for candidate in names if not (folder / candidate).exists())


def _sweep(folder: Path, state: State) -> None:
    """Remove what earlier builds left."""
    keep = {part.place for part in (state.lexical, *state.vectors.values()) if part}
    for path in [*folder.glob("lexical-*"), *folder.glob("vectors-*")]:
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
