"""How the chat looks and what it weighs; screenshots are left in /screenshots to be looked at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.ui.asking import BIDEN, ask, opened, until

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
MOST_BYTES = 600_000
DESK, PHONE = (1280, 800), (390, 844)


@pytest.fixture(params=["desk-light", "desk-dark", "phone-light", "phone-dark"])
def look(request: pytest.FixtureRequest, browser: Any, server: str) -> Iterator[tuple[str, Any]]:
    """Open the chat in each size and colour."""
    device, scheme = request.param.split("-")
    size = DESK if device == "desk" else PHONE
    with opened(browser, server, *size, color_scheme=scheme) as page:
        yield request.param, page


def test_it_is_looked_at_and_accessible(look: tuple[str, Any]) -> None:
    name, page = look
    SCREENSHOTS.mkdir(exist_ok=True)
    expect(page.locator("#messages .example")).not_to_have_count(0, timeout=20_000)
    page.screenshot(path=SCREENSHOTS / f"{name}-start.png")
    assert violations(page) == []
    number = ask(page, BIDEN).locator("a.footnote")
    ask(page, "What is the capital of France?")
    assert violations(page) == []
    page.screenshot(path=SCREENSHOTS / f"{name}-refusal.png")
    number.focus()
    page.screenshot(path=SCREENSHOTS / f"{name}-tooltip.png")
    number.press("Enter")
    expect(page.locator(".source.chosen mark")).to_be_in_viewport()
    until(page, "document.getAnimations().every((a) => a.playState !== 'running')")
    page.screenshot(path=SCREENSHOTS / f"{name}-source.png")
    assert violations(page) == []


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong with the page."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


@pytest.mark.parametrize("path", ["documents", "source/000_399332cef55f8cf9.txt?start=9&end=99"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_beside_the_chat_are_accessible(
    browser: Any, server: str, path: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server}/{path}")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{path.split('/', maxsplit=1)[0]}-{scheme}.png")
    assert violations(page) == []
    context.close()


def test_the_first_page_weighs_little(browser: Any, server: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    weights: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(server)
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable(timeout=20_000)
    expect(page.locator("#messages .example")).not_to_have_count(0, timeout=20_000)
    context.close()
    assert 100_000 < sum(weights) < MOST_BYTES


def test_nothing_jumps_while_an_answer_comes(browser: Any, server: str) -> None:
    with opened(browser, server, *DESK) as page:
        ask(page, "Who is the mayor of DC?")
        page.evaluate(
            "window.jumps = []; new PerformanceObserver((list) => list.getEntries().forEach("
            "(entry) => entry.sources.forEach(({node}) => node?.closest?.('.answer, #question, "
            "#reading, header') && jumps.push(node.outerHTML.slice(0, 80)))))"
            ".observe({type: 'layout-shift'})"
        )
        box = page.locator("#question").bounding_box()
        ask(page, BIDEN)
        assert page.locator("#question").bounding_box() == box
        assert page.evaluate("jumps") == []


def test_motion_is_reduced_where_it_is_asked_for(browser: Any, server: str) -> None:
    with opened(browser, server, *PHONE, reduced_motion="reduce") as page:
        ask(page, BIDEN).locator("a.note").click()
        expect(page.locator("#reading")).to_be_visible()
        moving = "getComputedStyle(document.getElementById('reading')).transitionDuration"
        assert page.evaluate(moving) == "0s"


@pytest.mark.parametrize("setting", [{"contrast": "more"}, {"forced_colors": "active"}])
def test_high_contrast_marks_the_words(browser: Any, server: str, setting: dict[str, Any]) -> None:
    with opened(browser, server, *DESK, **setting) as page:
        ask(page, BIDEN).locator("a.footnote").click()
        mark = page.locator(".source.chosen mark")
        expect(mark).to_be_in_viewport()
        name = next(iter(setting))
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
        colours = mark.evaluate("m => [getComputedStyle(m), getComputedStyle(m.parentElement)]"
                                ".map((s) => s.backgroundColor)")  # fmt: skip
        assert colours[0] != colours[1]
        if name == "contrast":
            expect(mark).to_have_css("background-color", "rgb(255, 255, 0)")
        assert violations(page) == []


def test_at_200_percent_nothing_is_cut_off(browser: Any, server: str) -> None:
    with opened(browser, server, 640, 400, device_scale_factor=2) as page:  # 1280 by 800, zoomed
        ask(page, BIDEN).locator("a.footnote").click()
        expect(page.locator(".source.chosen mark")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
        expect(page.get_by_placeholder("Ask about the documents")).to_be_in_viewport()
        page.screenshot(path=SCREENSHOTS / "zoom-200.png")


def test_the_columns_fill_a_window_of_any_width(browser: Any, server: str) -> None:
    with opened(browser, server) as page:
        for width in (700, 900, 1000, 1200, 1400):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.locator("#page").bounding_box()["width"] == width


def test_a_conversation_is_printed_with_its_quotes(browser: Any, server: str) -> None:
    with opened(browser, server, *DESK) as page:
        answer = ask(page, BIDEN)
        page.emulate_media(media="print")
        expect(answer.locator(".notes q")).to_be_visible()
        for gone in ("#reading", "#question", ".looked"):
            expect(page.locator(gone).first).to_be_hidden()
        expect(page.locator(".toast-wrap")).to_have_css("display", "none")
        page.screenshot(path=SCREENSHOTS / "print.png", full_page=True)
