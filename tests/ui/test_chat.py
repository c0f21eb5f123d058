"""The chat as a person meets it, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.asking import BIDEN, SENTENCE, ask, opened
from ui.feedback import FeedbackFile

ARTICLE = "source/000_399332cef55f8cf9.txt?start="


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """Open the chat on a desk; fail if a request leaves the server."""
    with opened(browser, server) as page:
        yield page


@pytest.fixture
def phone(browser: Any, server: str) -> Iterator[Any]:
    """Open the chat on a phone with a touch screen."""
    with opened(browser, server, 390, 844, has_touch=True, is_mobile=True) as page:
        yield page


def test_from_question_to_the_exact_words(page: Any, server: str) -> None:
    answer = ask(page, BIDEN)
    expect(answer.locator("p").first).to_have_text("306 to 232")  # the short answer leads
    expect(answer).to_contain_text(SENTENCE)
    expect(answer.locator(".sure")).to_have_text("Very likely right")
    answer.locator("a.footnote").click()
    source = page.locator("#sources .source.chosen")
    expect(source.locator("mark")).to_have_text(SENTENCE)
    expect(source.locator("mark")).to_be_in_viewport()
    with page.context.expect_page() as other:
        source.locator("a.title").click(modifiers=["ControlOrMeta"])
    article = other.value
    expect(article.locator("mark#cited")).to_have_text(SENTENCE)
    expect(article.locator("mark#cited")).to_be_in_viewport()
    assert article.url.startswith(f"{server}/{ARTICLE}")


def test_the_source_page_works_without_javascript(browser: Any, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{ARTICLE}2263&end=2318#cited")
    expect(page.locator("mark#cited")).to_have_text(SENTENCE)
    expect(page.locator("mark#cited")).to_be_in_viewport()
    page.get_by_role("link", name="Documents").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator(".about")).to_contain_text("3 documents")
    context.close()


def test_hover_shows_the_quote_and_leaves_with_escape(page: Any) -> None:
    number = ask(page, BIDEN).locator("a.footnote")
    tip = page.get_by_role("tooltip", include_hidden=True)
    expect(tip).to_be_hidden()
    number.hover()
    expect(tip).to_be_visible()
    expect(tip).to_have_text(SENTENCE)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_by_keyboard_alone_ask_footnote_source_and_back(page: Any) -> None:
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.type(BIDEN)
    page.keyboard.press("Enter")
    number = page.locator("a.footnote")
    expect(number).to_have_count(1, timeout=20_000)
    expect(page.get_by_label("Question", exact=True)).to_be_editable()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "footnote":
            break
    expect(number).to_be_focused()
    expect(page.get_by_role("tooltip")).to_have_text(SENTENCE)
    expect(number).to_have_attribute("aria-describedby", "quote")
    page.keyboard.press("Enter")
    expect(page.locator("#sources .source.chosen")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#sources a.title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(number).to_be_focused()


def test_on_a_phone_a_touch_shows_the_quote_and_the_next_a_sheet(phone: Any) -> None:
    number = ask(phone, BIDEN).locator("a.footnote")
    sheet = phone.locator("#reading")
    expect(sheet).to_be_hidden()
    number.tap()
    expect(phone.get_by_role("tooltip")).to_have_text(SENTENCE)
    expect(sheet).to_be_hidden()
    number.tap()
    expect(sheet).to_be_visible()
    expect(sheet.locator("mark")).to_be_in_viewport()
    phone.get_by_role("button", name="Close").tap()
    expect(sheet).to_be_hidden()


def test_only_what_is_cited_is_a_source(page: Any) -> None:
    answer = ask(page, BIDEN)
    expect(page.locator("#sources .source")).to_have_count(1)
    looked_at = answer.locator("details.looked")
    expect(looked_at.locator("li").first).to_be_hidden()
    looked_at.locator("summary").click()
    expect(looked_at.locator("li").first).to_be_visible()
    assert SENTENCE not in looked_at.inner_text()


def test_a_starter_question_is_answered_by_a_click(page: Any) -> None:
    page.get_by_text("Who objected to counting the votes of Arizona?").click()
    expect(page.locator(".answer")).to_contain_text("Arizona's electoral vote", timeout=20_000)


def test_a_follow_up_is_answered_by_a_click_and_not_proposed_again(page: Any) -> None:
    ask(page, "Who is the mayor of DC?")
    proposed = page.locator("#messages .option")
    expect(proposed).not_to_have_count(0, timeout=20_000)
    question = proposed.first.inner_text()
    proposed.first.click()
    expect(page.locator(".answer")).to_have_count(2, timeout=20_000)
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable()
    expect(page.locator(".asked")).to_have_text(["Who is the mayor of DC?", question])
    expect(page.locator(".answer").last.locator("a.footnote")).not_to_have_count(0)
    assert question not in proposed.all_inner_texts()


def test_a_follow_up_knows_who_she_is(page: Any) -> None:
    ask(page, "Who is the mayor of DC?")
    second = ask(page, "What did she say about protests?")
    expect(second.locator(".understood")).to_contain_text("Muriel Bowser")
    expect(second).to_contain_text("absolutely prepared")
    page.locator(".answer").first.locator("a.footnote").click()  # still leads to its source
    expect(page.locator(".source.chosen mark")).to_contain_text("Muriel Bowser")


def test_what_the_documents_do_not_hold_is_refused(page: Any) -> None:
    refusal = ask(page, "What is the capital of France?")
    expect(refusal).to_contain_text("The documents do not answer this question.")
    expect(refusal).to_contain_text("The nearest passages are:")
    expect(refusal.locator(".near li")).to_have_count(3)
    expect(page.locator("#sources .source")).to_have_count(0)


def test_a_question_can_be_edited_and_asked_again(page: Any) -> None:
    ask(page, "What is the capital of France?")
    page.get_by_role("button", name="Edit").click()
    page.locator("#messages textarea").fill(BIDEN)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".short")).to_have_text("306 to 232", timeout=20_000)
    expect(page.locator(".asked")).to_have_text([BIDEN])
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".short")).to_have_text("306 to 232", timeout=20_000)


def test_an_answer_is_copied_with_its_footnotes(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, BIDEN)
    page.get_by_role("button", name="Copy message").last.click()
    expect(page.get_by_role("button", name="Copied message")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**306 to 232**\n\n{SENTENCE}[^1]\n\n[^1]: “{SENTENCE}” — Video")
    assert ARTICLE in copied


def test_a_conversation_is_exported_as_markdown(page: Any) -> None:
    ask(page, BIDEN)
    ask(page, "Who is the mayor of DC?")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    written = download.value.path().read_text("utf-8")
    assert written.startswith(f"## {BIDEN}\n\n**306 to 232**\n\n{SENTENCE}[^1]")
    assert "## Who is the mayor of DC?\n\n**Muriel Bowser**" in written
    assert written.count("[^2]") == 2


def test_a_thumb_and_a_word_are_kept_beside_the_index(page: Any, seeds_folder: Path) -> None:
    ask(page, BIDEN)
    page.get_by_role("button", name="Dislike", exact=True).click()
    page.get_by_label("Why?").fill("Too short")
    page.get_by_label("Why?").press("Enter")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    (kept,) = FeedbackFile(seeds_folder).read()
    assert (kept.mark, kept.word, kept.question) == ("down", "Too short", BIDEN)
    assert SENTENCE in kept.answer


HOSTILE = (
    '![x](http://example.org/x.png) <img src="http://example.org/y" onerror="hit=1">'
    " *a* <script>hit=1</script> \u202egpj.exe [l](javascript:hit=1)"
)


def test_markup_in_a_question_is_shown_as_text_and_loads_nothing(page: Any) -> None:
    ask(page, HOSTILE)
    expect(page.locator(".asked")).to_have_text(HOSTILE)
    assert page.evaluate("typeof hit") == "undefined"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#question textarea")).to_have_value(HOSTILE)


def test_a_huge_paste_is_cut_and_answered(page: Any) -> None:
    box = page.get_by_placeholder("Ask about the documents")
    box.fill("Who is the mayor of DC? " * 5_000)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(1, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
