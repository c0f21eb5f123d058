"""PDF: the text of the pages, by pypdf, with its lines joined to paragraphs. Runs in the child."""

import io
import re
from collections import Counter

from index.formats.extracted import Extracted, UnreadableError, described, storable

FULL = 0.75  # of the usual line: a shorter one ends its paragraph
MANY_PAGES = 3  # so often does a line at the edge of a page stand there to be a running head
TITLE_OF_A_TOOL = re.compile(r"^(?:microsoft \w+ - |untitled)|\.(?:docx?|pdf|tex|indd|qxd)$", re.I)


def read_pdf(content: bytes) -> Extracted:
    """Return the text of the pages and where each begins in it."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("encrypted: a password is needed")
        pages = [storable(page.extract_text()).splitlines() for page in reader.pages]
        about = reader.metadata
    except (DependencyError, FileNotDecryptedError):
        raise UnreadableError("encrypted: a password is needed") from None
    except PdfReadError as error:
        raise UnreadableError(f"not a whole PDF ({error})") from None
    text, starts = join_pages(without_running_heads(pages))
    if not text.strip():
        raise UnreadableError("no text in it: a scan needs text recognition first")
    title = about.title if about and about.title else ""
    date = about.creation_date.date().isoformat() if about and about.creation_date else ""
    metadata = described(
        title="" if TITLE_OF_A_TOOL.search(title) else title,
        author=about.author if about else "",
        date=date,
    )
    return Extracted(text, metadata, starts)


def without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers and what stands first or last on many pages, whatever its digits."""
    pages = [[line.strip() for line in page if line.strip()] for page in pages]
    edges = Counter(_form(page[place]) for page in pages if page for place in (0, -1))
    most = max(MANY_PAGES, len(pages) // 2)
    running = {form for form, times in edges.items() if times >= most} | {"#"}
    for page in pages:
        for place in (0, -1):
            if len(page) > 1 and _form(page[place]) in running:
                del page[place]
    return pages


def _form(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def join_pages(pages: list[list[str]]) -> tuple[str, tuple[int, ...]]:
    """Return the pages' lines as paragraphs, and the offset at which each page begins."""
    words = Counter(word for page in pages for line in page for word in re.findall(r"[\w-]+", line))
    text = ""
    starts = []
    for page in pages:
        body = _paragraphs(page, words)
        runs_on = re.search(r"[\w,;]$", text) and body[:1].islower()
        text += " " if runs_on else "\n\n" if text and body else ""
        starts.append(len(text))
        text += body
    return text, tuple(starts)


def _paragraphs(lines: list[str], words: Counter[str]) -> str:
    """Join lines that run on with a space, or without the hyphen that parted a word."""
    usual = sorted(map(len, lines))[int(len(lines) * 0.8)] if lines else 0
    text = ""
    last = ""
    for line in lines:
        broken = re.search(r"([^\W\d]+)-$", text)
        ended = re.match(r"[^\W\d]+", line)
        if broken and ended and line[0].islower():
            keeps = _keeps_hyphen(broken.group(1), ended.group(), words)
            text = (text if keeps else text[:-1]) + line
        elif text and (line[0].islower() or len(last) >= FULL * usual):
            text += " " + line
        else:
            text += ("\n\n" if text else "") + line
        last = line
    return text


def _keeps_hyphen(before: str, after: str, words: Counter[str]) -> bool:
    """Tell whether the document writes the word with its hyphen elsewhere, and never without."""
    return words[f"{before}-{after}"] > 0 and not words[before + after]
