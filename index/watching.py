"""Following a folder: an ingest after every change."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event

SETTLE_MS = 50  # without another change
LONGEST_MS = 400  # of changes that follow each other
WAKE_MS = 200


def changes(corpus: Path, index: Path, stop: Event | None = None) -> Iterator[None]:
    """Yield after each burst of changes below `corpus`, until `stop` is set or Ctrl-C.

    Yields once at the start too, when no change can be missed any more. Hidden files are no
    change, nor is the index itself, should it lie inside.
    """
    from watchfiles import watch

    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # it warns of every Ctrl-C
    corpus, index = corpus.resolve(), index.resolve()

    def matters(_: object, name: str) -> bool:
        path = Path(name)
        inside = path.relative_to(corpus).parts if path.is_relative_to(corpus) else ()
        return not path.is_relative_to(index) and not any(p.startswith(".") for p in inside)

    found = watch(
        corpus,
        watch_filter=matters,
        stop_event=stop,
        step=SETTLE_MS,
        debounce=LONGEST_MS,
        raise_interrupt=False,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
    )
    started = False
    for burst in found:
        if burst or not started:
            yield
        started = True
