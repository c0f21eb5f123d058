"""HTML: the main text of a page and what its head says, by trafilatura. Runs in the child."""

import re
from typing import Any

from index.formats.extracted import Extracted, UnreadableError, described


def read_html(content: bytes) -> Extracted:
    """Return the main text of a page, without navigation; a blank line between paragraphs."""
    from lxml.html import document_fromstring
    from trafilatura import bare_extraction, html2txt, load_html
    from trafilatura.utils import decode_file

    text = decode_file(content)
    tree = load_html(text)
    if tree is None:  # a fragment, which trafilatura takes for no page at all
        tree = document_fromstring(text)
    found: Any = bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = (found.text if found else "") or html2txt(tree)
    if not text.strip():
        raise UnreadableError("no text in it")
    metadata = described(
        title=found and found.title,
        date=found and found.date,
        author=found and found.author,
        publisher=found and found.sitename,
        url=found and found.url,
    )
    return Extracted(re.sub(r"\s*\n\s*", "\n\n", text.strip()), metadata)
