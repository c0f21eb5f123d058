"""The page of an evaluation, in a real browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from evals.case import Case, QuestionSet, read_cases
from evals.gate import Gate
from evals.outcome import Outcome, Reply
from evals.report import write_reports
from evals.run import run
from evals.trial import recorded
from index.store import Index

NASTY = Case(
    "x1", "answerable", "<b>", ("</script><img src=x onerror=alert(1)> `a|b`",), ("y",), ()
)


def test_the_page_opens_in_a_browser_and_asks_for_nothing(
    seeds_index: Index, tmp_path: Path, browser: Any
) -> None:
    cases = tuple(case for case in read_cases() if case.id in {"a012", "u048", "d001"})
    asked_of = QuestionSet("few", cases)
    nasty = Outcome(NASTY, Reply("*<i>", "<u>", False, 0.5), (), {}, {"right": 0.0})
    record = recorded(asked_of, [*run(asked_of, seeds_index), nasty], seeds_index)
    write_reports(record, Gate(tuple(record.failed()), (), 0), tmp_path)
    page = browser.new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.on("dialog", lambda dialog: problems.append("a script ran"))
    address = (tmp_path / "report.html").as_uri()
    page.goto(address)
    assert (asked, problems) == ([address], [])
    assert page.locator("figure svg").count() >= 3
    assert page.locator("h1").inner_text() == "Evaluation: few"
    assert page.locator("img").count() == 0
    page.locator("summary").first.click()
    expect(page.get_by_text("onerror").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
