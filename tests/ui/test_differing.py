"""Sources that differ stand side by side, and a right-to-left document reads from the right."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from index.ingest import ingest
from tests.ui.asking import ask, opened
from tests.ui.test_looks import DESK, PHONE, SCREENSHOTS, violations

GUARD = "According to the coast guard 214 passengers were on board the ferry Maren."
COMPANY = "The company said that 187 passengers were on board the ferry Maren."
BRIDGE = "הגשר החדש מעל נחל תמר נפתח לתנועה בשנת 1994."
DOCUMENTS = {
    "guard.txt": f"Ferry aground off Skelby\n\nThe Maren ran aground on Tuesday. {GUARD}",
    "company.txt": f"Nordlinje regrets the delay\n\n{COMPANY} It will pay for their hotels.",
    "bridge.txt": f"גשר חדש בתל נורית\n\n{BRIDGE} ראש העירייה גזר את הסרט.",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, start: Callable[..., Any]) -> Iterator[str]:
    """Start a chat over these documents."""
    folder = tmp_path_factory.mktemp("differing")
    (folder / "corpus").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    ingest(folder / "index", folder / "corpus")
    with start(folder / "index") as running:
        yield running.address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_sources_that_differ_stand_side_by_side(
    browser: Any, address: str, size: tuple[int, int], scheme: str
) -> None:
    with opened(browser, address, *size, color_scheme=scheme) as page:
        answer = ask(page, "How many passengers were on board the ferry Maren?")
        expect(answer.locator(".differs")).to_have_text("The sources differ:")
        expect(answer.locator(".sure")).to_have_count(0)  # how sure would be of one of them
        expect(answer.locator(".side .said")).to_contain_text([COMPANY, GUARD])
        expect(answer.locator(".side .short")).to_have_text(["187", "214"])
        one, other = (side.bounding_box() for side in answer.locator(".side").all())
        if size == DESK:
            assert one["y"] == other["y"]
            assert one["x"] + one["width"] <= other["x"]
            page.emulate_media(media="print")
            expect(answer.locator(".sides")).to_have_css("display", "grid")
            page.emulate_media(media="screen")
        else:
            assert one["y"] + one["height"] <= other["y"]
            assert one["width"] == other["width"]
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"differing-{size[0]}-{scheme}.png")
        assert violations(page) == []
        answer.locator("a.footnote").last.press("Enter")
        expect(page.locator("#sources .chosen mark")).to_have_text(GUARD)


def test_a_hebrew_document_is_read_from_right_to_left(browser: Any, address: str) -> None:
    with opened(browser, address, *DESK) as page:
        answer = ask(page, "מתי נפתח הגשר החדש מעל נחל תמר?")
        expect(answer.locator(".short")).to_have_text("1994")
        said, number = answer.locator(".said"), answer.locator("a.footnote")
        expect(said).to_contain_text(BRIDGE)
        number.click()
        mark = page.locator("#sources .chosen mark")
        expect(mark).to_have_text(BRIDGE)
        for node in (page.locator(".asked"), said, mark, page.locator("#sources .title")):
            assert node.evaluate("node => getComputedStyle(node).direction") == "rtl"
        assert said.evaluate("node => getComputedStyle(node).textAlign") == "start"
        box, note = said.bounding_box(), number.bounding_box()
        assert note["x"] < box["x"] + box["width"] / 2  # at the end of its sentence, on the left
        page.screenshot(path=SCREENSHOTS / "hebrew.png")
        with page.context.expect_page() as opening:
            page.locator("#sources .title").click(modifiers=["ControlOrMeta"])
        article = opening.value.locator("mark#cited")
        expect(article).to_have_text(BRIDGE)
        assert article.evaluate("node => getComputedStyle(node).direction") == "rtl"
