"""Answers as text and HTML: the only place that escapes what documents and answers say."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from index.article import Article
from index.store import Passage
from qa.answer import Answer, Citation

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def answer_text(answer: Answer) -> str:
    """Return an answer for a terminal: short answer, sentences, footnotes."""
    noted = [answer.note] if answer.note else []
    if not answer.sentences:
        return _printable("\n\n".join([answer.text, *noted]))
    notes = [
        f"[{c.number}] {' · '.join(filter(None, (c.title, c.origin)))}"
        f" ({c.article_id}, {c.start}-{c.end})\n    “{c.quote}”"
        for c in answer.citations
    ]
    short = [sides_text(answer) or answer.short] if answer.short else []
    return _printable("\n\n".join([*short, answer.text, "\n".join(notes), *noted]))


def passages_text(passages: Sequence[Passage]) -> str:
    """Return passages for a terminal."""
    shown = (
        f"{p.rank}. {p.title} ({p.chunk.article_id}, {p.chunk.start}-{p.chunk.end})\n{p.chunk.text}"
        for p in passages
    )
    return _printable("\n\n".join(shown))


def answer_html(answer: Answer) -> str:
    """Return an answer as one HTML block whose numbers link to the sources panel."""
    noted = notice_html(answer.note, "stage") if answer.note else ""
    if not answer.sentences:
        return notice_html(answer.text, "answer refusal" if answer.refused else "answer") + noted
    short = f'<p class="short">{_inline(answer.short)}</p>' if answer.short else ""
    short = sides_html(answer) or short
    sentences = "".join(
        f"<p>{_inline(s.text)}{''.join(_number(c) for c in s.citations)}</p>"
        for s in answer.sentences
    )
    return f'<div class="answer">{short}{sentences}</div>{noted}'


def sides_text(answer: Answer) -> str:
    """Return what each of the sources says, if they differ."""
    if not answer.differs:
        return ""
    sides = (f"{s.says} " + "".join(f"[{c.number}]" for c in s.citations) for s in answer.sentences)
    return f"The sources differ: {' / '.join(sides)}"


def sides_html(answer: Answer) -> str:
    """Return what each of the sources says side by side, if they differ."""
    if not answer.differs:
        return ""
    sides = "".join(
        f'<p class="short side">{_inline(s.says)}{"".join(_number(c) for c in s.citations)}</p>'
        for s in answer.sentences
    )
    return f'<p class="differs">The sources differ:</p><div class="sides">{sides}</div>'


def notice_html(text: str, kind: str) -> str:
    """Return a line that is no answer, such as a refusal or an error, as an HTML block."""
    return f'<div class="{kind}"><p>{_inline(text)}</p></div>'


def welcome_html(titles: Sequence[str], most: int) -> str:
    """Return what the chat shows before the first question: what it is and what it answers from."""
    shown = "".join(f"<li>{escape(title)}</li>" for title in titles[:most])
    more = f"<li>and {len(titles) - most} more</li>" if len(titles) > most else ""
    return (
        f'<div class="welcome"><h2>Footnote</h2><p>Ask about {len(titles)} documents.'
        " Every sentence of an answer is footnoted with the exact words it rests on.</p>"
        f"<ul>{shown}{more}</ul></div>"
    )


def source_blocks(answer: Answer) -> dict[str, str]:
    """Return anchor -> HTML block of each cited passage, the quote marked in it."""
    return {source_id(c): _source(c, answer.passages) for c in answer.citations}


def sources_html(heading: str, blocks: Mapping[str, str]) -> str:
    """Return blocks of sources under a heading as one HTML block; nothing if there are none."""
    if not blocks:
        return ""
    shown = "".join(blocks.values())
    return f'<section class="sources"><h3>{_inline(heading)}</h3>{shown}</section>'


def source_page(article: Article, start: int, end: int) -> str:
    """Return the whole article as a page with `text[start:end]` marked, without any script."""
    before, cited, after = article.text[:start], article.text[start:end], article.text[end:]
    mark = f'<mark id="cited">{_lines(cited)}</mark>' if cited else ""
    about = " · ".join(
        escape(value)
        for key in ("publisher", "author", "date")
        if (value := article.metadata.get(key))
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(article.title)}</title><style>{PAGE_CSS}</style></head><body><main>"
        f'<h1 dir="auto">{escape(article.title)}</h1><p class="about">{about}</p>'
        f'<article dir="auto">{_lines(before)}{mark}{_lines(after)}</article></main></body></html>'
    )


def source_address(citation: Citation) -> str:
    """Return the address of the article with the cited words marked."""
    place = urlencode({"start": citation.start, "end": citation.end})
    return f"source/{quote(citation.article_id)}?{place}#cited"


def source_id(citation: Citation) -> str:
    """Return the anchor of a citation in the sources panel."""
    letters = re.sub(r"\W", "-", citation.article_id, flags=re.ASCII)
    return f"source-{letters}-{citation.start}-{citation.end}"


def _number(citation: Citation) -> str:
    return (
        f'<sup><a class="footnote" href="#{source_id(citation)}" '
        f'title="{_inline(citation.quote)}">[{citation.number}]</a></sup>'
    )


def _source(citation: Citation, passages: Sequence[Passage]) -> str:
    text, start, end = _around(citation, passages)
    marked = f"{_block(text[:start])}<mark>{_block(text[start:end])}</mark>{_block(text[end:])}"
    return (
        f'<div class="source" id="{source_id(citation)}"><p class="title">[{citation.number}] '
        f'<a href="{escape(source_address(citation))}" target="_blank" rel="noopener">'
        f"{_inline(citation.title)}</a></p><blockquote>{marked}</blockquote></div>"
    )


def _around(citation: Citation, passages: Sequence[Passage]) -> tuple[str, int, int]:
    """Return the passage that a citation stands in, and the place of its quote there."""
    for passage in passages:
        chunk = passage.chunk
        held = chunk.start <= citation.start and citation.end <= chunk.end
        if chunk.article_id == citation.article_id and held:
            return chunk.text, citation.start - chunk.start, citation.end - chunk.start
    return citation.quote, 0, len(citation.quote)


def _inline(text: str) -> str:
    """Escape text for one line of HTML."""
    return escape(re.sub(r"\s*\n\s*", " ", _printable(text)))


def _block(text: str) -> str:
    """Escape text with its paragraphs, on one line: Markdown would end the block at another."""
    return re.sub(r"[^\S\n]*\n\s*", "<br>", escape(_printable(text)))


def _lines(text: str) -> str:
    return escape(_printable(text)).replace("\n", "<br>")


def _printable(text: str) -> str:
    return CONTROL.sub("", text)


PAGE_CSS = """
:root { color-scheme: light dark }
body { font: 1.05rem/1.65 system-ui, sans-serif; margin: 0 }
main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; line-height: 1.3 }
.about { opacity: .7 }
mark { background: #ffe08a; color: #1a1a1a; padding: .1em 0; scroll-margin: 30vh }
"""
