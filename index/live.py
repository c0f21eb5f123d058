"""The newest snapshot of the caches that can be had, whatever happens to them."""

import logging
import time
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

from index.caches import MOST_FRESH, build_caches
from index.errors import StoreError
from index.lasting import Lasting
from index.lock import LockedError, writer
from index.mend import start_mending
from index.snapshot import Snapshot, open_lexical, open_vectors, read_fresh
from index.state import STATE, Part, State, sound_state
from index.truth import Truth
from index.vectors import EXACT, VanishedError, VectorCache

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
        self._state: State | None = None  # that the snapshot was opened from
        self._vanished = ""  # the collection that a server does not have any more
        self._fault = Lasting(log)
        self.generation = 0  # of truth, that the snapshot has words of

    @property
    def lexical_only(self) -> bool:
        """Tell whether vectors that truth holds cannot be searched now."""
        return self._snapshot is not None and not self._snapshot.whole

    def current(self) -> Snapshot:
        """Return the caches of the newest ingest, or those before it while it builds them."""
        if self._snapshot is None or self.is_behind():
            return self.reopen()
        return self._snapshot

    def is_behind(self) -> bool:
        """Tell whether there may be something newer to open."""
        return self._seen != self._stamp() or time.monotonic() > self._retry

    def prepare(self) -> None:
        """Have the caches mended, by any thread, while others search those there are."""
        self._mended(afresh=False)

    def reopen(self, *, afresh: bool = False) -> Snapshot:
        """Open what there is, once it is mended; `afresh` says that it is broken."""
        self._retry = float("inf")
        state = self._mended(afresh=afresh)
        if self._server not in {"", EXACT, *state.vectors}:
            self._try_again()  # another machine is filling it, or it is away
        if self._snapshot and not afresh and self._is_open(state):
            self._seen = self._stamp()
            return self._snapshot
        for _ in range(OPENINGS):
            self._seen = self._stamp()
            try:
                new = self._opened(state)
                break
            except FileNotFoundError:  # another process has just put newer ones in their place
                state = sound_state(self._folder)
        else:
            state = State()
            new = self._opened(state)
        self.close()
        self._snapshot, self._state = new, state
        return new

    def _is_open(self, state: State) -> bool:
        """Tell whether the snapshot is what opening these caches would give."""
        lost = self._server in state.vectors and not (self._snapshot and self._snapshot.cache)
        return not lost and state == self._state and self._seen[:1] == self._stamp()[:1]

    def lose_server(self, error: Exception) -> None:
        """Go on without the server for a while; raises the error if there is none."""
        if not self._server or not self._snapshot:
            raise error
        self._fault.warn(f"the Chroma server {self._server} does not answer: {error}")
        old = self._snapshot
        self._snapshot = Snapshot(old.lexical, None, 0, old.fresh, whole=False)
        self._try_again()

    def replace_collection(self) -> Snapshot:
        """Open what has come in the place of a collection that another machine has removed."""
        part = self._state.vectors.get(self._server) if self._state else None
        self._vanished, self._state = part.place if part else "", None
        return self.reopen()

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
        state = State() if afresh else self._sound()
        if self._is_current(state):
            return state
        try:
            with writer(self._folder):
                if not afresh and self._is_current(state := self._sound()):
                    return state  # another process was about it
                state, done = build_caches(
                    self._folder, self._truth, self._server, most=MOST_FRESH, afresh=afresh
                )
        except LockedError:  # an ingest is about it, or has ended without an end
            self._try_again()
            return self._sound()
        except StoreError as error:  # the folder cannot be written to
            log.info("the caches are searched as they are: %s", error)
            return self._sound()
        self._vanished = ""
        if not done:
            self._have_it_mended()
        return state

    def _sound(self) -> State:
        state = sound_state(self._folder)
        part = state.vectors.get(self._server)
        if not part or part.place != self._vanished:
            return state
        return replace(state, vectors={a: p for a, p in state.vectors.items() if a != self._server})

    def _is_current(self, state: State) -> bool:
        lexical, part = state.lexical, state.vectors.get(self._server)
        if not lexical or lexical.generation != self._truth.generation:
            return False
        if self._server == EXACT:
            return True
        changed = self._truth.changed_since(part.generation) if part else None
        return changed is not None and len(changed) <= MOST_FRESH

    def _have_it_mended(self) -> None:
        self._try_again()
        if self._mending is None or self._mending.poll() is not None:
            self._mending = start_mending(self._folder, self._server, self._truth.database.address)

    def _opened(self, state: State) -> Snapshot:
        newest = self._truth.generation
        lexical = open_lexical(self._folder, self._truth, state)
        self.generation = state.lexical.generation if state.lexical else newest
        part = state.vectors.get(self._server)
        cache = self._vectors(part)
        if cache is None and not self._server:
            part = None  # all vectors of truth are searched in its place
        fresh = read_fresh(self._truth, part)
        whole = cache is not None or len(fresh.ids) == self._truth.chunk_count()
        return Snapshot(lexical, cache, part.count if part else 0, fresh, whole)

    def _vectors(self, part: Part | None) -> VectorCache | None:
        if self._server == EXACT:
            return None
        cache = None
        try:
            cache = open_vectors(self._folder, self._server, part)
            self._fault.end()
        except FileNotFoundError:
            raise
        except Exception as error:
            self._vanished = part.place if part and isinstance(error, VanishedError) else ""
            self._fault.warn(f"Chroma cannot be opened: {error}")
            self._try_again()
        return cache

    def _try_again(self) -> None:
        self._retry = time.monotonic() + RETRY_S
