"""Formats: what is read of each, what it says of itself, and what ends at a limit."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.formats.extract import extract
from index.formats.extracted import BadRow, Extracted, UnreadableError, iso_date
from index.formats.parser import Parser
from index.formats.pdf import join_pages, without_running_heads
from tests.index.files import PAGE, locked_pdf, pdf, pdf_bomb, word, word_bomb


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return a parser that all tests of a module share, as all files of an ingest do."""
    with Parser() as shared:
        yield shared


def read(suffix: str, content: str | bytes, parser: Parser) -> list[Extracted | BadRow]:
    """Return what a file holds."""
    return list(extract(suffix, content.encode() if isinstance(content, str) else content, parser))


def one(suffix: str, content: str | bytes, parser: Parser) -> Extracted:
    """Return the only article of a file."""
    (found,) = read(suffix, content, parser)
    assert isinstance(found, Extracted)
    return found


def test_html_gives_main_text_and_what_its_head_says(parser: Parser) -> None:
    found = one(".html", PAGE, parser)
    assert found.text == (
        "Harbour opens\n\nThe harbour opened on Thursday after nine years of work.\n\n"
        "It cost 40 million euros, twice what was planned. The mayor said that nobody had expected"
        " it."
    )
    assert found.metadata == {
        "title": "Harbour opens",
        "date": "2021-03-04",
        "author": "Jo Park",
        "publisher": "Daily News",
    }


def test_a_fragment_of_html_is_read_too(parser: Parser) -> None:
    assert one(".htm", "<p>The tunnel opened in 1999.</p>", parser).text == (
        "The tunnel opened in 1999."
    )


def test_pdf_gives_text_pages_and_properties(parser: Parser) -> None:
    pages = [
        ["The bridge opened in 1932 after four years of", "hard work by nine hundred people."],
        ["It was painted grey."],
    ]
    found = one(".pdf", pdf(pages, "The bridge report"), parser)
    assert found.text == (
        "The bridge opened in 1932 after four years of hard work by nine hundred people."
        "\n\nIt was painted grey."
    )
    assert found.pages == (0, found.text.index("It was"))
    assert found.metadata == {
        "title": "The bridge report",
        "author": "Ann Lee",
        "date": "2020-05-06",
    }
    article = Article("a.pdf", "T", found.text, "d", pages=found.pages)
    assert [article.page(offset) for offset in (0, found.pages[1] - 1, found.pages[1])] == [1, 1, 2]


def test_docx_gives_paragraphs_lists_tables_and_properties(parser: Parser) -> None:
    found = one(".docx", word("The bridge report"), parser)
    assert found.text == (
        "History\n\nThe bridge opened in 1932. It was painted grey in 1950.\n\n- Cars pay a toll"
        "\n\nYear | Cars\n1990 | 120"
    )
    assert (found.metadata["title"], found.metadata["author"]) == ("The bridge report", "Ann Lee")


def test_every_line_of_jsonl_is_an_article_or_a_reason(parser: Parser) -> None:
    lines = [
        json.dumps({"title": "A", "text": "Cats sleep.", "date": "2020-01-02T03:04:05Z"}),
        "",
        json.dumps({"body": "Dogs \ud800 bark.", "authors": ["Bo", "Cy"], "source": "S", "x": 1}),
        json.dumps({"title": "no text"}),
        json.dumps([1]),
        "[" * 100_000,
    ]
    assert read(".jsonl", "\ufeff" + "\n".join(lines), parser) == [
        Extracted("Cats sleep.", {"title": "A", "date": "2020-01-02"}, row=1),
        Extracted("Dogs \ufffd bark.", {"author": "Bo, Cy", "publisher": "S"}, row=3),
        BadRow(4, "no text, body or content in it"),
        BadRow(5, "not an object with fields"),
        BadRow(6, "not a line of JSON"),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_row_of_csv_is_an_article(parser: Parser, mark: str) -> None:
    rows = [["Title", "Text", "Date"], ["One", '"Rain, rain; rain.\nWet."', '"Jan 6, 2021"']]
    found = read(".csv", "\n".join(mark.join(row) for row in [*rows, ["Two", "", ""]]), parser)
    assert found == [
        Extracted("Rain, rain; rain.\nWet.", {"title": "One", "date": "2021-01-06"}, row=1),
        BadRow(2, "no text, body or content in it"),
    ]


def test_markdown_is_unchanged_and_its_front_matter_is_metadata(parser: Parser) -> None:
    text = '---\ntitle: "A bridge"\ndate: 2020-05-06\ntags: [x]\n---\n# Heading\n\nText.\n'
    assert one(".md", text, parser) == Extracted(text, {"title": "A bridge", "date": "2020-05-06"})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_a_mark_is_read_without_it(parser: Parser, encoding: str) -> None:
    content = "\ufefftext\n“Ça va 🙂.”\n".encode(encoding)
    assert one(".txt", content, parser) == Extracted("text\n“Ça va 🙂.”\n")
    assert one(".csv", content, parser) == Extracted("“Ça va 🙂.”", row=1)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2021-01-06T10:00:00+00:00", "2021-01-06"),
        ("January 6, 2021", "2021-01-06"),
        ("Wed, 06 Jan 2021 10:00:00 GMT", "2021-01-06"),
        ("last winter", "last winter"),
    ],
)
def test_dates_are_brought_to_one_form(written: str, date: str) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize(
    ("suffix", "content", "reason"),
    [
        (".txt", b" \n", "empty"),
        (".pdf", b"", "empty"),
        (".txt", "café".encode("latin-1"), "not UTF-8 text"),
        (".md", "a text".encode("utf-16")[:-1], "not UTF-16 text"),
        (".txt", "a text".encode("utf-32"), "binary, not text"),
        (".txt", b"a\0b", "binary, not text"),
        (".jsonl", b"\xff{}", "not UTF-8 text"),
        (".csv", b"a,b\n1,2\n", "a header with a column text, body or content"),
        (".csv", b'text\n"open', "not a table"),
        (".html", b"<html><body><img></body></html>", "no text in it"),
        (".html", b"<div>" * 100_000, "no text in it"),
        (".pdf", b"%PDF-1.4 no more", "not a whole PDF"),
        (".pdf", pdf([["Text."]])[:400], "not a whole PDF"),
        (".pdf", pdf([[]]), "a scan needs text recognition"),
        (".pdf", locked_pdf([["Secret."]]), "a password is needed"),
        (".pdf", pdf_bomb(200_000_000), "cannot be parsed"),
        (".docx", b"PK\x03\x04no zip", "not a DOCX document"),
        (".docx", b"\xd0\xcf\x11\xe0" * 99, "encrypted"),
    ],
    ids=map(str, range(18)),
)
def test_what_cannot_be_read_gives_a_reason(
    parser: Parser, suffix: str, content: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(suffix, content, parser)


def test_what_needs_too_much_memory_is_ended_and_the_next_is_read() -> None:
    with Parser(megabytes=160) as small:
        with pytest.raises(UnreadableError, match="MB"):
            read(".docx", word_bomb(80_000_000), small)
        assert one(".docx", word(), small).text.startswith("History")


def test_what_takes_too_long_is_ended_and_the_next_has_a_process_of_its_own() -> None:
    with Parser(seconds=0.01) as impatient:
        for _ in range(2):
            with pytest.raises(UnreadableError, match=r"takes more than 0\.01 s"):
                read(".docx", word(), impatient)


def test_a_parser_that_dies_is_told_and_replaced() -> None:
    with Parser(megabytes=16) as cramped:
        for _ in range(2):
            with pytest.raises(UnreadableError, match=r"ended by|MB"):
                read(".docx", word(), cramped)


def test_page_numbers_and_running_heads_go_and_words_parted_by_a_line_are_joined() -> None:
    pages = [
        ["The Report", "It was built by an engi-", "neer of the well-", "known firm.", "1"],
        ["The Report", "A well-known fact.", "An engineer", "2"],
        ["The Report", "came.", "3"],
    ]
    text, starts = join_pages(without_running_heads(pages))
    assert text.startswith("It was built by an engineer of the well-known firm.")
    assert text[starts[1] :].startswith("A well-known fact.")
    assert text[starts[2] - 1 :] == " came."


@given(st.lists(st.lists(st.text(alphabet="ab-. 1"))))
def test_pages_begin_where_they_say(pages: list[list[str]]) -> None:
    lines = without_running_heads(pages)
    text, starts = join_pages(lines)
    assert len(starts) == len(pages)
    assert list(starts) == sorted(starts)
    letters = "".join(char for char in text if char.isalnum())
    assert letters == "".join(c for page in lines for line in page for c in line if c.isalnum())
    for page, start in zip(lines, starts, strict=True):
        if page:
            assert text[start:].startswith(page[0].rstrip("-"))
