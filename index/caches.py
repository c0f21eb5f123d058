"""Building the caches from truth, without embedding anything.

A cache that is complete is never changed: a new one is written beside it, from links to the old
one's files or a copy of them, and `caches.json` then names it. What is killed on the way leaves
the old one in use.
"""

import logging
import os
import shutil
from contextlib import closing
from dataclasses import replace
from functools import cache
from itertools import chain, count
from pathlib import Path
from time import time

from index.errors import StoreError
from index.lexical import FORM, Lexical
from index.state import Part, State, seal, sound_state, truth_digest, write_state
from index.truth import Truth
from index.vectors import BUILDING_S, EXACT, PATIENCE_S, VectorCache

MOST_FRESH = 2000  # chunks that are searched one by one before Chroma is given them
FEW = 50
MOST_CHANGED = 0.2  # of the chunks; above that Chroma is built anew
PROBES = 50
SAID_S = 600
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
    broken. If Chroma would have to be given more than `most` chunks it is left as it is, which is
    not all; a server that does not answer is left too, with a warning, and so is one that another
    machine is filling. Raises StoreError if the caches cannot be written; truth is as it was.
    """
    try:
        state = _settled(folder, truth, State() if afresh else sound_state(folder))
        with truth.frozen() as still:
            state = _with_lexical(folder, still, state)
            if not server:
                state, done = _with_vectors(folder, still, state, most)
        if server:
            state, done = _with_served(folder, truth, state, server, most)
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
    written = Lexical(target, languages)
    written.update(changed or (), truth.entries(changed))
    total, found = truth.chunk_count(), written.count()
    if found != total:
        raise ValueError(f"{total} chunks expected in {target}, {found} found")
    part = Part(target.name, generation, total, seal(target), tuple(languages))
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


def _with_vectors(folder: Path, truth: Truth, state: State, most: int | None) -> tuple[State, bool]:
    old = state.vectors.get("")
    due, little = _due(truth, old)
    if due is None:
        return state, True
    if most is not None and due > most:
        return state, False
    return _noted(folder, state, "", _vectors(folder, truth, old if little else None)), True


def _with_served(
    folder: Path, truth: Truth, state: State, server: str, most: int | None
) -> tuple[State, bool]:
    if server == EXACT:
        return state, True
    try:
        found, done = _served(truth, server, most)
    except Exception as error:  # whatever Chroma raises
        _warn(
            f"the Chroma server {server} does not take the vectors: {error}", int(time() / SAID_S)
        )
        return state, True
    return _noted(folder, state, server, found), done


@cache
def _warn(what: str, _: int) -> None:
    """Warn, once in SAID_S: an open index tries every few seconds."""
    log.warning("%s", what)


def _served(truth: Truth, server: str, most: int | None) -> tuple[Part | None, bool]:
    """Return what the server holds, once one machine of all has seen to it."""
    from index.served import fill, newest

    with truth.frozen() as still:
        old = newest(server, still, BUILDING_S if most is None else PATIENCE_S)
        due, _ = _due(still, old)
    if due is None or (most is not None and due > most):
        return old, due is None
    with truth.database.filling() as alone, truth.frozen() as still:
        if not alone:
            return old, True
        old = newest(server, still, BUILDING_S)
        due, little = _due(still, old)
        return old if due is None else fill(server, still, old if little else None), True


def _due(truth: Truth, old: Part | None) -> tuple[int | None, bool]:
    """Return how many chunks to write to Chroma, None while they are few; and whether to the old.

    What it does not hold is searched one by one.
    """
    changed = truth.changed_since(old.generation) if old else None
    total = truth.chunk_count()
    enough = min(MOST_FRESH, max(FEW, MOST_CHANGED * total))
    if changed is not None and len(changed) <= enough:
        return None, True
    little = changed is not None and len(changed) < MOST_CHANGED * total
    return len(changed or ()) if little else total, little


def _noted(folder: Path, state: State, server: str, part: Part | None) -> State:
    if part == state.vectors.get(server):
        return state
    others = {address: old for address, old in state.vectors.items() if address != server}
    new = replace(state, vectors=others | ({server: part} if part else {}))
    write_state(folder, new)
    return new


def _vectors(folder: Path, truth: Truth, old: Part | None) -> Part:
    """Write all vectors to a new folder, or the changed ones to a copy of an old one."""
    target = _fresh(folder, f"vectors-{truth.generation}")
    if old:
        shutil.copytree(folder / old.place, target)
    wanted = truth.chunk_ids()
    with closing(VectorCache.write(target, len(wanted))) as opened:
        opened.hold(wanted, truth.vectors)
    part = Part(target.name, truth.generation, len(wanted), seal(target))
    _prove(folder, truth, part)
    return part


def _prove(folder: Path, truth: Truth, part: Part) -> None:
    """Raise ValueError unless chunks, looked for by their own vectors, are found."""
    ids = sorted(truth.chunk_ids())
    probes = truth.vectors(ids[:: max(1, len(ids) // PROBES)])
    with closing(VectorCache.read(folder / part.place)) as opened:
        lost = [id_ for id_, vector in probes.items() if not _finds(opened, vector)]
    if len(lost) > len(probes) // 20:
        raise ValueError(f"{len(lost)} of {len(probes)} vectors are not found in {part.place}")


def _finds(opened: VectorCache, vector: object) -> bool:
    return any(cosine > 0.999 for _, cosine in opened.search(vector, 1))  # type: ignore[arg-type]


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
