"""The widget on other people's pages: it works there, and leaves them as they were."""

import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.widget.hosting import (
    ADD,
    BIDEN,
    SENTENCE,
    Proxy,
    Site,
    ask,
    host,
    launcher,
    script,
)

HOSTILE = """
  * { all: unset !important }
  html, body { font: italic 60px/3 fantasy !important; letter-spacing: 1em !important;
    color: yellow !important; text-transform: uppercase !important; text-align: center !important }
  body { opacity: .1 !important; transform: scale(3) !important }
  button { display: none !important } dialog, form, textarea, p { display: none !important }"""
MORE_HOSTILE = """
  html, footnote-chat { visibility: hidden !important }
  footnote-chat { display: none !important; width: 1px !important; z-index: -1 !important;
    transform: scale(3) !important; opacity: .1 !important; direction: rtl !important }"""
POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def test_one_file_is_all_it_asks_for_until_it_is_opened(
    visit: Any, site: Site, footnote: str
) -> None:
    seen = visit()
    page = seen.open(site.put(host(script(footnote))))
    expect(launcher(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    theirs = [url for url in seen.requests if url.startswith(footnote)]
    assert theirs == [f"{footnote}/widget.js"]
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    theirs = [url.removeprefix(footnote) for url in seen.requests if url.startswith(footnote)]
    assert theirs == ["/widget.js", "/api/session", "/api/ask"]
    assert seen.errors == []


@pytest.mark.parametrize("place", ["head", "start of body", "end of body", "later"])
def test_it_works_wherever_the_tag_stands(
    visit: Any, site: Site, footnote: str, place: str
) -> None:
    tag = script(footnote)
    pages = {
        "head": host(tag),
        "start of body": host("", f"{tag}<main><h1>Site</h1></main>"),
        "end of body": host("", f"<main><h1>Site</h1></main>{tag}"),
        "later": host(f"<script>onload = () => {{ {ADD.format(footnote)} }}</script>"),
    }
    page = visit().open(site.put(pages[place]))
    launcher(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_under_a_base_path_it_asks_and_links_there(visit: Any, site: Site, proxy: Proxy) -> None:
    base = proxy.address + proxy.path
    page = visit().open(site.put(host(script(base))))
    launcher(page).click()
    answer = ask(page, BIDEN)
    expect(answer).to_contain_text(SENTENCE)
    with page.context.expect_page() as opened:
        answer.locator(".sources a").click()
    expect(opened.value.locator("mark#cited")).to_have_text(SENTENCE)
    assert opened.value.url.startswith(f"{base}/source/000_399332cef55f8cf9.txt?start=")
    assert opened.value.evaluate("opener === null && document.referrer === ''")


def test_the_same_tag_twice_gives_one_button(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote) + script(footnote, title="Second"))))
    page.wait_for_load_state("networkidle")
    expect(page.locator("footnote-chat")).to_have_count(1)


def test_two_chats_in_place_keep_their_conversations_apart(
    visit: Any, site: Site, footnote: str
) -> None:
    chats = "".join(f'<footnote-chat data-title="{name}"></footnote-chat>' for name in "AB")
    page = visit().open(site.put(host(script(footnote), chats)))
    expect(page.locator("footnote-chat .launcher")).to_have_count(0)
    first = page.get_by_role("region", name="A")
    first.get_by_role("textbox").fill(BIDEN)
    first.get_by_role("button", name="Send").click()
    expect(first.locator(".answer")).to_contain_text(SENTENCE)
    expect(page.get_by_role("region", name="B").locator(".turn")).to_have_count(0)


def test_a_hostile_stylesheet_does_not_reach_in(visit: Any, site: Site, footnote: str) -> None:
    plain = visit().open(site.put(host(script(footnote)), "/plain"))
    styled = visit().open(
        site.put(host(script(footnote), head=f"<style>{HOSTILE} {MORE_HOSTILE}</style>"))
    )
    shown = []
    for page in (plain, styled):
        launcher(page).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
        page.mouse.move(0, 0)
        page.wait_for_function("!document.querySelector('footnote-chat').shadowRoot"
                               ".querySelector('dialog').getAnimations().length")  # fmt: skip
        shown.append(page.evaluate(LOOKS))
    assert shown[0] == shown[1]
    assert len(shown[0]) > 20


LOOKS = """() => {
  const inside = document.querySelector('footnote-chat').shadowRoot.querySelectorAll('*');
  return [...inside].map(e => {
    const s = getComputedStyle(e), b = e.getBoundingClientRect();
    return [e.localName, e.className, b.x, b.y, b.width, b.height, s.font, s.color,
      s.letterSpacing, s.textTransform, s.visibility, s.display, s.backgroundColor].join() }) }"""


def test_a_chat_in_place_stands_a_hostile_stylesheet(visit: Any, site: Site, footnote: str) -> None:
    style = f"<style>{HOSTILE}</style>"
    page = visit().open(site.put(host(script(footnote), "<footnote-chat></footnote-chat>", style)))
    box = page.locator("footnote-chat textarea")
    assert box.evaluate("e => getComputedStyle(e).fontSize") == "16px"
    assert page.locator("footnote-chat .panel").bounding_box()["height"] > 300
    expect(page.locator("footnote-chat .launcher")).to_have_count(0)


def test_the_site_looks_the_same_with_it_as_without(visit: Any, site: Site, footnote: str) -> None:
    body = "<p class='turn'>Text <a href='#'>link</a></p><button class='mark'>B</button>"
    looks = """[...document.body.querySelectorAll('*')].map(e => {
      const s = getComputedStyle(e); return [...s].map(k => s[k]).join() })"""
    without = visit().page
    without.goto(site.put(host("", body), "/without"))
    page = visit().open(site.put(host(script(footnote), body)))
    names = page.evaluate("Object.keys(window)")
    launcher(page).click()
    assert page.evaluate(looks) == without.evaluate(looks)
    assert set(names) == set(without.evaluate("Object.keys(window)"))


def test_a_strict_policy_is_kept(visit: Any, site: Site, footnote: str) -> None:
    policy = POLICY.format(footnote)
    seen = visit()
    page = seen.open(site.put(host(script(footnote)), Content_Security_Policy=policy))
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    page.locator("footnote-chat .mark").first.hover()
    expect(page.locator("footnote-chat .card")).to_be_visible()
    assert launcher(page).evaluate("e => getComputedStyle(e).borderRadius") == "50%"
    assert seen.errors == []


def printed_tag(address: str) -> str:
    """Return what `footnote embed` prints."""
    command = [sys.executable, "-m", "ui.cli", "embed", *shlex.split(f"--url {address}")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_printed_tag_runs_and_a_changed_script_does_not(
    visit: Any, site: Site, footnote: str
) -> None:
    tag = printed_tag(footnote)
    page = visit().open(site.put(host(tag)))
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    changed = re.sub("sha384-.{8}", "sha384-AAAAAAAA", tag)
    page = visit().page
    with page.expect_console_message(lambda message: "integrity" in message.text):
        page.goto(site.put(host(changed), "/changed"))
    assert page.evaluate("customElements.get('footnote-chat') === undefined")


def test_a_site_that_is_not_allowed_gets_no_answer(
    visit: Any, browser: Any, footnote: str, site: Site
) -> None:
    site.put(host(script(footnote)))
    foreign = site.address.replace("127.0.0.1", "localhost")
    page = browser.new_page()
    page.goto(foreign)
    launcher(page).click()
    expect(ask(page, BIDEN)).to_have_text("The server could not be reached.Try again")
    page.close()


def test_an_iframe_carries_it_without_a_script(visit: Any, site: Site, footnote: str) -> None:
    address = f"{footnote}/embed?title=Ask%20%22us%22&questions={BIDEN}"
    frame = f'<iframe src="{address}" height="600"></iframe>'
    policy = f"default-src 'none'; frame-src {footnote}"
    seen = visit()
    seen.page.goto(site.put(host("", frame), Content_Security_Policy=policy))
    inside = seen.page.frame_locator("iframe")
    inside.get_by_role("region", name='Ask "us"').get_by_role("button", name=BIDEN).click()
    expect(inside.locator(".answer")).to_contain_text(SENTENCE)
    assert seen.errors == []


def test_only_allowed_sites_may_frame_it(browser: Any, site: Site, footnote: str) -> None:
    site.put(host("", f'<iframe src="{footnote}/embed"></iframe>'))
    page = browser.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(site.address.replace("127.0.0.1", "localhost"))
    page.close()
