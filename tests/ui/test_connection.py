"""A server that goes away is said; one that comes back brings the conversation with it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.asking import BIDEN, ask, opened, until
from tests.ui.running import ROOT, _await, free_port

SAID = "The connection is lost"


@pytest.fixture
def start(seeds_folder: Path) -> Iterator[Callable[[], tuple[str, Any]]]:
    """Return a function that starts a server, always at the same address."""
    port = str(free_port())
    running: list[Any] = []

    def begin() -> tuple[str, Any]:
        command = [sys.executable, "-m", "ui.cli", "chat", "--index", str(seeds_folder)]
        running.append(subprocess.Popen([*command, "--port", port], cwd=ROOT))
        _await(f"http://127.0.0.1:{port}/health", running[-1])
        return f"http://127.0.0.1:{port}", running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait(10)


def test_a_killed_server_is_said_and_a_new_one_loses_no_finished_message(
    start: Callable[[], tuple[str, Any]], browser: Any
) -> None:
    address, server = start()
    page = browser.new_context().new_page()
    page.goto(address)
    ask(page, BIDEN)
    until(page, "localStorage['footnote-conversations']?.length > 1000")
    server.kill()
    server.wait(10)
    expect(page.locator("#connection")).to_contain_text(SAID, timeout=15_000)
    expect(page.locator(".short")).to_have_text("306 to 232")  # still read
    page.locator("#question textarea").fill("Who is the mayor of DC?")
    page.evaluate("window.before = true")
    start()
    until(page, "!window.before")  # the page is loaded anew by itself
    expect(page.locator("#connection")).to_be_hidden(timeout=20_000)
    expect(page.locator(".short")).to_have_text("306 to 232", timeout=20_000)
    expect(page.locator("#question textarea")).to_have_value("Who is the mayor of DC?")
    kept = page.evaluate("localStorage['footnote-conversations'].length")
    answer = ask(page, "Who is the mayor of DC?")
    expect(answer.locator(".short")).to_have_text("Muriel Bowser")
    expect(page.locator(".answer")).to_have_count(2)
    page.locator(".answer").first.locator("a.footnote").click()  # of before the restart
    expect(page.locator(".source.chosen mark")).to_contain_text("306 to 232")
    until(page, f"localStorage['footnote-conversations'].length > 1.2 * {kept}")
    page.reload()
    expect(page.locator(".answer")).to_have_count(2, timeout=20_000)
    page.goto(address)  # a new visit begins anew, and the old conversation can be chosen
    expect(page.locator("#messages .example")).not_to_have_count(0, timeout=20_000)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("gridcell").first.click()
    expect(page.locator(".answer")).to_have_count(2, timeout=20_000)
    page.context.close()


def test_what_was_asked_without_a_connection_stands_in_the_box_again(
    browser: Any, server: str
) -> None:
    with opened(browser, server) as page:
        box = page.locator("#question textarea")
        box.fill(BIDEN)
        page.evaluate("window.before = true")
        page.context.set_offline(True)
        page.keyboard.press("Enter")
        expect(page.locator("#connection")).to_contain_text(SAID)
        expect(page.locator(".toast-wrap")).to_have_css("display", "none")  # Gradio says it too
        page.context.set_offline(False)
        until(page, "!window.before")  # Gradio loads the page anew
        expect(box).to_have_value(BIDEN)
        expect(page.locator(".asked")).to_have_count(0)
        expect(ask(page, BIDEN).locator(".short")).to_have_text("306 to 232")


def test_what_was_left_survives_a_page_that_is_left_before_it_has_come_back(
    browser: Any, server: str
) -> None:
    with opened(browser, server) as page:
        ask(page, BIDEN)
        until(page, "localStorage['footnote-conversations']?.length > 1000")
        page.locator("#question textarea").fill("Who is the mayor of DC?")
        page.reload(wait_until="commit")
        page.locator("#connection").wait_for(state="attached")  # our scripts run, Gradio has not
        page.reload()
        expect(page.locator(".short")).to_have_text("306 to 232", timeout=20_000)
        expect(page.locator("#question textarea")).to_have_value("Who is the mayor of DC?")
