"""The widget for everyone: keyboards, screen readers, phones, other scripts, other colours."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import ui.widget.tag
from tests.ui.widget.hosting import (
    BIDEN,
    PHONE,
    SENTENCE,
    Site,
    ask,
    host,
    launcher,
    ready,
    script,
)

SOURCE = Path(ui.widget.tag.SCRIPT).read_text("utf-8")
SCAN = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def clean(page: Any) -> None:
    """Fail with the reasons if axe-core finds anything at all."""
    found = Axe().run(page, options=SCAN)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("inline", [False, True], ids=["button", "in place"])
def test_axe_finds_nothing(visit: Any, site: Site, footnote: str, theme: str, inline: bool) -> None:
    chat = "<footnote-chat></footnote-chat>" if inline else ""
    body = f"<header>Head</header><main><h1>Site</h1>{chat}</main><footer>Foot</footer>"
    tag = script(footnote, theme=theme, questions=f"{BIDEN}|Who?")
    page = visit(reduced_motion="reduce").open(site.put(host(tag, body)))
    clean(page)
    if not inline:
        launcher(page).click()
        clean(page)
    answer = ask(page, BIDEN)
    expect(answer).to_contain_text(SENTENCE)
    clean(page)
    answer.locator(".mark").click()
    expect(answer.locator(".card")).to_be_visible()
    clean(page)


@pytest.mark.parametrize("where", ["phone", "right to left", "iframe"])
def test_axe_finds_nothing_elsewhere(visit: Any, site: Site, footnote: str, where: str) -> None:
    body = "<header>Head</header><main><h1>Site</h1></main>"
    lang = "ar" if where == "right to left" else "en"
    address = site.put(host(script(footnote, lang=lang), body))
    seen = visit(**(PHONE if where == "phone" else {}), reduced_motion="reduce")
    page = seen.open(f"{footnote}/embed?title=Us" if where == "iframe" else address)
    if where != "iframe":
        launcher(page).click()
    answer = ask(page, BIDEN)
    answer.locator(".mark").click()
    expect(answer.locator(".card")).to_be_visible()
    clean(page)


def test_it_can_be_used_with_the_keyboard_alone(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote, title="Ask us", questions=f"{BIDEN}|Who?"))))
    button = page.get_by_role("button", name="Ask us")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    dialog = page.get_by_role("dialog", name="Ask us")
    box = dialog.get_by_role("textbox", name="Ask a question")
    expect(box).to_be_focused()
    for name in ("Who?", BIDEN):
        page.keyboard.press("Shift+Tab")
        expect(dialog.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    log = dialog.get_by_role("log", name="Conversation")
    expect(log).to_contain_text(SENTENCE)
    expect(log).to_have_attribute("aria-live", "polite")
    expect(box).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(box).to_have_value("\n")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Space")
    expect(log).to_contain_text(SENTENCE)
    dialog.get_by_role("button", name="Close").click()
    expect(button).to_be_focused()


def test_enter_that_ends_a_composition_sends_nothing(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote))))
    launcher(page).click()
    box = page.locator("footnote-chat textarea")
    box.fill("とうきょう")
    options = "{ key: 'Enter', isComposing: true, bubbles: true, cancelable: true }"
    box.evaluate(f"e => e.dispatchEvent(new KeyboardEvent('keydown', {options}))")
    expect(page.locator("footnote-chat .turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("footnote-chat .turn")).to_have_count(1)


def test_on_a_phone_it_fills_the_screen_and_keeps_the_focus(
    visit: Any, site: Site, footnote: str
) -> None:
    body = "<main><h1>Site</h1><a href='#a'>A</a></main>"
    page = visit(**PHONE).open(site.put(host(script(footnote, questions=BIDEN), body)))
    launcher(page).tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.wait_for_function("!document.querySelector('footnote-chat').shadowRoot"
                           ".querySelector('dialog').getAnimations().length")  # fmt: skip
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    for _ in range(12):  # once around, and never out into the page behind
        assert page.evaluate("document.activeElement.localName") in {"footnote-chat", "body"}
        page.keyboard.press("Tab")
    box = dialog.get_by_role("textbox")
    assert box.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16  # else iOS zooms in
    dialog.get_by_role("button", name=BIDEN).tap()
    mark = dialog.get_by_role("button", name="Footnote 1")
    expect(mark).to_be_visible()
    expect(ready(page)).to_be_visible()  # the short answer, which comes last, moves the footnote
    mark.tap()
    expect(dialog.locator(".quote")).to_have_text(SENTENCE)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).to_be_hidden()
    expect(launcher(page)).to_be_focused()


@pytest.mark.parametrize("where", ["page", "data-lang"])
def test_right_to_left_is_mirrored(visit: Any, site: Site, footnote: str, where: str) -> None:
    html = host(script(footnote, **({"lang": "ar"} if where == "data-lang" else {})))
    if where == "page":
        html = html.replace('<html lang="en">', '<html lang="he" dir="rtl">')
    page = visit().open(site.put(html))
    assert launcher(page).bounding_box()["x"] < 100
    launcher(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    close, send = (dialog.get_by_role("button", name=name) for name in ("Close", "Send"))
    middle = dialog.bounding_box()["x"] + dialog.bounding_box()["width"] / 2
    assert close.bounding_box()["x"] < middle
    assert send.bounding_box()["x"] < middle
    asked = page.locator("footnote-chat .asked").first
    answer = ask(page, BIDEN)  # an English answer still runs from left to right
    assert asked.bounding_box()["x"] - dialog.bounding_box()["x"] < 30
    direction = "e => getComputedStyle(e).direction"
    assert answer.locator("p", has_text=SENTENCE).evaluate(direction) == "ltr"
    expect(ask(page, "من هو؟")).to_be_visible()
    assert page.locator("footnote-chat .asked").last.evaluate(direction) == "rtl"


def test_it_speaks_german_and_falls_back_to_english(visit: Any, site: Site, footnote: str) -> None:
    for lang, ask_label, refusal in [
        ("de-AT", "Frage eingeben", "Die Dokumente beantworten diese Frage nicht."),
        ("fi", "Ask a question", "The documents do not answer this question."),
    ]:
        page = visit().open(site.put(host(script(footnote, lang=lang))))
        launcher(page).click()
        expect(page.get_by_role("textbox", name=ask_label)).to_be_focused()
        expect(ask(page, "What is the capital of France?")).to_have_text(refusal)


def test_every_language_has_every_message() -> None:
    table = SOURCE[SOURCE.index("const WORDS = {") : SOURCE.index("const RIGHT_TO_LEFT")]
    blocks = re.split(r"^    (?=\w\w: \{$)", table, flags=re.MULTILINE)[1:]
    keys = [set(re.findall(r"(?:^|, ) *(\w+): [\"(]", block, re.MULTILINE)) for block in blocks]
    assert len(keys) >= 2
    assert all(one == other for one, other in pairwise(keys))
    used = set(re.findall(r"words\.(\w+)", SOURCE)) - {"lang"}
    assert used <= keys[0]


COLOURS = (
    "#000 #fff #ff0 #777 #0f0 #00f red hsl(30,90%,60%) rgb(0_0_0/.2) nonsense var(--x)".split()
)


def test_every_colour_gives_text_that_can_be_read(visit: Any, site: Site, footnote: str) -> None:
    for theme in ("light", "dark"):
        page = visit(reduced_motion="reduce").open(
            site.put(host(script(footnote, theme=theme, questions="Who?")))
        )
        launcher(page).click()
        expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
        for colour in COLOURS:
            page.evaluate("c => document.querySelector('footnote-chat').dataset.color = c",
                          colour.replace("_", " "))  # fmt: skip
            ratios = page.evaluate(CONTRASTS)
            assert len(ratios) > 5
            assert min(ratios) >= 4.5, (theme, colour, ratios)


CONTRASTS = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = c => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const back = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c } };
  const seen = document.querySelector('footnote-chat').shadowRoot
    .querySelectorAll('p, a, button, textarea, li span');
  return [...seen].filter(e => e.checkVisibility()).map(e => {
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(back(e))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) }) }"""


def test_auto_follows_the_reader_and_light_and_dark_do_not(
    visit: Any, site: Site, footnote: str
) -> None:
    dark, light = "rgb(25, 26, 31)", "rgb(255, 255, 255)"
    for theme, scheme, back in [
        ("auto", "dark", dark),
        ("auto", "light", light),
        ("light", "dark", light),
        ("dark", "light", dark),
    ]:
        page = visit(color_scheme=scheme).open(site.put(host(script(footnote, theme=theme))))
        launcher(page).click()
        style = page.get_by_role("dialog").evaluate("e => getComputedStyle(e).backgroundColor")
        assert style == back


def test_nothing_moves_for_those_who_asked_for_that(visit: Any, site: Site, footnote: str) -> None:
    moving = {}
    for motion in ("reduce", "no-preference"):
        page = visit(reduced_motion=motion).open(site.put(host(script(footnote))))
        launcher(page).click()
        name = page.get_by_role("dialog").evaluate("e => getComputedStyle(e).animationName")
        moving[motion] = name
    assert moving == {"reduce": "none", "no-preference": "rise"}
