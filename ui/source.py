"""Pages that work without any script: an article with its cited words, the list of articles."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from index.article import Article
from ui.escape import inline, lines

STYLE = (Path(__file__).parent / "static" / "page.css").read_text("utf-8")
AROUND = 350  # characters shown on either side of what is cited
ABOUT = ("publisher", "author", "date")


def source_page(article: Article, start: int, end: int) -> str:
    """Return the whole article as a page with `text[start:end]` marked."""
    before, cited, after = article.text[:start], article.text[start:end], article.text[end:]
    mark = f'<mark id="cited">{lines(cited)}</mark>' if cited else ""
    return page(
        article.title,
        f'<h1 dir="auto">{inline(article.title)}</h1><p class="about">{about(article)}</p>'
        f'<article dir="auto">{lines(before)}{mark}{lines(after)}</article>',
        depth=1 + article.id.count("/"),
    )


def passage_html(article: Article, start: int, end: int) -> str:
    """Return the words around `text[start:end]`, these marked, as a part of the chat's page."""
    text = article.text
    first, last = _first(text, max(0, start - AROUND), start), _last(text, end, end + AROUND)
    opening = "… " if first else ""
    closing = " …" if last < len(text) else ""
    return (
        f'<p class="about">{about(article)}</p><blockquote dir="auto">{opening}'
        f"{lines(text[first:start])}<mark>{lines(text[start:end])}</mark>{lines(text[end:last])}"
        f"{closing}</blockquote>"
    )


def documents_page(articles: Sequence[Article]) -> str:
    """Return the list of what is answered from, with counts and dates."""
    rows = "".join(
        f'<tr><th scope="row" dir="auto"><a href="source/{escape(quote(a.id))}">{inline(a.title)}'
        f"</a></th><td>{inline(a.metadata.get('publisher', ''))}</td>"
        f"<td>{inline(a.metadata.get('date', ''))}</td><td>{_words(a):,}</td></tr>"
        for a in articles
    )
    words = sum(map(_words, articles))
    return page(
        "Documents",
        f"<h1>Documents</h1><p class=about>{len(articles):,} documents, {words:,} words</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Documents"><table><thead><tr>'
        '<th scope="col">Title</th><th scope="col">Publisher</th><th scope="col">Date</th>'
        f'<th scope="col">Words</th></tr></thead><tbody>{rows}</tbody></table></div>',
        depth=0,
    )


def missing_page(article_id: str) -> str:
    """Return what is shown for an article that is not in the index."""
    return page(
        "No such document",
        f"<h1>No such document</h1><p>The index holds no document {inline(article_id)} now.</p>",
        depth=1 + article_id.count("/"),
    )


def page(title: str, body: str, depth: int) -> str:
    """Return a page; `depth` is how many folders its address is below the chat's."""
    up = "../" * depth or "./"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{inline(title)}</title><style>{STYLE}</style>"
        f'</head><body><nav><a href="{up}">Footnote</a> <a href="{up}documents">Documents</a></nav>'
        f"<main>{body}</main></body></html>"
    )


def about(article: Article) -> str:
    """Return publisher, author and date, as far as they are known."""
    return " · ".join(inline(value) for key in ABOUT if (value := article.metadata.get(key)))


def _words(article: Article) -> int:
    return len(article.text.split())


def _first(text: str, earliest: int, cited: int) -> int:
    """Return where a word begins, at `earliest` or soon after, before what is cited."""
    return earliest and (text.find(" ", earliest, cited) + 1 or earliest)


def _last(text: str, cited: int, latest: int) -> int:
    """Return where a word ends, at `latest` or shortly before, after what is cited."""
    if latest >= len(text):
        return len(text)
    space = text.rfind(" ", cited, latest)
    return space if space >= 0 else latest
