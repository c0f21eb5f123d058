"""What is shown is text: nothing from a document or a question becomes markup."""

from collections import Counter
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunk import Chunk
from index.store import Passage
from qa.answer import REFUSAL, Answer, Citation, Sentence
from ui.render import (
    answer_html,
    answer_text,
    passages_text,
    source_blocks,
    source_page,
    sources_html,
)

CHAT = {"div", "p", "sup", "a", "section", "h3", "mark", "blockquote", "br"}
PAGE = {*"html head meta title style body main h1 p article mark br".split()}
HOSTILE = st.text() | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "![x](http://example.org/x.png)\n\n# heading",
        "</div></section><style>*{}</style>",
        "\u202eevil\x1b[31m\x00",
    ]
)


class Tags(HTMLParser):
    """Collects the names of tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.counts[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def answer(question: str, title: str, text: str) -> Answer:
    """Return an answer whose one sentence is a whole document."""
    citation = Citation(1, f"{title}.txt", title, 0, len(text), text)
    chunk = Chunk("id", f"{title}.txt", 0, len(text), text)
    sentence = Sentence(text, (citation,))
    return Answer(question, (sentence,), text[:5], 0.9, (Passage(chunk, title, 1.0, 1),), "reader")


def sources_of(shown: Answer) -> str:
    """Return the sources panel of an answer."""
    return sources_html(shown.question, source_blocks(shown))


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_becomes_markup(question: str, title: str, text: str) -> None:
    shown = answer(question, title, text)
    article = Article(f"{title}.txt", title, text, "digest", {"publisher": question})
    page = source_page(article, 0, len(text))
    for html, allowed in ((answer_html(shown), CHAT), (sources_of(shown), CHAT), (page, PAGE)):
        parser = Tags()
        parser.feed(html)
        assert parser.tags <= allowed
        assert parser.counts["style"] <= 1
        assert parser.counts["a"] <= 1
        assert not any(name.startswith("on") or name == "src" for name in parser.attributes)
        assert all(address.startswith(("#source-", "source/")) for address in parser.addresses)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_blocks_for_the_chat_are_one_line(question: str, title: str, text: str) -> None:
    shown = answer(question, title, text)
    assert "\n" not in answer_html(shown) + sources_of(shown)


@given(HOSTILE)
def test_a_terminal_gets_no_control_characters(text: str) -> None:
    shown = answer_text(answer("?", text, text)) + passages_text(answer("?", text, text).passages)
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in shown)


def test_the_quote_is_marked_in_its_passage() -> None:
    text = "First. Biden won by 306 to 232. Last."
    citation = Citation(1, "a.txt", "A & B", 7, 31, text[7:31])
    chunk = Chunk("id", "a.txt", 0, len(text), text)
    sentence = Sentence(citation.quote, (citation,))
    shown = Answer("?", (sentence,), "306", 0.9, (Passage(chunk, "A & B", 1.0, 1),), "reader")
    html = sources_of(shown)
    assert "First. <mark>Biden won by 306 to 232.</mark> Last." in html
    assert "A &amp; B" in html
    assert 'href="source/a.txt?start=7&amp;end=31#cited"' in html
    assert 'href="#source-a-txt-7-31"' in answer_html(shown)
    assert 'id="source-a-txt-7-31"' in html


def test_a_refusal_is_the_one_sentence() -> None:
    refused = Answer("?", (), "", 0.1, (), "reader")
    assert answer_text(refused) == REFUSAL
    assert REFUSAL in answer_html(refused)


def test_the_source_page_marks_the_exact_words() -> None:
    article = Article("a.txt", "Title", "One <two>\nthree.", "digest", {"publisher": "A Paper"})
    html = source_page(article, 4, 9)
    assert 'One <mark id="cited">&lt;two&gt;</mark><br>three.' in html
    assert "A Paper" in html
    assert "<script" not in html
