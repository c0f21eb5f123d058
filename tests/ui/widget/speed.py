"""How big and how fast the widget is: `python -m tests.ui.widget.speed`.

Figures depend on the machine.
"""

import gzip
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from index.ingest import ingest
from tests.ui.conftest import SWITCHES, serving
from tests.ui.widget.hosting import Site, Visit, host, script
from ui.widget.tag import SCRIPT

ROOT = Path(__file__).parents[3]
RUNS = 15
QUESTIONS = "How many electoral votes did Joe Biden win?|Who is the mayor of DC?"
OPEN = """() => new Promise(done => {
  const inside = document.querySelector('footnote-chat').shadowRoot;
  const from = performance.now();
  inside.querySelector('.launcher').click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - from))) })"""
ASK = """question => new Promise(done => {
  const inside = document.querySelector('footnote-chat').shadowRoot;
  const from = performance.now();
  new MutationObserver((_, observer) => {
    if (!inside.querySelector('.answer p')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
  }).observe(inside, { childList: true, subtree: true });
  const starters = [...inside.querySelectorAll('.starters button')];
  starters.find(button => button.textContent === question).click() })"""


def measure(browser: Any, address: str, server: str, question: str) -> tuple[int, float, float]:
    """Return requests before opening, then milliseconds from click to painted, of a new visitor."""
    context = browser.new_context()
    visit = Visit(context.new_page())
    page = visit.open(address)
    page.wait_for_load_state("networkidle")
    before = sum(url.startswith(server) for url in visit.requests)
    opened = page.evaluate(OPEN)
    words = page.evaluate(ASK, question)
    context.close()
    return before, opened, words


def main() -> None:
    """Print a line for each figure."""
    print(f"widget.js, gzipped                 {len(gzip.compress(SCRIPT.read_bytes())):6} bytes")
    site = Site()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ingest(Path(folder) / "index", ROOT / "seeds")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        with serving(Path(folder) / "index", f"--allow-origin={site.address}") as server:
            address = site.put(host(script(server, questions=QUESTIONS)))
            asked = (QUESTIONS.split("|") * RUNS)[: RUNS + 1]
            found = [measure(chromium, address, server, question) for question in asked][1:]
        chromium.close()
    before, opened, words = (list(column) for column in zip(*found, strict=True))
    print(f"requests before it is opened       {max(before):6}")
    print(f"click to open, painted             {median(opened):6.0f} ms, at most {max(opened):.0f}")
    print(f"question to first words, painted   {median(words):6.0f} ms, at most {max(words):.0f}")


if __name__ == "__main__":
    main()
