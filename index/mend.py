"""`python -m index.mend FOLDER SERVER`: builds the caches in a process of its own.

An open index that finds Chroma missing or damaged starts this and goes on answering.
"""

import os
import sys
from contextlib import closing, suppress
from pathlib import Path
from subprocess import DEVNULL, Popen

from index.address import VARIABLE
from index.caches import build_caches
from index.errors import StoreError
from index.lock import writer
from index.truth import Truth


def mend(folder: Path, server: str = "", address: str = "") -> None:
    """Build what is missing, unless another process holds the index. Raises StoreError."""
    with writer(folder), closing(Truth(folder, address)) as truth:
        build_caches(folder, truth, server)


def start_mending(folder: Path, server: str, address: str) -> "Popen[bytes]":
    """Start that in a process of its own, which ends by itself."""
    command = [sys.executable, "-m", "index.mend", str(folder.resolve()), server]
    given = os.environ | {VARIABLE: address}  # a list of processes would show what it names
    return Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=given)  # noqa: S603


if __name__ == "__main__":
    with suppress(StoreError):
        mend(Path(sys.argv[1]), sys.argv[2], os.environ.get(VARIABLE, ""))
