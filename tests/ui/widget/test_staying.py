"""The widget in sites that change under it: removed, added, swapped, given other options."""

from typing import Any

from playwright.sync_api import expect

from tests.ui.running import within
from tests.ui.widget.hosting import ADD, BIDEN, SENTENCE, Site, ask, host, launcher, ready, script


def test_it_can_be_removed_and_added_and_keeps_the_conversation(
    visit: Any, site: Site, footnote: str
) -> None:
    seen = visit()
    seen.page.add_init_script(COUNT_LISTENERS)
    page = seen.open(site.put(host(script(footnote))))
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    before = page.evaluate("listening")
    for _ in range(5):
        page.evaluate("document.querySelector('footnote-chat').remove()")
        expect(page.locator("footnote-chat")).to_have_count(0)
        page.evaluate(ADD.format(footnote))
        launcher(page).click()
        expect(page.locator("footnote-chat .answer")).to_have_count(1)
    expect(page.locator("footnote-chat .answer")).to_contain_text(SENTENCE)
    page.locator("footnote-chat .mark").hover()
    expect(page.locator("footnote-chat .card")).to_be_visible()
    assert page.evaluate("listening") == before
    assert seen.errors == []


COUNT_LISTENERS = """
  window.listening = 0;  // on what outlives the widget: window, document, media, viewport
  for (const [name, step] of [['addEventListener', 1], ['removeEventListener', -1]]) {
    const real = EventTarget.prototype[name];
    EventTarget.prototype[name] = function (type, listener, options) {
      if (!(this instanceof Element || this instanceof AbortSignal) && !options?.once) {
        listening += step;
        options?.signal?.addEventListener('abort', () => listening -= 1, { once: true });
      }
      return real.call(this, type, listener, options);
    };
  }"""


def test_an_element_that_is_removed_is_not_held(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote, questions=BIDEN))))
    launcher(page).click()
    page.get_by_role("button", name=BIDEN).click()  # Chromium itself holds a box that was typed in
    expect(page.locator("footnote-chat .answer")).to_contain_text(SENTENCE)
    expect(ready(page)).to_be_visible()
    page.evaluate("""() => { const e = document.querySelector('footnote-chat');
      window.gone = new WeakRef(e); e.remove() }""")
    client = page.context.new_cdp_session(page)

    def gone() -> bool:
        client.send("HeapProfiler.collectGarbage")
        return bool(page.evaluate("gone.deref() === undefined"))

    assert within(20, gone)


def test_a_site_that_swaps_its_body_keeps_the_button(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote))))
    page.evaluate("document.body.replaceWith(document.createElement('body'))")
    page.evaluate(ADD.format(footnote))
    page.wait_for_load_state("networkidle")
    expect(page.locator("footnote-chat")).to_have_count(1)
    launcher(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_pages_shortcuts_do_not_hear_what_is_typed(
    visit: Any, site: Site, footnote: str
) -> None:
    page = visit().open(site.put(host(script(footnote))))
    page.evaluate("window.heard = []; for (const t of ['keydown', 'keypress', 'keyup'])"
                  " document.addEventListener(t, e => heard.push(e.key))")  # fmt: skip
    launcher(page).click()
    page.keyboard.type("/s?")
    assert page.evaluate("heard") == []
    expect(page.locator("footnote-chat textarea")).to_have_value("/s?")


def test_changed_attributes_are_taken_up(visit: Any, site: Site, footnote: str) -> None:
    page = visit().open(site.put(host(script(footnote, title="One"))))
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    page.evaluate("Object.assign(document.querySelector('footnote-chat').dataset,"
                  " { title: 'Two', theme: 'dark', position: 'left' })")  # fmt: skip
    dialog = page.get_by_role("dialog", name="Two")
    expect(dialog.locator(".answer")).to_contain_text(SENTENCE)
    assert dialog.bounding_box()["x"] < 100
    assert dialog.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(25, 26, 31)"
