"""Asking through the widget: answers and their footnotes, and what goes wrong on the way."""

import json
import threading
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.widget.hosting import (
    BIDEN,
    SENTENCE,
    Proxy,
    Site,
    answer,
    ask,
    begin,
    event,
    host,
    launcher,
    ready,
    reset,
    script,
)

SECOND = "A second sentence, [1] & <b>bold</b>."
CITED = {"number": 1, "title": "T", "article": "a/b c.txt", "start": 3, "end": 9, "quote": "Quote"}


@pytest.fixture
def page(visit: Any, site: Site, proxy: Proxy) -> Any:
    """Return a page of the site with the chat open."""
    page = visit().open(site.put(host(script(proxy.address + proxy.path, questions=f"{BIDEN}|B"))))
    launcher(page).click()
    return page


def test_a_starter_question_an_answer_its_quote_and_its_source(page: Any) -> None:
    page.get_by_role("button", name=BIDEN).click()
    answer = page.locator("footnote-chat .answer")
    expect(ready(page)).to_be_visible()
    expect(answer.locator(".short")).to_have_text("306 to 232")
    expect(answer).to_contain_text(SENTENCE)
    expect(page.locator("footnote-chat .starters")).to_have_count(0)
    expect(page.locator("footnote-chat textarea")).to_be_focused()
    mark, card = answer.get_by_role("button", name="Footnote 1"), answer.locator(".card")
    mark.hover()
    expect(card.locator(".quote")).to_have_text(SENTENCE)
    card.locator("a").hover()
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_have_count(0)
    mark.focus()
    expect(mark).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    link = card.get_by_role("link")
    expect(link).to_be_focused()
    assert link.get_attribute("rel") == "noopener noreferrer"
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("mark#cited")).to_have_text(SENTENCE)


def test_a_click_keeps_the_quote_until_another_or_escape(page: Any) -> None:
    answer = ask(page, BIDEN)
    mark, card = answer.locator(".mark"), answer.locator(".card")
    mark.click()
    page.mouse.move(5, 5)
    expect(card).to_be_visible()
    mark.click()
    expect(card).to_have_count(0)
    mark.click()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_footnote_clicked_before_its_quote_has_come_opens_with_it(
    page: Any, proxy: Proxy
) -> None:
    clicked = threading.Event()

    def respond(handler: Any) -> bool:
        answer(200, sentence(SENTENCE))(handler)
        clicked.wait(60)
        handler.wfile.write(event("citations", json.dumps({"citations": [CITED]})).encode())
        handler.connection.recv(1)
        return True

    proxy.instead = respond
    shown = begin(page, BIDEN)
    shown.locator(".mark").click()
    expect(shown.locator(".card")).to_have_count(0)
    clicked.set()
    expect(shown.locator(".quote")).to_have_text("Quote")
    page.mouse.move(5, 5)
    expect(shown.locator(".card")).to_be_visible()
    page.get_by_role("button", name="Stop").click()


def test_the_conversation_is_sent_along(page: Any, proxy: Proxy) -> None:
    expect(ask(page, "Who is the mayor of DC?")).to_contain_text("Muriel Bowser")
    expect(ask(page, "What did she say about protests?")).to_contain_text("absolutely prepared")
    asked = [json.loads(body) for body in proxy.asked]
    assert [each["history"] for each in asked] == [[], ["Who is the mayor of DC?"]]


def test_what_the_documents_do_not_hold_is_refused(page: Any) -> None:
    refusal = ask(page, "What is the capital of France?")
    expect(refusal).to_have_text("The documents do not answer this question.")
    expect(ask(page, "Hello!")).not_to_contain_text("do not answer")


def test_sentences_show_as_they_come_and_stop_keeps_them(page: Any, proxy: Proxy) -> None:
    proxy.instead = answer(200, sentence(SENTENCE), hold=True)
    shown = begin(page, BIDEN)
    expect(shown).to_contain_text(SENTENCE)
    expect(page.locator("footnote-chat .stage")).to_have_text("Reading the documents …")
    page.keyboard.type("typed meanwhile")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(shown).to_contain_text(SENTENCE)
    expect(shown.locator(".note")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.locator("footnote-chat .stage")).to_be_empty()
    expect(page.locator("footnote-chat textarea")).to_have_value("typed meanwhile")
    expect(page.locator("footnote-chat .turn")).to_have_count(1)


def sentence(text: str) -> str:
    """Return a stage and a sentence as events."""
    said = json.dumps({"text": text, "citations": [1]})
    return event("stage", '{"stage": "reading"}') + event("sentence", said)


@pytest.mark.parametrize("fault", ["ends early", "reset"])
def test_after_a_dropped_stream_the_question_can_be_asked_again(
    page: Any, proxy: Proxy, fault: str
) -> None:
    proxy.instead = reset if fault == "reset" else answer(200, sentence(SENTENCE))
    shown = ask(page, BIDEN)
    expect(shown.locator(".note")).to_contain_text(
        "The connection was lost before the answer was complete."
    )
    proxy.instead = lambda _: False
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("footnote-chat .short")).to_have_text("306 to 232")
    expect(page.locator("footnote-chat .turn")).to_have_count(1)
    assert json.loads(proxy.asked[-1]) == {"question": BIDEN, "history": []}


@pytest.mark.parametrize(
    ("status", "wait", "told"),
    [
        (429, "1", "Too many questions are being asked right now. Please try again in 1 second."),
        (503, "7200", "The server cannot answer right now. Please try again in 120 minutes."),
        (503, "", "The server cannot answer right now."),
        (500, "", "Something went wrong on the server. This question was not answered."),
    ],
)
def test_a_busy_server_is_told_plainly(
    page: Any, proxy: Proxy, status: int, wait: str, told: str
) -> None:
    headers = {"Retry-After": wait} if wait else {}
    proxy.instead = answer(status, "<html>Bad gateway</html>", headers)
    shown = ask(page, BIDEN)
    expect(shown.locator("p")).to_have_text(told)
    again = shown.get_by_role("button", name="Try again")
    if wait == "7200":
        expect(again).to_be_disabled()
        return
    proxy.instead = lambda _: False
    again.click()  # waits until it may be clicked
    expect(page.locator("footnote-chat .short")).to_have_text("306 to 232")


def test_an_error_within_a_stream_is_told(page: Any, proxy: Proxy) -> None:
    error = json.dumps({"error": {"type": "question", "message": "Ask <b>less</b>"}})
    proxy.instead = answer(200, event("error", error))
    expect(ask(page, BIDEN).locator(".note")).to_contain_text("Ask <b>less</b>")
    proxy.instead = answer(200, event("sentence", "{broken"))
    expect(ask(page, BIDEN).locator(".note")).to_contain_text("Something went wrong")


def test_a_token_that_ran_out_is_renewed(page: Any, proxy: Proxy) -> None:
    turned_away: list[str] = []

    def once(handler: Any) -> bool:
        if not turned_away:
            turned_away.append(handler.headers["Authorization"])
            return answer(401, '{"error": {"type": "session", "message": "ran out"}}')(handler)
        return False

    proxy.instead = once
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    assert len(turned_away) == 1


def test_an_answer_that_is_no_stream_is_shown_all_the_same(page: Any, proxy: Proxy) -> None:
    record = {
        "sentences": [{"text": SECOND, "citations": [1]}],
        "citations": [CITED],
        "answer": f"{SECOND} [1]",
        "short": "",
        "refused": False,
    }
    proxy.instead = answer(200, json.dumps(record), {"Content-Type": "application/json"})
    shown = ask(page, BIDEN)
    expect(shown.locator("p")).to_contain_text(SECOND)
    address = shown.get_by_role("link").get_attribute("href")
    assert address == f"{proxy.address}{proxy.path}/source/a/b%20c.txt?start=3&end=9#cited"


def test_sources_that_differ_are_shown_side_by_side(page: Any, proxy: Proxy) -> None:
    sentences = [{"text": f"It was {n}.", "says": n, "citations": [1]} for n in ("six", "nine")]
    record = {
        "sentences": sentences,
        "citations": [CITED],
        "answer": "It was six. [1] It was nine. [1]",
        "short": "six",
        "refused": False,
        "differs": True,
        "notice": "The model did not answer in time.",
    }
    proxy.instead = answer(200, event("done", json.dumps(record)))
    shown = ask(page, BIDEN)
    expect(shown.locator(".short")).to_have_text(["six1", "nine1"])
    expect(shown).to_contain_text("The sources differ:")
    expect(shown).to_contain_text("The model did not answer in time.")


def test_a_closed_chat_goes_on_and_a_removed_one_stops(page: Any, proxy: Proxy) -> None:
    shown = begin(page, BIDEN)
    page.keyboard.press("Escape")
    launcher(page).click()
    expect(ready(page)).to_be_visible()
    expect(shown).to_contain_text(SENTENCE)
    proxy.instead = answer(200, sentence(SENTENCE), hold=True)
    begin(page, "Again?")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    with page.expect_event("requestfailed") as failed:
        page.evaluate("document.querySelector('footnote-chat').remove()")
    assert failed.value.url.endswith("/api/ask")


def test_markup_in_documents_names_and_titles_is_shown_as_text(
    visit: Any, site: Site, footnote: str
) -> None:
    options = {"title": "&lt;img src=x onerror=hit=1&gt;", "greeting": "&lt;b&gt;Hi&lt;/b&gt;"}
    page = visit().open(site.put(host(script(footnote, **options))))
    launcher(page).click()
    expect(page.locator("footnote-chat .greeting")).to_have_text("<b>Hi</b>")
    shown = ask(page, "When does the vault of Mr. Grey open?")
    expect(shown).to_contain_text("<script>hit=1</script> and [a](javascript:hit=1)")
    expect(shown.get_by_role("link")).to_contain_text("onerror=hit=1><b>Title</b>")
    assert shown.get_by_role("link").get_attribute("href").startswith(f"{footnote}/source/%3Cimg")
    shown.locator(".mark").first.hover()
    expect(shown.locator(".quote")).to_contain_text("<svg/onload=hit=1>")
    expect(page.locator("footnote-chat").locator("img, script, svg[onload], b")).to_have_count(0)
    assert page.evaluate("typeof hit") == "undefined"


PAYLOADS = (
    "<script>hit=1</script>",
    "<img src=//evil.example/x onerror=hit=1>",
    "<svg><animate onbegin=hit=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "javascript:hit=1",
    "[x](javascript:hit=1) ![y](//evil.example/y.png)",
    "<style>@import '//evil.example/z.css'; * { display: none }</style>",
    "</span></p></div><a href=javascript:hit=1>a</a>",
    "{{constructor.constructor('hit=1')()}} ${hit=1}",
    "\u202e<b>backwards</b>\u202c \x00\x07",
    "<link rel=prefetch href=//evil.example/p>",
    "&lt;script&gt;hit=1&lt;/script&gt;",
)


def test_a_hostile_server_gets_nothing_but_text_on_the_page(page: Any, proxy: Proxy) -> None:
    cited = {"title": PAYLOADS[1], "quote": "".join(PAYLOADS), "start": PAYLOADS[0]}
    record = {
        "sentences": [{"text": text, "citations": [1]} for text in PAYLOADS],
        "citations": [CITED | cited | {"article": f"javascript:hit=1//../../{PAYLOADS[0]}"}],
        "answer": PAYLOADS[0],
        "short": PAYLOADS[2],
        "refused": False,
    }
    proxy.instead = answer(200, event("done", json.dumps(record)))
    shown = ask(page, PAYLOADS[0])
    texts = shown.locator("p:not(.short)").evaluate_all("all => all.map(p => p.firstChild.data)")
    assert texts == list(PAYLOADS)
    shown.locator(".mark").first.focus()
    expect(shown.locator(".quote")).to_have_text("".join(PAYLOADS))
    links = shown.get_by_role("link").evaluate_all("all => all.map(a => a.protocol + a.rel)")
    assert set(links) == {"http:noopener noreferrer"}
    assert page.evaluate("typeof hit") == "undefined"
