"""What tests in a browser do again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error, expect

from tests.ui.running import within

BIDEN = "How many electoral votes did Joe Biden win?"
SENTENCE = "Joe Biden won the electoral college vote by 306 to 232."
PATIENCE_MS = 20_000


@contextmanager
def opened(
    browser: Any, address: str, width: int = 1280, height: int = 800, **settings: Any
) -> Iterator[Any]:
    """Open the chat in a context of its own, and assert at the end that no request left it."""
    context = browser.new_context(viewport={"width": width, "height": height}, **settings)
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable(timeout=PATIENCE_MS)
    try:
        yield page
    finally:
        context.close()
    assert addresses
    assert [a for a in addresses if not a.startswith((address, "data:", "blob:"))] == []


def ask(page: Any, question: str) -> Any:
    """Type a question as a person would, and return its finished answer."""
    answers = page.locator(".answer")
    before = answers.count()
    box = page.get_by_placeholder("Ask about the documents")
    expect(box).to_be_editable(timeout=PATIENCE_MS)
    box.fill(question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=PATIENCE_MS)
    expect(box).to_be_editable(timeout=PATIENCE_MS)
    return answers.nth(before)


def until(page: Any, condition: str) -> None:
    """Wait for a condition in JavaScript; the page's policy forbids Playwright's own way to."""

    def holds() -> bool:
        try:
            return bool(page.evaluate(condition))
        except Error:  # the page is being loaded anew
            return False

    assert within(PATIENCE_MS / 1000, holds), condition
