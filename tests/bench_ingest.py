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
from time import perf_counter
from typing import Any

import numpy as np

from index.embedding import EMBEDDING_SHA256, MODELS, MiniLM, load_session, load_tokenizer, workers
from index.ingest import ingest
from index.sentence import sentences
from index.store import Index
from tests.bench import SEEDS, MadeUp

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


def share_of_the_model() -> float:
    """Return onnxruntime's own time on all cores for some texts, by the time `embed` takes.

    Its own time is that of running inputs made beforehand, in the faster of two ways: as many runs
    at once as there are cores, or one run after the other on all cores. All times are the least of
    ROUNDS.
    """
    import onnxruntime

    texts = [
        paragraph for text in islice(documents(), EMBEDDED // 2) for paragraph in text.split("\n\n")
    ]
    inputs = [_input(text) for text in texts]
    alone = load_session(MODELS / "embedding.onnx", EMBEDDING_SHA256)
    together = onnxruntime.InferenceSession(MODELS / "embedding.onnx")
    cores = workers()._max_workers
    own, ours = [], []
    with ThreadPoolExecutor(cores) as pool:
        for _ in range(ROUNDS):
            threads = _timed(lambda: list(pool.map(lambda feed: alone.run(None, feed), inputs)))
            spread = _timed(lambda: [together.run(None, feed) for feed in inputs])
            own.append(min(threads, spread))
            ours.append(_timed(lambda: list(MiniLM().embed(texts))))
    return min(own) / min(ours)


def _input(text: str) -> dict[str, Any]:
    ids = np.array([load_tokenizer().encode(text).ids[:256]], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def _timed(call: Any) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def command(folder: Path) -> tuple[float, str]:
    """Return how long `footnote index` takes in a process of its own, and its summary."""
    words = [sys.executable, "-m", "ui.cli", "index", str(folder / "docs")]
    started = perf_counter()
    done = subprocess.run(
        [*words, "--index", str(folder / "index")], check=True, capture_output=True, text=True
    )
    return perf_counter() - started, done.stdout.strip()


def searchable(folder: Path, word: str) -> float:
    """Return how long `footnote search` takes to find a word, in a process of its own."""
    words = [sys.executable, "-m", "ui.cli", "search", word, "-k", "1"]
    started = perf_counter()
    done = subprocess.run(
        [*words, "--index", str(folder / "index")], check=True, capture_output=True, text=True
    )
    assert word in done.stdout, done.stdout
    return perf_counter() - started


def until_found(index: Index, word: str) -> float:
    """Return how long an open index takes to find a word, searching until it does."""
    started = perf_counter()
    while not any(word in passage.chunk.text for passage in index.search(word, 1)):
        assert perf_counter() - started < LONGEST_S
    return perf_counter() - started


def watched(folder: Path, index: Index, path: Path) -> float:
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
    print(f"embedding: share of onnxruntime's own time, all cores {share_of_the_model():6.1%}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        for number, text in enumerate(islice(documents(), FILES)):
            (folder / "docs" / f"{number:05}.txt").write_text(text, "utf-8")
        started = perf_counter()
        report = ingest(folder / "index", folder / "docs", MadeUp())
        taken = perf_counter() - started
        print(f"index {FILES} files, {report.embedded} chunks, without the model {taken:6.1f} s")
        told("again, nothing changed", *command(folder))
        path = folder / "docs" / f"{FILES // 2:05}.txt"
        index = Index(folder / "index", MadeUp())
        index.search("anything")
        edit(path, "zanzibarine")
        told(f"one of {FILES} edited: indexed", *command(folder))
        told("and found by an index that is open", until_found(index, "zanzibarine"))
        told("and found by a new process", searchable(folder, "zanzibarine"))
        other = folder / "docs" / f"{FILES // 3:05}.txt"
        told("one edited under --watch, found when open", watched(folder, index, other))
        index.close()
        path.rename(folder / "docs" / "renamed.txt")
        told(f"one of {FILES} renamed", *command(folder))


def told(about: str, seconds: float, summary: str = "") -> None:
    """Print one figure."""
    print(f"{about:44} {seconds:6.2f} s   {summary}", flush=True)


if __name__ == "__main__":
    main()
