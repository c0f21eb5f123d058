"""What a process needs with an index of any size: `python tests/bench_process.py INDEX [CHUNKS]`.

Searches it here, both sides and no reader, then starts `footnote chat` with it and asks over HTTP.
If there is no INDEX, one of so many chunks is made, of the seeds' sentences with their words
shuffled and random vectors, which are harder for Chroma than those of texts.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
import numpy as np
import psutil

from index.ingest import ingest
from index.store import Index
from qa.ask import CANDIDATES
from tests.bench import MadeUp, write_large
from tests.ui.running import serving

QUERIES = 120


def served(folder: Path, questions: list[str]) -> None:
    """Print how long a chat takes to its first answer, and what memory it comes to hold."""
    started = perf_counter()
    with serving(folder) as running, httpx.Client(base_url=running.address, timeout=60) as client:
        for number, question in enumerate(questions):
            client.post("/api/ask", json={"question": question}).raise_for_status()
            if not number:
                print(f"start to first answer      {perf_counter() - started:6.2f} s")
        held = psutil.Process(running.process.pid).memory_full_info()
        print(f"memory after {len(questions)} questions  {held.rss / 1e6:6.0f} MB", end="")
        print(f" ({held.uss / 1e6:.0f} MB its own)")


def searched(folder: Path, queries: list[str]) -> None:
    """Print how long opening and searching take, the question's vector included."""
    started = perf_counter()
    index = Index(folder)
    index.search(queries[0], CANDIDATES)
    print(f"open to first search       {perf_counter() - started:6.2f} s")
    taken = []
    for query in queries[1:]:
        started = perf_counter()
        index.search(query, CANDIDATES)
        taken.append(1000 * (perf_counter() - started))
    print("search p50, p95           {:6.1f} {:6.1f} ms".format(*np.percentile(taken, (50, 95))))
    index.close()


def make(folder: Path, chunks: int) -> None:
    """Make an index of so many chunks."""
    with TemporaryDirectory() as name:
        write_large(Path(name), chunks)
        print(f"{ingest(folder, Path(name), MadeUp()).embedded} chunks")


def main() -> None:
    """Ask and search for sentences that stand in the index."""
    folder = Path(sys.argv[1])
    if not folder.exists():
        make(folder, int(sys.argv[2]))
    index = Index(folder)
    texts = [article.text for article in index.articles_after("", QUERIES)]
    index.close()
    queries = [" ".join(text.split()[20:32]) + "?" for text in texts]
    searched(folder, queries)
    served(folder, queries[:20])


if __name__ == "__main__":
    main()
