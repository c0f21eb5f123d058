"""Tables of Markdown as they are read: each cell after the header of its column.

The reader was trained on sentences: of "| Red, flashing | Too hot |" it takes any cell for the
answer, of "Ring: Red, flashing; Meaning: Too hot." mostly the right one. What is put in has no
place in the source, so it is never part of a span, and a span stays within a cell.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import Any

from index.article import Article
from index.store import Passage

LONGEST_KEY = 40  # characters of a row's first cell, to be said again before its others
LINE = re.compile(r"[^\n]*\n|[^\n]+")
EDGE = re.compile(r"(?<!\\)\|")
Place = tuple[int, int]
Part = tuple[str, int | None]  # what is read, and where in the text it stands; None: put in


@dataclass
class Pieces:
    """Word pieces read at once. Those at `own` are the text's: their offsets in it and parts."""

    ids: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    offsets: list[Place] = field(default_factory=list)
    part_of: list[int] = field(default_factory=list)

    def add(self, part: int, ids: Sequence[int], places: Sequence[Place] = ()) -> None:
        """Add a part with the places in the text of its pieces; without, it is put in."""
        self.own += range(len(self.ids), len(self.ids) + len(places))
        self.offsets += places
        self.part_of += [part] * len(places)
        self.ids += ids


def windows(passage: Passage, encode: Callable[[str], Any], most: int) -> list[Pieces]:
    """Return what is read of a passage, at most so many pieces at once.

    Rows that headers make too long for one window go on in the next; a text is cut off.
    """
    found, part = [Pieces()], count()
    for block in _blocks(passage.chunk.text, passage.header):
        read = [(encode(text), start) for text, start in block]
        if found[-1].ids and len(found[-1].ids) + sum(len(e.ids) for e, _ in read) > most:
            found.append(Pieces())
        for encoded, start in read:
            free = most - len(found[-1].ids)
            at = [] if start is None else [(start + i, start + j) for i, j in encoded.offsets]
            found[-1].add(next(part), encoded.ids[:free], at[:free])
    return [pieces for pieces in found if pieces.own]


def with_header(passage: Passage, article_of: Callable[[str], Article | None]) -> Passage:
    """Return a passage with the header row of the table that its chunk begins within, if any."""
    chunk = passage.chunk
    first = chunk.text.partition("\n")[0]
    article = article_of(chunk.article_id) if chunk.start and "|" in first else None
    header = _header_above(article.text[: chunk.start], first) if article else ""
    return replace(passage, header=header) if header else passage


def _header_above(text: str, below: str) -> str:
    lines = text.split("\n")
    if lines.pop().strip():  # its columns cannot be told where a chunk begins within a row
        return ""
    for line in reversed(lines):
        if "|" not in line:
            break
        if _is_delimiter(below):
            return line
        below = line
    return ""


def _blocks(text: str, header: str) -> Iterator[list[Part]]:
    """Yield each row of a table, and each stretch of text between tables, as its parts."""
    done = 0
    for start, end, headers in _rows(text, header) if "|" in text else ():
        if text[done:start].strip():
            yield [(text[done:start], done)]
        yield _parts(text, _cells(text, start, end), headers)
        done = end
    if not done or text[done:].strip():
        yield [(text[done:], done)]


def _rows(text: str, header: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield the lines of tables with the headers of their columns; header rows have none."""
    headers = _words(header) if header else None
    lines = [line.span() for line in LINE.finditer(text)]
    for (start, end), below in pairwise([*lines, (len(text), len(text))]):
        line = text[start:end]
        if "|" not in line:
            headers = None
        elif _is_delimiter(text[slice(*below)]):
            headers = _words(line)
            yield start, end, None
        elif headers is not None:
            yield start, end, None if _is_delimiter(line) else headers


def _is_delimiter(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip("|-: \t\r\n")


def _parts(text: str, cells: Sequence[Place], headers: Sequence[str] | None) -> list[Part]:
    """Return the cells of a row that hold words, each after the row's first cell and its header.

    With the header alone, the reader often takes the right column of another row.
    """
    if not headers or not cells:
        return []
    key = text[slice(*cells[0])]
    parts: list[Part] = []
    for column, (low, high) in enumerate(cells):
        if low < high:
            header = headers[column] if column < len(headers) else ""
            again = f"{key} " if column and len(key) <= LONGEST_KEY else ""
            before = f"{again}{header}:" if header else again
            parts += [(f"; {before}" if parts else before, None), (text[low:high], low)]
    return [*parts, (".", None)]


def _cells(text: str, start: int, end: int) -> list[Place]:
    """Return the places of a row's cells, without the white space around them."""
    edges = [start - 1, *(edge.start() for edge in EDGE.finditer(text, start, end)), end]
    cells = [_stripped(text, before + 1, after) for before, after in pairwise(edges)]
    outer = [low == high for low, high in (cells[0], cells[-1])]  # what a row's outer pipes leave
    return cells[outer[0] : len(cells) - outer[1]]


def _words(row: str) -> list[str]:
    return [row[low:high] for low, high in _cells(row, 0, len(row))]


def _stripped(text: str, start: int, end: int) -> Place:
    cell = text[start:end]
    low = start + len(cell) - len(cell.lstrip())
    return low, max(low, start + len(cell.rstrip()))
