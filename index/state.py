"""`caches.json`: which caches are complete, what they mirror, and the digests of their files.

It is replaced in one step when a cache is complete, and a cache is never written to after that:
a process killed at any point leaves the caches of before or those of now, and a file that is not
what it was, whatever changed it, is known by its digest before anything opens it.
"""

import hashlib
import json
import os
import zlib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from index.lexical import FORM

STATE = "caches.json"
BLOCK = 1 << 20
_KEEPING = Lock()
_KEPT: dict[tuple[int, int], BinaryIO] = {}  # device, inode -> file
Files = dict[str, tuple[int, int]]  # name -> size, CRC-32


@dataclass(frozen=True)
class Part:
    """One cache: the folder (or collection of a server), and the generation of truth it mirrors."""

    place: str
    generation: int
    count: int  # of chunks
    files: Files = field(default_factory=dict)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """The caches there are. `vectors` are by address of the Chroma server, "" for embedded."""

    lexical: Part | None = None
    vectors: dict[str, Part] = field(default_factory=dict)
    truth: tuple[int, int] = (0, 0)  # size and CRC-32 of its file, once settled


def read_state(folder: Path) -> State:
    """Return what is written, or an empty state if that is missing or damaged."""
    try:
        found = json.loads((folder / STATE).read_text("utf-8"))
        state = found["state"]
        if found["sha256"] != _digest(state):
            return State()
        vectors = {address: _part(part) for address, part in state["vectors"].items()}
        known = state["lexical"] and state["lexical"]["place"].startswith(f"lexical-{FORM}-")
        lexical = _part(state["lexical"]) if known else None
        return State(lexical, vectors, (int(state["truth"][0]), int(state["truth"][1])))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return State()


def write_state(folder: Path, state: State) -> None:
    """Replace what is written in one step that survives a loss of power."""
    plain = asdict(state)
    draft = folder / f"{STATE}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"sha256": _digest(plain), "state": plain}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / STATE)
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def sound_state(folder: Path) -> State:
    """Return the state with only those caches whose files are all as they were written."""
    state = read_state(folder)
    lexical = state.lexical if state.lexical and is_sound(folder, state.lexical) else None
    vectors = {a: part for a, part in state.vectors.items() if a or is_sound(folder, part)}
    return replace(state, lexical=lexical, vectors=vectors)


def is_sound(folder: Path, part: Part) -> bool:
    """Tell whether the files of a cache are there and have their digests."""
    return bool(part.files) and not damaged_files(folder, part)


def damaged_files(folder: Path, part: Part) -> list[str]:
    """Return the files of a cache that are missing or not what they were."""
    return [
        f"{part.place}/{name}"
        for name, known in part.files.items()
        if file_digest(folder / part.place / name) != known
    ]


def file_digest(path: Path) -> tuple[int, int]:
    """Return size and CRC-32 of a file; (-1, 0) if it cannot be read."""
    try:
        with path.open("rb") as file:
            return _read_digest(file)
    except OSError:
        return (-1, 0)


def truth_digest(path: Path) -> tuple[int, int]:
    """Return what `file_digest` does, of a database that this process may have open.

    The file is kept open for good: POSIX drops the locks that a process has on a file, SQLite's
    too, when the process closes any handle of it. Then the next to write takes itself for the last
    and removes the log under a reader, who sees no later ingest.
    """
    try:
        return _read_digest(_kept(path))
    except OSError:
        return (-1, 0)


def _read_digest(file: BinaryIO) -> tuple[int, int]:
    """Read from the start by offsets: threads that share an open file have one position in it."""
    size, crc = 0, 0
    while block := os.pread(file.fileno(), BLOCK, size):
        size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc


def let_go_of_removed() -> None:
    """Close the databases that were read for their digest and are removed: their room is freed."""
    with _KEEPING:
        for place, file in list(_KEPT.items()):
            if not os.fstat(file.fileno()).st_nlink:
                _KEPT.pop(place).close()


def _kept(path: Path) -> BinaryIO:
    with _KEEPING:  # of two that open it the second would be closed
        found = path.stat()
        place = found.st_dev, found.st_ino
        if place not in _KEPT:
            _KEPT[place] = path.open("rb")
        return _KEPT[place]


def seal(folder: Path) -> Files:
    """Return the digests of all files below a folder, once they are on the disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        with path.open("rb") as file:
            os.fsync(file.fileno())
    return {path.relative_to(folder).as_posix(): file_digest(path) for path in files}


def _part(found: dict[str, Any]) -> Part:
    files = {name: (int(size), int(crc)) for name, (size, crc) in found["files"].items()}
    languages = tuple(map(str, found["languages"]))
    place, generation, count = str(found["place"]), int(found["generation"]), int(found["count"])
    return Part(place, generation, count, files, languages)


def _digest(state: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
