"""How quick the chat is in Chromium here: `make bench-chat`; figures depend on the machine."""

import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import sync_playwright

from index.ingest import ingest
from tests.ui.asking import BIDEN, ask
from tests.ui.conftest import SWITCHES
from tests.ui.running import serving

SEEDS = Path(__file__).parent.parent / "seeds"
VISITS = 3
TIMED = """() => { window.timed = new Promise((done) => addEventListener('keydown', () => {
  const started = performance.now();
  let words;
  const look = () => {
    if (document.querySelector('.stage, .answer')) words ??= performance.now() - started;
    if (document.querySelector('.answer')) done([words, performance.now() - started]);
    else requestAnimationFrame(look);
  };
  look();
}, {once: true, capture: true})) }"""


def visit(browser: Any, address: str) -> tuple[float, int, float, float]:
    """Return seconds until the page takes a question, its bytes, ms to first words and answer."""
    page = browser.new_context().new_page()
    weights: list[int] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    started = perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#question textarea:not([disabled])")
    interactive = perf_counter() - started
    page.wait_for_load_state("load")
    page.wait_for_selector("#messages .example")
    page.fill("#question textarea", BIDEN)
    page.evaluate(TIMED)
    page.keyboard.press("Enter")
    words, answer = page.evaluate("timed")
    page.context.close()
    return interactive, sum(weights), words, answer


def main() -> None:
    """Print a line for each figure: the median of several visits without any cache."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        ingest(Path(name, "index"), SEEDS)
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        with serving(Path(name, "index")) as running:
            first = browser.new_page()
            first.goto(running.address)
            ask(first, BIDEN)
            found = [visit(browser, running.address) for _ in range(VISITS)]
        browser.close()
    interactive, weight, words, answer = (median(column) for column in zip(*found, strict=True))
    print(f"chat page interactive           {interactive:6.2f} s")
    print(f"chat page over the wire         {weight / 1000:6.0f} kB")
    print(f"first words after Enter         {words:6.0f} ms")
    print(f"answer after Enter              {answer:6.0f} ms")


if __name__ == "__main__":
    main()
