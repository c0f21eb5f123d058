"""What a Ray cluster makes of an ingest, the model included: `python -m tests.bench_ray [CHUNKS]`.

The documents are the seeds' sentences with their words shuffled. One process as it ships, one that
is held to one thread, and clusters of so many workers, each with one thread, take turns; all of
them share this machine. Before each cluster is measured its workers have loaded the model.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from tests.bench_ingest import documents
from tests.ray_cluster import LOOPBACK, apart

WORKERS = (1, 2, 4)
ROUNDS = 3
ONE = {"OMP_NUM_THREADS": "1"}


def once(folder: Path, address: str) -> dict[str, float]:
    """Ingest into a new index; return the seconds of its stages, and of CPU of this process."""
    from index.cluster import Cluster
    from index.embedding import MiniLM
    from index.ingest import ingest

    cluster = Cluster(address) if address else None
    next(MiniLM().embed(["The model is loaded."]))
    import chromadb  # noqa: F401

    marks: dict[str, float] = {}
    started, used = perf_counter(), process_time()

    def tell(stage: str, done: int, total: int) -> None:
        marks.setdefault(stage, perf_counter())
        if stage == "Embedding" and done == total:
            marks["embedded"] = perf_counter()

    with tempfile.TemporaryDirectory() as name:
        report = ingest(Path(name) / "index", folder, None, tell, cluster=cluster)
    return {
        "chunks": report.embedded,
        "all": perf_counter() - started,
        "reading": marks["Embedding"] - started,
        "embedding": marks["embedded"] - marks["Embedding"],
        "CPU of this process": process_time() - used,
    }


def measured(folder: Path, address: str, environment: dict[str, str]) -> dict[str, float]:
    """Ingest in a process of its own."""
    command = [sys.executable, "-m", "tests.bench_ray", "once", str(folder), address]
    given = os.environ | LOOPBACK | environment
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=given).stdout
    found: dict[str, float] = json.loads(said)
    return found


def told(name: str, runs: list[dict[str, float]]) -> None:
    """Print the medians of some runs."""
    figures = {key: median(run[key] for run in runs) for key in runs[0]}
    rate = figures["chunks"] / figures["all"]
    spread = f"{min(run['all'] for run in runs):.1f} to {max(run['all'] for run in runs):.1f}"
    print(
        f"{name:28} {figures['all']:6.1f} s ({spread}), reading {figures['reading']:.1f}, "
        f"embedding {figures['embedding']:.1f}, {rate:.0f} chunks/s, "
        f"CPU of this process {figures['CPU of this process']:.1f} s",
        flush=True,
    )


def main() -> None:
    """Print a line for each way."""
    if sys.argv[1:2] == ["once"]:
        print(json.dumps(once(Path(sys.argv[2]), sys.argv[3])))
        return
    chunks = int(sys.argv[1]) if sys.argv[1:] else 1000
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        ways = {"one process as it ships": ("", {}), "one process, one thread": ("", ONE)}
        for workers in WORKERS:
            address, _ = stack.enter_context(apart(workers))
            ways[f"Ray, workers: {workers}"] = (address, {})
        folder, few = Path(name, "docs"), Path(name, "few")
        for place, count in ((folder, chunks // 2), (few, 8)):
            place.mkdir()
            for number, text in enumerate(islice(documents(), count)):
                (place / f"{number:05}.txt").write_text(text, "utf-8")
        runs: dict[str, list[dict[str, float]]] = {}
        for number in range(ROUNDS + 1):
            for way, (address, environment) in ways.items():
                found = measured(folder if number else few, address, environment)
                if number:  # the first time the workers load the model
                    runs.setdefault(way, []).append(found)
        for way, taken in runs.items():
            told(way, taken)


if __name__ == "__main__":
    main()
