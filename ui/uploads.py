"""Documents that visitors bring: for each visitor an index of their own, in a folder that goes."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from time import monotonic

from index.article import Article, Skipped
from index.corpus import read_articles
from index.errors import CorpusError, FootnoteError, StoreError
from index.formats.extract import SUFFIXES
from index.ingest import ingest
from index.state import let_go_of_removed
from index.store import Index
from index.vectors import EXACT
from ui.api.sizes import LARGEST_UPLOAD
from ui.suggesting import Suggestions

MOST_VISITORS = 20
MOST_FILES = 10
MOST_PASSAGES = 1_000  # a file
LONGEST_NAME = 150  # bytes
LASTS_S = 3600.0
UNSEEN_S = 300.0  # after the last page that shows them is closed
SWEEP_S = 15.0
OWN = "own-"
log = logging.getLogger(__name__)


class UploadError(FootnoteError):
    """A document cannot be added; the ones that were there before are there still."""


class Own:
    """The documents of one visitor. `key` is the visitor's alone; `place` begins their addresses.

    Both cannot be guessed, and neither tells the other: a source may be shown to somebody else.
    """

    def __init__(self, parent: Path, now: float) -> None:
        self.key, self.place = token_urlsafe(24), OWN + token_urlsafe(24)
        self.folder = parent / self.place
        self.until, self.seen = now + LASTS_S, now
        self.opened: tuple[Index, Suggestions] | None = None
        self._documents = self.folder / "documents"
        (self._documents / self.place).mkdir(parents=True)
        self._lock = Lock()

    def names(self) -> list[str]:
        """Return the names of the documents; none once they are removed."""
        return sorted(path.name for path in (self._documents / self.place).glob("*"))

    def add(self, name: str, content: bytes) -> None:
        """Add a document. Raises UploadError, and adds nothing, if it cannot be read."""
        with self._lock:
            path = self._documents / self.place / checked_name(name)
            if fault := self._fault(path.name, content):
                raise UploadError(f"{name}: {fault}")
            try:
                path.write_bytes(content)
                self._read(path.name)
            except BaseException as error:
                path.unlink(missing_ok=True)
                if not isinstance(error, (OSError, StoreError)):
                    raise
                log.warning("a visitor's document cannot be kept: %s", error)
                raise UploadError(f"{name}: it cannot be kept now: try again later") from None

    def _fault(self, name: str, content: bytes) -> str:
        if len(content) > LARGEST_UPLOAD:
            return f"at most {LARGEST_UPLOAD // 1_000_000} MB expected"
        if name in self.names():
            return "a document of that name is there already"
        if len(self.names()) >= MOST_FILES:
            return f"at most {MOST_FILES} documents expected"
        return ""

    def _read(self, name: str) -> None:
        try:
            report = ingest(self.folder / "index", self._documents, None, _within(name), EXACT)
            skipped = report.skipped
        except CorpusError:  # nothing at all was read: this was the first
            skipped = tuple(s for s in read_articles(self._documents) if isinstance(s, Skipped))
        for one in skipped:
            if one.path.partition("#")[0] == f"{self.place}/{name}":
                raise UploadError(f"{name}: {one.reason}")
        if self.opened is None:
            index = Index(self.folder / "index", server=EXACT)
            self.opened = index, Suggestions(index)

    def remove(self) -> None:
        """Remove the documents and their index, which whoever still reads lets go of last."""
        with self._lock:
            self.opened = None
            shutil.rmtree(self.folder, ignore_errors=True)
        let_go_of_removed()


class Uploads:
    """The documents of all visitors, for any number of threads; `now` gives seconds."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._owns: dict[str, Own] = {}
        self._lock = Lock()
        self._folder = TemporaryDirectory(prefix="footnote-uploads-")

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Remove what has lasted long enough every few seconds, and all of it at the end."""
        over = Event()

        def sweep() -> None:
            while not over.wait(SWEEP_S):
                self.sweep()

        Thread(target=sweep, name="uploads", daemon=True).start()
        try:
            yield
        finally:
            over.set()
            for key in list(self._owns):
                self.remove(key)
            self._folder.cleanup()

    def find(self, key: str) -> Own | None:
        """Return the documents of the visitor with this key, who is seen herewith."""
        own = self._owns.get(key)
        if own:
            own.seen = self._now()
        return own

    def add(self, key: str, name: str, content: bytes) -> Own:
        """Add a document to those of a visitor, who may have none. Raises UploadError."""
        own = self.find(key) or self._begun()
        try:
            own.add(name, content)
        except BaseException:
            if not own.names():
                self.remove(own.key)
            raise
        return own

    def remove(self, key: str) -> None:
        """Remove the documents of a visitor."""
        own = self._owns.pop(key, None)
        if own:
            own.remove()

    def sweep(self) -> None:
        """Remove the documents that are an hour old, or that nobody has open."""
        now = self._now()
        for own in list(self._owns.values()):
            if now >= own.until or now - own.seen >= UNSEEN_S:
                self.remove(own.key)

    def article(self, article_id: str) -> Article | None:
        """Return one document by its id, which begins with the place that cannot be guessed."""
        place = article_id.partition("/")[0]
        for own in list(self._owns.values()):
            if own.place == place and (opened := own.opened):
                return opened[0].article(article_id)
        return None

    def seconds_left(self, own: Own) -> float:
        """Return how long documents last at most."""
        return max(own.until - self._now(), 0.0)

    def _begun(self) -> Own:
        with self._lock:
            if len(self._owns) >= MOST_VISITORS:
                raise UploadError("too many visitors have documents of their own: try again later")
            own = Own(Path(self._folder.name), self._now())
            self._owns[own.key] = own
        return own


def checked_name(name: str) -> str:
    """Return a name as that of a file. Raises UploadError for formats that are not read."""
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    plain = plain.strip().lstrip(".")
    if Path(plain).suffix.lower() not in SUFFIXES:
        raise UploadError(f"{plain or 'a document'}: one of {', '.join(SUFFIXES)} expected")
    if len(plain.encode("utf-8", "replace")) > LONGEST_NAME:
        raise UploadError(f"a name of at most {LONGEST_NAME} bytes expected: give it a shorter one")
    return plain


def _within(name: str) -> Callable[[str, int, int], None]:
    """Return a progress that ends an ingest of more passages than are embedded for a visitor."""

    def progress(stage: str, _: int, total: int) -> None:
        if stage == "Embedding" and total > MOST_PASSAGES:
            raise UploadError(f"{name}: a shorter document expected, {total:,} passages found")

    return progress
