"""How fast Footnote is here: `make bench`. Figures depend on the machine; ratios less so.

The large corpus is made of the seeds' own words, shuffled, with made-up vectors: it measures
time, not quality.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import numpy as np

from evals.case import read_cases
from index.embedding import MiniLM, Vectors
from index.ingest import ingest
from index.sentence import sentences
from index.store import Index
from qa.ask import ask
from qa.reader import reader

SEEDS = Path(__file__).parent.parent / "seeds"
LARGE = 10_000  # chunks
QUESTION = "How many electoral votes did Joe Biden win?"
LOAD = """
from time import perf_counter
from index.embedding import MiniLM
from qa.reader import Reader
begun = perf_counter()
MiniLM().embed_query("a question"), Reader()._tokenizer, Reader()._session
print(perf_counter() - begun)
"""


class MadeUp:
    """Random unit vectors for documents, MiniLM's for questions."""

    name = MiniLM.name

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)

    def embed_query(self, query: str) -> Vectors:
        """Return MiniLM's vector."""
        return MiniLM().embed_query(query)

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a vector for each text."""
        for _ in texts:
            vector = self._random.standard_normal(384).astype(np.float32)
            yield vector / np.linalg.norm(vector)


def cold(*command: str) -> float:
    """Return the median time in seconds of three runs in a process of its own."""
    taken = []
    for _ in range(3):
        started = perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        taken.append(perf_counter() - started)
    return median(taken)


def warm(index: Index) -> tuple[float, float]:
    """Return median and 95th percentile, in milliseconds, of answers to the fixed questions."""
    cases = [case for case in read_cases() if case.kind != "dialogue"]
    for case in cases[:10]:
        ask(case.turns[0], index)
    taken = [ask(case.turns[0], index).timings["all"] for case in cases]
    return median(taken), quantiles(taken, n=20)[-1]


def write_large(folder: Path, chunks: int = LARGE) -> None:
    """Write documents of shuffled sentences that make about so many chunks."""
    random = Random(1)
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    spans = [text[a:b] for text in texts for a, b in sentences(text)]
    for number in range(chunks // 20):
        chosen = random.choices(spans, k=95)
        for at, sentence in enumerate(chosen):
            words = sentence.split()
            random.shuffle(words)
            chosen[at] = " ".join(words)
        (folder / f"{number:04}.txt").write_text("\n\n".join(chosen), "utf-8")


def main() -> None:
    """Print a line for each figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = perf_counter()
        ingest(folder / "small", SEEDS)
        print(f"index the seeds, embedding included   {perf_counter() - started:6.2f} s")
        bare = cold("-c", "pass")
        first = cold("-m", "ui.cli", "ask", QUESTION, "--index", str(folder / "small"))
        print(f"cold `footnote ask`                   {first:6.2f} s   {first / bare:.0f} x python")
        told = [subprocess.check_output([sys.executable, "-c", LOAD]) for _ in range(3)]
        print(f"load both models                      {median(map(float, told)):6.2f} s")
        index = Index(folder / "small")
        middle, slow = warm(index)
        passage = index.search(QUESTION)[0]
        started = perf_counter()
        for _ in range(20):
            reader().read(QUESTION, [passage])
        one = 1000 * (perf_counter() - started) / 20
        print(f"one passage read                      {one:6.1f} ms")
        print(f"warm answer, seeds: median, p95       {middle:6.1f} ms {slow:6.1f} ms"
              f"   {middle / one:.1f} x one passage")  # fmt: skip
        index.close()
        (folder / "documents").mkdir()
        write_large(folder / "documents")
        started = perf_counter()
        report = ingest(folder / "large", folder / "documents", MadeUp())
        taken = perf_counter() - started
        print(f"index {report.embedded} chunks, without embedding {taken:6.1f} s")
        large = Index(folder / "large")
        middle_large, slow_large = warm(large)
        print(f"warm answer, {report.embedded} chunks: median, p95 {middle_large:6.1f} ms"
              f" {slow_large:6.1f} ms   {middle_large / middle:.2f} x seeds")  # fmt: skip
        large.close()


if __name__ == "__main__":
    main()
