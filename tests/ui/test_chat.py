"""The chat as a person meets it, in a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

BIDEN = "How many electoral votes did Joe Biden win?"
SENTENCE = "Joe Biden won the electoral college vote by 306 to 232."


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """Open the chat, note every request, and fail if one leaves the server."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    page.goto(server)
    yield page
    context.close()
    elsewhere = [a for a in addresses if not a.startswith((server, "data:", "blob:"))]
    assert addresses
    assert elsewhere == []


def ask(page: Any, question: str) -> None:
    """Type a question as a person would."""
    page.get_by_placeholder("Ask about the documents").fill(question)
    page.keyboard.press("Enter")


def test_from_question_to_the_exact_words(page: Any, server: str) -> None:
    ask(page, BIDEN)
    answer = page.locator(".answer")
    expect(answer).to_contain_text("306", timeout=20_000)
    expect(answer).to_contain_text(SENTENCE)
    answer.locator("a.footnote").first.click()
    source = page.locator("#sources .source").first
    expect(source).to_be_in_viewport()
    expect(source.locator("mark")).to_have_text(SENTENCE)
    assert page.evaluate("document.querySelector('.source:target') !== null")
    with page.context.expect_page() as opened:
        source.locator("a").click()
    article = opened.value
    expect(article.locator("mark#cited")).to_have_text(SENTENCE)
    expect(article.locator("mark#cited")).to_be_in_viewport()
    assert article.url.startswith(f"{server}/source/000_399332cef55f8cf9.txt?start=")


def test_a_starter_question_is_answered_by_a_click(page: Any) -> None:
    page.get_by_text("Who objected to counting the votes of Arizona?").click()
    expect(page.locator(".answer")).to_contain_text("Arizona's electoral vote", timeout=20_000)


def test_a_follow_up_knows_who_she_is(page: Any) -> None:
    ask(page, "Who is the mayor of DC?")
    expect(page.locator(".answer")).to_have_count(1, timeout=20_000)
    ask(page, "What did she say about protests?")
    expect(page.locator(".answer")).to_have_count(2, timeout=20_000)
    expect(page.locator(".answer").last).to_contain_text("absolutely prepared")
    first = page.locator(".answer").first.locator("a.footnote").first
    first.click()  # the footnote of the first answer still leads to its source
    target = page.locator(".source:target")
    expect(target).to_be_in_viewport()
    expect(target.locator("mark")).to_contain_text("Muriel Bowser")


def test_what_the_documents_do_not_hold_is_refused(page: Any) -> None:
    ask(page, "What is the capital of France?")
    refusal = page.locator(".answer.refusal")
    expect(refusal).to_have_text("The documents do not answer this question.", timeout=20_000)
    expect(page.locator("#sources mark")).to_have_count(0)


def test_markup_in_a_question_is_shown_as_text_and_loads_nothing(page: Any) -> None:
    hostile = '![x](http://example.org/x.png) <img src="http://example.org/y" onerror="hit=1"> *a*'
    ask(page, hostile)
    expect(page.locator(".answer")).to_have_count(1, timeout=20_000)
    expect(page.locator(".asked")).to_have_text(hostile)
    assert page.evaluate("typeof hit") == "undefined"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#question textarea")).to_have_value(hostile)
