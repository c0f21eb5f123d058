"""DOCX: paragraphs, lists and tables in order, by python-docx. Runs in the child."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from index.formats.extracted import Extracted, UnreadableError, described

OLE = b"\xd0\xcf\x11\xe0"  # what Word wraps an encrypted document in, and what .doc is


def read_docx(content: bytes) -> Extracted:
    """Return the text of a document, a blank line between paragraphs, a table row a line."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if content.startswith(OLE):
        raise UnreadableError("encrypted, or of the older .doc format")
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, OSError, BadZipFile, PackageNotFoundError):
        raise UnreadableError("not a DOCX document") from None
    text = "\n\n".join(line for line in _lines(document) if line.strip())
    if not text:
        raise UnreadableError("no text in it")
    about = document.core_properties
    date = about.created.date().isoformat() if about.created else ""
    return Extracted(text, described(title=about.title, author=about.author, date=date))


def _lines(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(_row(row) for row in block.rows)
        else:
            listed = block.style is not None and block.style.name.startswith("List")
            yield f"- {block.text}" if listed else block.text


def _row(row: Any) -> str:
    """Return the cells of a row; one that spans columns stands there once."""
    cells = {id(cell._tc): cell.text.strip() for cell in row.cells}
    return " | ".join(cells.values())
