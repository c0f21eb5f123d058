"""An answer as text for a terminal and as HTML for the chat."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote, urlencode

from index.store import Passage
from qa.answer import Answer, Citation, Sentence
from ui.escape import inline, printable

SURE = ((0.9, "Very likely right"), (0.7, "Probably right"), (0.0, "Uncertain: read the source"))
MOST_NEAREST = 3
LONGEST_SNIPPET = 160


def answer_text(answer: Answer) -> str:
    """Return an answer for a terminal: short answer, sentences, footnotes."""
    noted = [answer.note] if answer.note else []
    if not answer.sentences:
        return printable("\n\n".join([answer.text, *noted]))
    notes = [
        f"[{c.number}] {_named(c)} ({c.article_id}, {c.start}-{c.end})\n    “{c.quote}”"
        for c in answer.citations
    ]
    short = [sides_text(answer) or answer.short] if answer.short else []
    return printable("\n\n".join([*short, answer.text, "\n".join(notes), *noted]))


def sides_text(answer: Answer) -> str:
    """Return what each of the sources says, if they differ."""
    if not answer.differs:
        return ""
    sides = (f"{s.says} " + "".join(f"[{c.number}]" for c in s.citations) for s in answer.sentences)
    return f"The sources differ: {' / '.join(sides)}"


def passages_text(passages: Sequence[Passage]) -> str:
    """Return passages for a terminal."""
    shown = (
        f"{p.rank}. {p.title} ({p.chunk.article_id}, {p.chunk.start}-{p.chunk.end})\n{p.chunk.text}"
        for p in passages
    )
    return printable("\n\n".join(shown)) or "No passage found."


def answer_html(answer: Answer) -> str:
    """Return an answer as one line of HTML: Markdown would end a block at another.

    Short answer, sentences with their numbers, how sure it is, the footnotes, and folded away
    what was read besides. Every number and note is a link to the exact words in their article.
    """
    if answer.remark:
        return notice_html(answer.text, "answer remark")
    if answer.refused:
        return _refusal(answer)
    short = f'<p class="short" dir="auto">{inline(answer.short)}</p>' if answer.short else ""
    sure = f'<p class="sure">{sure_words(answer.confidence)}</p>'
    said = _differing(answer) if answer.differs else short + _said(answer.sentences) + sure
    return (
        f'<div class="answer">{_understood(answer)}{said}{_noted(answer)}'
        f"{_notes(answer.citations)}{_looked_at(answer)}</div>"
    )


def sentences_html(sentences: Sequence[Sentence]) -> str:
    """Return the sentences of an answer that is still being written."""
    return f'<div class="stage">{_said(sentences)}</div>'


def notice_html(text: str, kind: str) -> str:
    """Return a line that is no answer, such as a stage or an error, as one line of HTML."""
    return f'<div class="{kind}"><p dir="auto">{inline(text)}</p></div>'


def welcome_html(documents: int) -> str:
    """Return what the chat shows before the first question: what it is and what it answers from."""
    answers_from = "1 document" if documents == 1 else f"{documents:,} documents"
    return (
        '<div class="welcome"><h2>What would you like to know?</h2>'
        f'<p>Answers come from <a href="documents">{answers_from}</a>, in their own words. '
        "Every sentence is footnoted.</p></div>"
    )


def sure_words(confidence: float) -> str:
    """Return how probable it is that an answer is right, in words."""
    return next(words for least, words in SURE if confidence >= least)


def source_address(article_id: str, start: int, end: int) -> str:
    """Return the address of an article with `text[start:end]` marked."""
    return f"source/{quote(article_id)}?{urlencode({'start': start, 'end': end})}#cited"


def _refusal(answer: Answer) -> str:
    near = "".join(_near(passage) for passage in answer.passages[:MOST_NEAREST])
    listed = f'<p>The nearest passages are:</p><ul class="near">{near}</ul>' if near else ""
    said = f"<p>{inline(answer.text)}</p>"
    return f'<div class="answer refusal">{_understood(answer)}{said}{listed}{_noted(answer)}</div>'


def _understood(answer: Answer) -> str:
    if not answer.understood:
        return ""
    return f'<p class="understood" dir="auto">Understood as: {inline(answer.understood)}</p>'


def _said(sentences: Sequence[Sentence]) -> str:
    return "".join(
        f'<p class="said" dir="auto">{inline(s.text)}{"".join(_number(c) for c in s.citations)}</p>'
        for s in sentences
    )


def _named(citation: Citation) -> str:
    """Return the title of a source with its publisher or author, date and page."""
    return " · ".join(filter(None, (citation.title, citation.origin)))


def _differing(answer: Answer) -> str:
    """Return sources that differ side by side: what each says, and the sentence it says it in."""
    sides = "".join(
        f'<div class="side"><p class="short" dir="auto">{inline(s.says)}</p>{_said([s])}</div>'
        for s in answer.sentences
    )
    return f'<p class="differs">The sources differ:</p><div class="sides">{sides}</div>'


def _noted(answer: Answer) -> str:
    """Return what was not as it should be when this was answered."""
    notes = (answer.note, answer.trace.notice)
    return "".join(f'<p class="about">{inline(note)}</p>' for note in notes if note)


def _number(citation: Citation) -> str:
    return f'<sup><a class="footnote" href="{_address(citation)}">[{citation.number}]</a></sup>'


def _notes(citations: Sequence[Citation]) -> str:
    notes = "".join(
        f'<li dir="auto"><a class="note" href="{_address(c)}">[{c.number}] {inline(_named(c))}</a>'
        f'<q dir="auto">{inline(c.quote)}</q></li>'
        for c in citations
    )
    return f'<ul class="notes">{notes}</ul>'


def _looked_at(answer: Answer) -> str:
    """Return the passages that were read and are not cited, folded away."""
    others = [p for p in answer.passages if not any(_holds(p, c) for c in answer.citations)]
    if not others:
        return ""
    listed = "".join(_near(passage) for passage in others)
    return (
        '<details class="looked"><summary>Also looked at</summary>'
        f'<ul class="near">{listed}</ul></details>'
    )


def _near(passage: Passage) -> str:
    chunk = passage.chunk
    address = escape(source_address(chunk.article_id, chunk.start, chunk.end))
    text = chunk.text.lstrip("# ").removeprefix(passage.title).lstrip() or chunk.text
    snippet = inline(text)
    if len(text) > LONGEST_SNIPPET:
        snippet = inline(text[:LONGEST_SNIPPET].rsplit(None, 1)[0]) + " …"
    return f'<li dir="auto"><a href="{address}">{inline(passage.title)}</a><q>{snippet}</q></li>'


def _holds(passage: Passage, citation: Citation) -> bool:
    chunk = passage.chunk
    inside = chunk.start <= citation.start and citation.end <= chunk.end
    return chunk.article_id == citation.article_id and inside


def _address(citation: Citation) -> str:
    return escape(source_address(citation.article_id, citation.start, citation.end))
