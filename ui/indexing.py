"""What `footnote index` shows: how far it is, what it did, and what it left out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TextIO

import rich.progress
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index.cluster import Cluster
from index.embedding import Embedding
from index.errors import FootnoteError
from index.ingest import Ingest, ingest, plan, quietly
from index.ingest import Progress as Tell
from ui.escape import CONTROL

STAGES = ("Reading", "Embedding")
LEFT_OUT = 3  # the exit code when a document could not be read
errors = Console(stderr=True)


@dataclass(frozen=True)
class Task:
    """Which index is to mirror which folder, with which embedding, servers and workers."""

    index: Path
    corpus: Path
    embedding: Embedding | None = None
    server: str = ""
    truth: str = ""
    ray: str = ""


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: rich.progress.Task) -> Text:
        """Return the rate, once it is known."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def shown_progress(corpus: Path) -> Iterator[Tell]:
    """Show a bar for each stage of an ingest, with rate and time left, where someone can see it."""
    if not errors.is_terminal:
        yield quietly
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors) as progress:
        bars = {stage: progress.add_task(stage, total=None, visible=False) for stage in STAGES}

        def tell(stage: str, done: int, total: int) -> None:
            title = f"{stage} {corpus.name or corpus}" if stage == "Reading" else stage
            progress.update(
                bars[stage], description=title, completed=done, total=total, visible=total > 0
            )

        yield tell


def build_index(task: Task) -> Ingest:
    """Bring the index up to date with a folder of documents, showing how far it is."""
    workers = Cluster(task.ray) if task.ray else None
    with shown_progress(task.corpus) as tell:
        return ingest(
            task.index, task.corpus, task.embedding, tell, task.server, task.truth, workers
        )


def index_once(task: Task, *, dry_run: bool) -> int:
    """Index once, or say what that would do, and print the summary; return the exit code."""
    started = perf_counter()
    if dry_run:
        with shown_progress(task.corpus) as tell:
            report = plan(task.index, task.corpus, tell, task.truth)
        _print(_planned(report))
    else:
        report = build_index(task)
    for skipped in report.skipped:
        _print(f"skipped {skipped.path}: {skipped.reason}", sys.stderr)
    _print(summary(report, perf_counter() - started, dry_run=dry_run))
    return LEFT_OUT if any(not skipped.foreign for skipped in report.skipped) else 0


def follow(task: Task) -> None:
    """Index after every change of the folder, and say so, until Ctrl-C."""
    from index.watching import changes

    _print(f"Watching {task.corpus}; Ctrl-C ends it.")
    for _ in changes(task.corpus, task.index):
        try:
            started = perf_counter()
            report = build_index(task)
        except FootnoteError as error:  # a file that is being written: the next change mends it
            _print(f"footnote: {error}", sys.stderr)
            continue
        if report.added or report.changed or report.removed or report.renamed:
            _print(summary(report, perf_counter() - started))


def summary(report: Ingest, seconds: float, *, dry_run: bool = False) -> str:
    """Return what an ingest did in one line."""
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "renamed": len(report.renamed),
        "removed": len(report.removed),
        "unchanged": report.unchanged,
        "skipped": len(report.skipped),
    }
    listed = ", ".join(f"{count} {word}" for word, count in counts.items())
    embedded = "to embed" if dry_run else "embedded"
    ending = "nothing was written" if dry_run else f"{seconds:.1f} s"
    return f"{listed}, {report.embedded} texts {embedded}; {ending}"


def _planned(report: Ingest) -> str:
    lines = [f"would add {id_}" for id_ in report.added]
    lines += [f"would change {id_}" for id_ in report.changed]
    lines += [f"would rename {old} to {new}" for old, new in report.renamed]
    lines += [f"would remove {id_}" for id_ in report.removed]
    return "\n".join(lines)


def _print(text: str, file: TextIO | None = None) -> None:
    """Print names and reasons, which come from files, without what moves a terminal's cursor."""
    if text:
        print(CONTROL.sub("", text), file=file or sys.stdout, flush=True)
