"""An open index follows truth, also while nobody asks."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from index.errors import StoreError
from index.lasting import Lasting
from index.store import Index

EVERY_S = 1.0
log = logging.getLogger(__name__)


@contextmanager
def followed(index: Index) -> Iterator[None]:
    """Bring the caches of an index to the newest ingest within seconds of it, until the end."""
    over = Event()
    thread = Thread(target=_follow, args=(index, over), name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(EVERY_S)


def _follow(index: Index, over: Event) -> None:
    fault = Lasting(log)
    while not over.wait(EVERY_S):
        try:
            index.catch_up()
            fault.end()
        except StoreError as error:  # truth is away: whoever asks is told so too
            fault.warn(str(error))
        except Exception:
            log.exception("the newest ingest cannot be followed now")
