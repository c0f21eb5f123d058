"""A question under way can be stopped: nothing unverified is left, and the next is answered."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer
from model_server import serving as models
from playwright.sync_api import expect

from index.ingest import ingest
from tests.ui.asking import PATIENCE_MS, ask, opened

FERRY = """The council of Lindau sold the old ferry in 1998. Mayor Ruth Okafor opposed the sale.
The new ferry was built by Hafner in Bregenz. The harbour was founded in 1856."""
QUESTION = "Who opposed the sale of the ferry?"
SAID = "Ruth Okafor opposed the sale of the ferry."
WHOLE = json.dumps({"sentence": SAID, "passage": 1, "quote": "Mayor Ruth Okafor opposed the sale"})
PREDICT = "**/gradio_api/run/predict"
JOIN = "**/gradio_api/queue/join?*"
HALF = '\n{"sentence": "The council of Lindau sold the'


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with models() as server:
        yield server


@pytest.fixture
def page(
    tmp_path: Path, start: Callable[..., Any], model: ModelServer, browser: Any
) -> Iterator[Any]:
    """Open a chat whose model stands still in the middle of what it writes."""
    (tmp_path / "ferry").mkdir()
    (tmp_path / "ferry" / "ferry.txt").write_text(FERRY)
    ingest(tmp_path / "index", tmp_path / "ferry")
    with (
        start(tmp_path / "index", "--llm", model.url, "--model", "halting") as running,
        opened(browser, running.address) as page,
    ):
        yield page


def test_what_was_verified_stays_and_the_next_question_is_answered(
    page: Any, model: ModelServer
) -> None:
    model.replies["halting"] = WHOLE + HALF
    page.get_by_placeholder("Ask about the documents").fill(QUESTION)
    page.keyboard.press("Enter")
    stage = page.locator(".stage")
    expect(stage.locator(".said")).to_contain_text(SAID, timeout=PATIENCE_MS)
    expect(stage).not_to_have_class("stage stopped")
    page.get_by_role("button", name="Stop answering").click()
    expect(page.get_by_role("button", name="Stop answering")).to_have_count(0)
    expect(stage).to_have_class("stage stopped")
    expect(page.locator("#messages")).not_to_contain_text("The council of Lindau")
    model.replies["halting"] = WHOLE
    expect(ask(page, QUESTION).locator(".said")).to_contain_text(SAID)
    expect(stage).to_have_count(1)
    expect(page.locator(".asked")).to_have_text([QUESTION, QUESTION])


def test_a_stopped_question_says_no_more_and_is_retried_once_it_has_ended(
    page: Any, model: ModelServer
) -> None:
    model.replies["halting"] = HALF
    page.get_by_placeholder("Ask about the documents").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".stage")).to_contain_text("Writing", timeout=PATIENCE_MS)
    held = second_held(page)
    page.get_by_role("button", name="Stop answering").click()
    expect(page.locator(".stage")).to_have_class("stage stopped")
    expect(page.locator(".stage p")).to_be_hidden()
    while not held:  # the answer has ended, and the box is not open yet
        page.wait_for_timeout(50)
    retry = page.get_by_role("button", name="Retry", include_hidden=True)
    expect(retry).to_have_attribute("inert", "")
    held.pop().continue_()
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable()
    retry.click()
    expect(page.locator(".stage")).to_have_class("stage")
    expect(page.get_by_role("button", name="Stop answering")).to_be_visible()


def second_held(page: Any) -> list[Any]:
    """Return where the second request from now for an event outside the queue is held."""
    held: list[Any] = []
    count = itertools.count()
    page.route(PREDICT, lambda asked: held.append(asked) if next(count) == 1 else asked.continue_())
    return held


def test_what_is_stopped_can_be_retried_and_stopped_again(page: Any, model: ModelServer) -> None:
    model.replies["halting"] = HALF
    page.get_by_placeholder("Ask about the documents").fill(QUESTION)
    page.keyboard.press("Enter")
    for _ in range(3):  # each button as soon as it is there
        page.get_by_role("button", name="Stop answering").click()
        expect(page.locator(".stage")).to_have_class("stage stopped")
        page.get_by_role("button", name="Retry").click()
        expect(page.locator(".stage")).to_have_class("stage")
    page.get_by_role("button", name="Stop answering").click()
    expect(page.locator(".stage")).to_have_class("stage stopped")
    model.replies["halting"] = WHOLE  # only now, or the answer that is to be stopped may be whole
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(".said")).to_contain_text(SAID, timeout=PATIENCE_MS)
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable()
    expect(page.locator(".asked")).to_have_text([QUESTION])


def test_a_follow_up_that_was_clicked_can_be_stopped(page: Any, model: ModelServer) -> None:
    model.replies["halting"] = WHOLE
    ask(page, QUESTION)
    model.replies["halting"] = HALF
    chosen = page.locator("#messages .option").first
    question = chosen.inner_text()
    chosen.click()
    page.get_by_role("button", name="Stop answering").click()
    expect(page.locator(".stage")).to_have_class("stage stopped")
    expect(page.get_by_placeholder("Ask about the documents")).to_be_editable()
    expect(page.locator(".asked")).to_have_text([QUESTION, question])


def test_a_page_that_learns_of_several_steps_at_once_shows_stop(
    page: Any, model: ModelServer
) -> None:
    model.replies["halting"] = HALF
    held: list[tuple[Any, Any]] = []
    starter = page.locator("#messages .example").first
    expect(starter).to_be_attached(timeout=PATIENCE_MS)
    page.route(JOIN, lambda asked: held.append((asked, asked.fetch())))
    page.reload()  # the first event of a page brings the starter questions
    page.get_by_placeholder("Ask about the documents").fill(QUESTION)
    page.keyboard.press("Enter")
    while not model.asked:  # "Writing" has been sent, and waits for the page to listen
        page.wait_for_timeout(50)
    (starters, answered), (question, accepted) = held
    starters.fulfill(response=answered)
    expect(starter).to_be_attached()
    question.fulfill(response=accepted)
    expect(page.locator(".stage")).to_contain_text("Writing")
    page.get_by_role("button", name="Stop answering").click()
    expect(page.locator(".stage")).to_have_class("stage stopped")
