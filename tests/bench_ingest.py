"""How fast an index follows its folder: `make bench-ingest`. Figures depend on the machine.

The documents are the seeds' sentences with their words shuffled, and, but for the share of the
model, with made-up vectors: it measures time, not quality.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from index.embedding import EMBEDDING_SHA256, MODELS, MiniLM, load_session, load_tokenizer, workers
from index.ingest import ingest
from index.sentence import sentences
from index.store import Index
from tests.bench import SEEDS, MadeUp
from tests.bench_texts import timed

FILES = 10_000
EMBEDDED = 300  # texts
ROUNDS = 3
LONGEST_S = 60.0


def documents() -> Iterator[str]:
    """Yield made-up documents of two paragraphs, without end."""
    random = Random(1)
    seeds = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    spans = [text[a:b] for text in seeds for a, b in sentences(text)]
    while True:
        paragraphs = []
        for _ in range(2):
            chosen = [sentence.split() for sentence in random.choices(spans, k=5)]
            for words in chosen:
                random.shuffle(words)
            paragraphs.append(" ".join(" ".join(words).rstrip(".") + "." for words in chosen))
        yield "\n\n".join(paragraphs)


def share_of_the_model() -> tuple[float, float]:
    """Return onnxruntime's own time on all cores for some texts, by the time `embed` takes.

    Its own time is that of running inputs made beforehand, in the faster of two ways: as many runs
    at once as there are cores, or one run after the other on all cores. All times are the least of
    ROUNDS. The second share is of CPU time, which a busy machine changes less.
    """
    import onnxruntime

    texts = [
        paragraph for text in islice(documents(), EMBEDDED // 2) for paragraph in text.split("\n\n")
    ]
    inputs = [_input(text) for text in texts]
    alone = load_session(MODELS / "embedding.onnx", EMBEDDING_SHA256)
    together = onnxruntime.InferenceSession(MODELS / "embedding.onnx")
    with ThreadPoolExecutor(workers()._max_workers) as pool:
        ways = (
            lambda: list(pool.map(lambda feed: alone.run(None, feed), inputs)),
            lambda: [together.run(None, feed) for feed in inputs],
            lambda: list(MiniLM().embed(texts)),
        )
        clock, used = np.min([[timed(way) for way in ways] for _ in range(ROUNDS)], axis=0).T
    return float(min(clock[:2]) / clock[2]), float(used[0] / used[2])


def _input(text: str) -> dict[str, Any]:
    ids = np.array([load_tokenizer().encode(text).ids[:256]], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


class Taken(NamedTuple):
    """What a process took, in seconds by the clock and of all cores, and what it printed."""

    clock: float
    cpu: float
    said: str


def footnote(folder: Path, *words: str) -> Taken:
    """Run a command on the index in a process of its own."""
    command = [sys.executable, "-m", "ui.cli", *words, "--index", str(folder / "index")]
    before, started = getrusage(RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    clock, after = perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(clock, cpu, done.stdout.strip())


def indexed(folder: Path) -> Taken:
    """Run `footnote index`."""
    return footnote(folder, "index", str(folder / "docs"))


def searched(folder: Path, word: str) -> Taken:
    """Run `footnote search`, which has to find the word."""
    found = footnote(folder, "search", word, "-k", "1")
    assert word in found.said, found.said
    return found


def until_found(index: Index, word: str) -> Taken:
    """Return how long an open index takes to find a word, searching until it does."""
    started = perf_counter()
    while not any(word in passage.chunk.text for passage in index.search(word, 1)):
        assert perf_counter() - started < LONGEST_S
    return Taken(perf_counter() - started, 0.0, "found")


def watched(folder: Path, index: Index, path: Path) -> Taken:
    """Return how long after an edit of a watched folder an open index finds it."""
    words = [sys.executable, "-m", "ui.cli", "index", str(folder / "docs"), "--watch"]
    command = [*words, "--index", str(folder / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any(line.startswith("Watching") for line in process.stdout)
        index.search("anything")
        edit(path, "quixotropic")
        taken = until_found(index, "quixotropic")
        process.terminate()
    return taken


def edit(path: Path, word: str) -> None:
    """Put a sentence with a new word before a text, in one step."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(f"The {word} opened in May. {path.read_text('utf-8')}", "utf-8")
    draft.rename(path)


def main() -> None:
    """Print a line for each figure."""
    clock, cpu = share_of_the_model()
    print(
        f"embedding: onnxruntime's own share {clock:6.1%} by the clock, {cpu:6.1%} of the CPU time"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        for number, text in enumerate(islice(documents(), FILES)):
            (folder / "docs" / f"{number:05}.txt").write_text(text, "utf-8")
        started = perf_counter()
        report = ingest(folder / "index", folder / "docs", MadeUp())
        taken = perf_counter() - started
        print(f"index {FILES} files, {report.embedded} chunks, without the model {taken:6.1f} s")
        told("again, nothing changed", indexed(folder))
        path = folder / "docs" / f"{FILES // 2:05}.txt"
        index = Index(folder / "index", MadeUp())
        index.search("anything")
        edit(path, "zanzibarine")
        told(f"one of {FILES} edited: indexed", indexed(folder))
        told("and found by an index that is open", until_found(index, "zanzibarine"))
        told("and found by a new process", searched(folder, "zanzibarine"))
        other = folder / "docs" / f"{FILES // 3:05}.txt"
        told("one edited under --watch, found when open", watched(folder, index, other))
        index.close()
        path.rename(folder / "docs" / "renamed.txt")
        told(f"one of {FILES} renamed", indexed(folder))


def told(about: str, taken: Taken) -> None:
    """Print one figure."""
    cpu = f"(CPU {taken.cpu:.2f} s)" if taken.cpu else ""
    print(f"{about:42} {taken.clock:6.2f} s {cpu:14} {taken.said.splitlines()[0][:90]}", flush=True)


if __name__ == "__main__":
    main()
