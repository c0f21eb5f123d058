"""One writer at a time: a second is told who holds the index."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreError

LOCK = "writer.lock"
HOLDER = "writer.pid"


class LockedError(StoreError):
    """Another process holds the index."""


@contextmanager
def writer(folder: Path, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the index at `folder` for writing.

    Raises LockedError, naming the holder, if another process still has it after `patience_s`, and
    StoreError if the folder cannot be written to.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=patience_s)
    except Timeout:
        raise LockedError(
            f"{folder} is being written by process {_holder(folder)}: try again when it has ended"
        ) from None
    except OSError as error:
        raise StoreError(f"a folder that can be written expected, {folder}: {error}") from None
    try:
        (folder / HOLDER).write_text(str(os.getpid()), "utf-8")
        yield
    finally:
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text("utf-8")
    except OSError:
        return "unknown"
