"""The process that parses: given bytes over a pipe, it answers with text, within its memory.

Started by `index.formats.parser`; it opens no file of the corpus and writes none.
"""

import json
import logging
import os
import resource
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from index.formats.docx import read_docx
from index.formats.extracted import Extracted, UnreadableError, storable
from index.formats.html import read_html
from index.formats.pdf import read_pdf

READERS = {
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}


def main(pipe: Connection, megabytes: int) -> None:
    """Answer every (suffix, content) with JSON until the other side closes."""
    _limit(resource.RLIMIT_AS, megabytes * 1024 * 1024)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    logging.disable()
    with suppress(EOFError):
        while True:
            suffix = pipe.recv_bytes().decode()
            pipe.send_bytes(_answer(suffix, pipe.recv_bytes(), megabytes))


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # a system that knows no such limit
        resource.setrlimit(what, (most, most))


def _answer(suffix: str, content: bytes, megabytes: int) -> bytes:
    try:
        found = _read(suffix, content)
        answer = {"text": found.text, "metadata": found.metadata, "pages": found.pages}
        return json.dumps(answer).encode()
    except UnreadableError as error:
        reason = str(error)
    except (MemoryError, SystemError):  # out of memory, C code may raise the latter
        reason = f"needs more than {megabytes} MB to be read"
    except RecursionError:
        reason = "nested too deeply"
    except Exception as error:  # whatever a parser raises for a broken file
        reason = f"cannot be parsed ({type(error).__name__}: {str(error)[:100]})"
    return json.dumps({"reason": storable(reason)}).encode()


def _read(suffix: str, content: bytes) -> Extracted:
    return READERS[suffix](content)


if __name__ == "__main__":
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 what parsers print is not for people
    main(Connection(int(sys.argv[1])), int(sys.argv[2]))
