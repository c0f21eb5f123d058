"""Footnote's index beside LlamaIndex's own pipeline, in one run: `make bench`.

Both get the same documents and the same embedding: a stub whose vectors are made from the words,
so that what is measured is everything but the model's own time; that is measured apart, with
MiniLM on a sample. The documents are sentences of made-up words that follow Zipf's law, each
document about a few topics. A step runs in a process of its own, which gives its peak memory, and
writes a line to RESULTS when it ends: steps that are there already are not run again.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench_llama import theirs_ingest, theirs_opened
from tests.bench_texts import NEIGHBOURS, Clock, Hashed, Opened, documents, peak, queried

SIZES = (1_000, 10_000, 100_000)  # chunks


def ours_ingest(folder: Path) -> dict[str, float]:
    """Ingest with Footnote."""
    import chromadb.api.rust  # noqa: F401  # no part of what is measured, on either side

    from index.ingest import ingest

    clock = Clock()
    report = ingest(folder / "ours", folder / "documents", Hashed())
    return clock.rates(len(report.added), report.embedded)


def ours_opened(folder: Path) -> Opened:
    """Open what Footnote wrote: both sides, no reader."""
    from index.store import Index
    from index.truth import Truth

    index, truth = Index(folder / "ours", Hashed()), Truth(folder / "ours")

    def near(query: str) -> list[str]:
        found = index.nearest(Hashed().embed_query(query), NEIGHBOURS)
        return [passage.chunk.id for passage in found]

    return Opened(
        search=partial(index.search, k=NEIGHBOURS),
        near=near,
        vectors=lambda: truth.vectors(truth.chunk_ids()),
    )


def stub(folder: Path) -> dict[str, float]:
    """Embed alone, to take the stub's own time off both sides."""
    files = sorted((folder / "documents").iterdir())
    texts = [part for file in files for part in file.read_text("utf-8").split("\n\n")]
    started, used = time.perf_counter(), time.process_time()
    for _ in Hashed().embed(texts):
        pass
    taken, used = time.perf_counter() - started, time.process_time() - used
    return {"seconds": taken, "CPU s": used, "chunks": len(texts)}


STEPS: dict[str, Callable[[Path], dict[str, float]]] = {
    "stub": stub,
    "ours ingest": ours_ingest,
    "theirs ingest": theirs_ingest,
    "ours query": lambda folder: queried(partial(ours_opened, folder)),
    "theirs query": lambda folder: queried(partial(theirs_opened, folder)),
}


def run_step(folder: Path, size: int, step: str) -> dict[str, Any]:
    """Run one step here; its peak memory is told too."""
    figures = STEPS[step](folder / str(size))
    figures.setdefault("peak MB", peak())
    return {"size": size, "step": step, **{key: round(value, 3) for key, value in figures.items()}}


def prepare(folder: Path, size: int) -> None:
    """Write the documents of a size."""
    target = folder / str(size) / "documents"
    if not target.exists():
        target.mkdir(parents=True)
        for name, text in documents(size):
            (target / name).write_text(text, "utf-8")


def main() -> None:
    """Run what is not in RESULTS yet and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="where documents, indexes and results go")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--step", choices=STEPS, help="run this one here")
    given = parser.parse_args()
    results = given.folder / "results.jsonl"
    for size in given.sizes:
        prepare(given.folder, size)
        if given.step:
            print(json.dumps(run_step(given.folder, size, given.step)))
            continue
        for step in STEPS:
            if (size, step) not in _known(results):
                _clean(given.folder / str(size), step)
                command = [sys.executable, __file__, str(given.folder), "--step", step]
                done = subprocess.run(
                    [*command, "--sizes", str(size)], check=True, stdout=subprocess.PIPE, text=True
                )
                with results.open("a", encoding="utf-8") as file:
                    file.write(done.stdout.strip().splitlines()[-1] + "\n")
                print(done.stdout.strip().splitlines()[-1], flush=True)
    if not given.step:
        print(table(_known(results)))


def _clean(folder: Path, step: str) -> None:
    side, kind = [*step.split(), ""][:2]
    if kind == "ingest":
        shutil.rmtree(folder / side, ignore_errors=True)


def _known(results: Path) -> dict[tuple[int, str], dict[str, Any]]:
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    return {(found["size"], found["step"]): found for found in map(json.loads, lines)}


def table(known: dict[tuple[int, str], dict[str, Any]]) -> str:
    """Return the figures of both sides and their ratios, as Markdown."""
    lines = ["| chunks | figure | Footnote | LlamaIndex | ratio |", "|---|---|---|---|---|"]
    for size in sorted({size for size, _ in known}):
        for kind, keys in FIGURES.items():
            ours, theirs = known.get((size, f"ours {kind}")), known.get((size, f"theirs {kind}"))
            if ours and theirs:
                net = _net(known, size, ours, theirs) if kind == "ingest" else {}
                rows = {key: (ours[key], theirs[key]) for key in keys} | net
                lines += [
                    f"| {size:,} | {kind}, {key} | {a:,.4g} | {b:,.4g} | {a / b:.2f} |"
                    for key, (a, b) in rows.items()
                ]
    return "\n".join(lines)


FIGURES = {
    "ingest": ("documents/s", "chunks/s", "CPU s", "peak MB"),
    "query": (
        *("p50 ms", "p95 ms", "CPU p50 ms", "CPU p95 ms"),
        *("recall", "open s", "peak MB"),
    ),
}


def _net(
    known: dict[tuple[int, str], dict[str, Any]], size: int, ours: Any, theirs: Any
) -> dict[str, tuple[float, float]]:
    """Return both sides' times without what the embedding itself takes."""
    stub = known[size, "stub"]
    return {
        f"{key} without the embedding": (ours[key] - stub[key], theirs[key] - stub[key])
        for key in ("seconds", "CPU s")
    }


if __name__ == "__main__":
    main()
