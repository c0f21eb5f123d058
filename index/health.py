"""`footnote index --check` and `--repair`: the state of an index, and mending its caches."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

from index.address import VARIABLE, note_address
from index.caches import build_caches
from index.check import faults
from index.embedding import Vectors
from index.errors import StoreError
from index.lock import writer
from index.snapshot import nearest, open_lexical, open_vectors, read_fresh, stacked
from index.state import Part, damaged_files, read_state
from index.truth import Truth

PROBES = 200
NEIGHBOURS = 10
LEAST_RECALL = 0.8
PATIENCE_S = 600
LOW = 3  # the exit code for a recall below LEAST_RECALL


@dataclass(frozen=True)
class Finding:
    """One line of a check: what was looked at, and what is wrong with it, or nothing."""

    about: str
    fault: str = ""


def check(folder: Path, server: str = "", address: str = "") -> Iterator[Finding]:
    """Yield what a look at every part of an index gives. Raises NoIndexError if there is none.

    The caches are opened in a process of its own, which a damaged file cannot take down with it.
    """
    with closing(Truth(folder, address)) as opened, opened.frozen() as truth:
        found = list(faults(truth))
        name = truth.database.file.name if truth.database.file else truth.database.name
        yield Finding(
            f"{name}: {truth.article_count()} articles, {truth.chunk_count()} chunks"
            if not found
            else name,
            "; ".join(found[:3]),
        )
        state = read_state(folder)
        yield _digests(folder, truth, "lexical index", state.lexical)
        yield _digests(folder, truth, f"vectors {server}".strip(), state.vectors.get(server))
    yield _searched(folder, server, address)


def _searched(folder: Path, server: str, address: str) -> Finding:
    command = [sys.executable, "-m", "index.health", str(folder.resolve()), server]
    done = run(  # noqa: S603
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env=os.environ | {VARIABLE: address},
    )
    said = ((done.stdout or done.stderr).strip().splitlines() or ["nothing was said"])[-1]
    if done.returncode in {0, LOW}:
        return Finding(f"search: {said}", "too few are found" if done.returncode else "")
    return Finding("search", f"ended with {done.returncode}, {said}")


def repair(folder: Path, server: str = "", address: str = "") -> None:
    """Build from truth, without embedding, what is missing or damaged. Raises StoreError."""
    with closing(Truth(folder, address)) as truth:
        note_address(folder, truth.database.address)
        with writer(folder):
            build_caches(folder, truth, server)


def _digests(folder: Path, truth: Truth, about: str, part: Part | None) -> Finding:
    if part is None:
        return Finding(about, "missing")
    behind = truth.changed_since(part.generation)
    if behind is None:
        return Finding(about, "of another state of the documents")
    damaged = damaged_files(folder, part)
    fresh = f", {len(behind)} changed since" if behind else ""
    return Finding(
        f"{about}: {part.place}, {part.count} chunks{fresh}",
        f"damaged: {', '.join(damaged[:3])}" if damaged else "",
    )


def search_check(folder: Path, server: str, address: str = "") -> tuple[int, float]:
    """Return how many chunks were looked for by their own vectors, and the recall of neighbours.

    Recall is the share of the NEIGHBOURS exact nearest that the caches find.
    """
    with closing(Truth(folder, address)) as truth:
        state = read_state(folder)
        part = state.vectors.get(server)
        open_lexical(folder, truth, state)
        cache, fresh = open_vectors(folder, server, part), read_fresh(truth, part)
        ids = sorted(truth.chunk_ids() - fresh.changed)
        if cache is None or not ids:
            return 0, 1.0
        held = truth.vectors(ids)
        every = stacked(held)
        probes = list(held.values())[:: max(1, len(ids) // PROBES)]
        shares = [_recall(cache.search(p, NEIGHBOURS), ids, every, p) for p in probes]
        cache.close()
        return len(shares), sum(shares) / len(shares)


def _recall(
    found: list[tuple[str, float]], ids: list[str], every: Vectors, probe: Vectors
) -> float:
    """Return the share of exact neighbours found; one as near as the last of them counts too."""
    exact = nearest(tuple(ids), every, probe, NEIGHBOURS)
    least = exact[-1][1] - 1e-4
    return sum(cosine >= least for _, cosine in found[: len(exact)]) / len(exact)


if __name__ == "__main__":
    try:
        probed, recall = search_check(Path(sys.argv[1]), sys.argv[2], os.environ.get(VARIABLE, ""))
    except (StoreError, OSError) as error:
        sys.exit(str(error))
    print(f"{probed} chunks looked for, recall of exact neighbours {recall:.3f}")
    sys.exit(LOW if recall < LEAST_RECALL else 0)
