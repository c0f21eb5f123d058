"""The newest snapshot of the caches that can be had, whatever happens to them."""

import logging
import time
from pathlib import Path
from subprocess import Popen

from index.caches import MOST_FRESH, build_caches
from index.errors import StoreError
from index.lock import writer
from index.mend import start_mending
from index.snapshot import Snapshot, open_lexical, open_vectors, read_fresh
from index.state import STATE, Part, State, sound_state
from index.truth import Truth
from index.vectors import EXACT, VectorCache

RETRY_S = 3.0  # before what could not be had is tried again
OPENINGS = 3
log = logging.getLogger(__name__)


class Live:
    """Gives the snapshot to search in; one thread at a time may ask it.

    What is missing or damaged is built from truth: at once where that is little, by another
    process where it is much, and meanwhile the vectors of truth are searched one by one. A
    folder that cannot be written to is searched the same way.
    """

    def __init__(self, folder: Path, truth: Truth, server: str) -> None:
        self._folder = folder
        self._truth = truth
        self._server = server
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, ...] = ()
        self._retry = float("inf")
        self._mending: Popen[bytes] | None = None

    @property
    def lexical_only(self) -> bool:
        """Tell whether vectors that truth holds cannot be searched now."""
        return self._snapshot is not None and not self._snapshot.whole

    def current(self) -> Snapshot:
        """Return the caches of the newest ingest, or those before it while it builds them."""
        if self._snapshot is None or self._seen != self._stamp() or time.monotonic() > self._retry:
            return self.reopen()
        return self._snapshot

    def reopen(self, *, afresh: bool = False) -> Snapshot:
        """Open what there is, once it is mended; `afresh` says that it is broken."""
        self._retry = float("inf")
        state = self._mended(afresh=afresh)
        for _ in range(OPENINGS):
            self._seen = self._stamp()
            try:
                new = self._opened(state)
                break
            except FileNotFoundError:  # another process has just put newer ones in their place
                state = sound_state(self._folder)
        else:
            new = self._opened(State())
        self.close()
        self._snapshot = new
        return new

    def lose_server(self, error: Exception) -> None:
        """Go on without the server for a while; raises the error if there is none."""
        if not self._server or not self._snapshot:
            raise error
        log.warning("the Chroma server %s does not answer: %s", self._server, error)
        old = self._snapshot
        self._snapshot = Snapshot(old.lexical, None, 0, old.fresh, whole=False)
        self._retry = time.monotonic() + RETRY_S

    def close(self) -> None:
        """Let go of the files."""
        if self._snapshot:
            self._snapshot.close()
            self._snapshot = None

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = (self._folder / STATE).stat()
        except OSError:
            return (self._truth.generation,)
        return (self._truth.generation, found.st_mtime_ns, found.st_ino)

    def _mended(self, *, afresh: bool) -> State:
        state = State() if afresh else sound_state(self._folder)
        if self._is_current(state):
            return state
        try:
            with writer(self._folder):
                if not afresh and self._is_current(state := sound_state(self._folder)):
                    return state  # another process was about it
                state, done = build_caches(
                    self._folder, self._truth, self._server, most=MOST_FRESH, afresh=afresh
                )
        except StoreError as error:  # an ingest is about it, or the folder cannot be written to
            log.info("the caches are searched as they are: %s", error)
            return sound_state(self._folder)
        if not done:
            self._have_it_mended()
        return state

    def _is_current(self, state: State) -> bool:
        lexical, part = state.lexical, state.vectors.get(self._server)
        if not lexical or lexical.generation != self._truth.generation:
            return False
        if self._server == EXACT:
            return True
        changed = self._truth.changed_since(part.generation) if part else None
        return changed is not None and len(changed) <= MOST_FRESH

    def _have_it_mended(self) -> None:
        self._retry = time.monotonic() + RETRY_S
        if self._mending is None or self._mending.poll() is not None:
            self._mending = start_mending(self._folder, self._server, self._truth.database.address)

    def _opened(self, state: State) -> Snapshot:
        lexical = open_lexical(self._folder, self._truth, state)
        part = state.vectors.get(self._server)
        cache = self._vectors(part)
        if cache is None and not self._server:
            part = None  # all vectors of truth are searched in its place
        fresh = read_fresh(self._truth, part)
        whole = cache is not None or len(fresh.ids) == self._truth.chunk_count()
        return Snapshot(lexical, cache, part.count if part else 0, fresh, whole)

    def _vectors(self, part: Part | None) -> VectorCache | None:
        try:
            return open_vectors(self._folder, self._server, part)
        except FileNotFoundError:
            raise
        except Exception as error:
            log.warning("Chroma cannot be opened: %s", error)
            self._retry = time.monotonic() + RETRY_S
            return None
