"""What is shown is text: nothing from a document or a question becomes markup."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.chunk import Chunk
from index.store import Passage
from qa.answer import REFUSAL, Answer, Citation, Sentence
from ui.render import answer_html, answer_text, passages_text, sure_words
from ui.source import documents_page, missing_page, passage_html, source_page

CHAT = {*"div p sup a ul li q details summary".split()}
PAGE = {*"html head meta title style body nav a main h1 p article mark br".split()}
LIST = {*"html head meta title style body nav a main h1 p div table thead tbody tr th td".split()}
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
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def answer(question: str, title: str, text: str) -> Answer:
    """Return an answer whose one sentence is a whole document."""
    citation = Citation(1, f"{title}.txt", title, 0, len(text), text)
    chunk = Chunk("id", f"{title}.txt", 0, len(text), text)
    sentence = Sentence(text, (citation,))
    return Answer(question, (sentence,), text[:5], 0.9, (Passage(chunk, title, 1.0, 1),), "reader")


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_becomes_markup(question: str, title: str, text: str) -> None:
    shown = answer(question, title, text)
    refused = replace(shown, sentences=(), short="")
    article = Article(f"{title}.txt", title, text, "digest", {"publisher": question})
    for html, allowed in (
        (answer_html(shown), CHAT),
        (answer_html(refused), CHAT),
        (source_page(article, 0, len(text)), PAGE),
        (missing_page(title), PAGE),
        (passage_html(article, 0, len(text)), {"p", "blockquote", "mark", "br"}),
        (documents_page([article]), LIST),
    ):
        parser = Tags()
        parser.feed(html)
        assert parser.tags <= allowed
        assert not any(name.startswith("on") or name == "src" for name in parser.attributes)
        assert all(
            address.startswith(("source/", "./", "../", "documents", "look/"))
            for address in parser.addresses
        )


@given(HOSTILE, HOSTILE, HOSTILE)
def test_an_answer_for_the_chat_is_one_line(question: str, title: str, text: str) -> None:
    shown = answer(question, title, text)
    assert "\n" not in answer_html(shown) + answer_html(replace(shown, sentences=(), short=""))


@given(HOSTILE)
def test_a_terminal_gets_no_control_characters(text: str) -> None:
    shown = answer_text(answer("?", text, text)) + passages_text(answer("?", text, text).passages)
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in shown)


def test_a_number_and_its_note_lead_to_the_exact_words() -> None:
    text = "First. Biden won by 306 to 232. Last."
    citation = Citation(1, "a.txt", "A & B", 7, 31, text[7:31])
    chunk = Chunk("id", "a.txt", 0, len(text), text)
    sentence = Sentence(citation.quote, (citation,))
    other = Passage(Chunk("b", "b.txt", 0, 4, "Else"), "B", 1.0, 2)
    passages = (Passage(chunk, "A & B", 1.0, 1), other)
    html = answer_html(Answer("?", (sentence,), "306", 0.95, passages, "reader"))
    place = 'href="source/a.txt?start=7&amp;end=31#cited"'
    assert f'<sup><a class="footnote" {place}>[1]</a></sup>' in html
    assert f'<a class="note" {place}>[1] A &amp; B</a>' in html
    assert "Very likely right" in html
    cited, looked_at = html.split("Also looked at")
    assert "b.txt" in looked_at
    assert "b.txt" not in cited
    assert "a.txt" not in looked_at


def test_a_passage_shows_the_words_around_what_is_cited() -> None:
    text = "word " * 200 + "cited & exact" + " after" * 200
    html = passage_html(Article("a", "A", text, "", {}), 1000, 1013)
    assert "<mark>cited &amp; exact</mark>" in html
    assert "… word word" in html
    assert html.endswith("after …</blockquote>")
    assert 600 < len(html) < 1000


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1, "Very likely right"), (0.9, "Very likely right"), (0.89, "Probably right"),
     (0.3, "Uncertain: read the source")],
)  # fmt: skip
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert sure_words(confidence) == words


def test_a_refusal_is_the_one_sentence_and_where_to_look() -> None:
    refused = Answer("?", (), "", 0.1, (), "reader")
    assert answer_text(refused) == REFUSAL
    assert "nearest" not in answer_html(refused)
    near = Passage(Chunk("b", "b.txt", 3, 8, "Nears"), "B", 1.0, 1)
    html = answer_html(replace(refused, passages=(near,)))
    assert html.index(REFUSAL) < html.index("The nearest passages are:")
    assert 'href="source/b.txt?start=3&amp;end=8#cited"' in html


def test_the_source_page_marks_the_exact_words() -> None:
    article = Article("a.txt", "Title", "One <two>\nthree.", "digest", {"publisher": "A Paper"})
    html = source_page(article, 4, 9)
    assert 'One <mark id="cited">&lt;two&gt;</mark><br>three.' in html
    assert "A Paper" in html
    assert "<script" not in html


def test_the_list_of_documents_counts_and_dates_them() -> None:
    one = Article("a b.txt", "One", "three words here", "", {"date": "2021-01-06"})
    html = documents_page([one, Article("c.txt", "Two", "two words", "", {})])
    assert "2 documents, 5 words" in html
    assert 'href="source/a%20b.txt"' in html
    assert "2021-01-06" in html


def test_a_search_that_finds_nothing_says_so() -> None:
    assert passages_text(()) == "No passage found."
