"""What `footnote eval` does with a terminal around it."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.case import CaseError, QuestionSet, read_cases
from evals.choose import Choice, choose
from evals.compare import compare
from evals.gate import BASELINE, Gate, accept, check, read_baseline
from evals.outcome import Outcome
from evals.record import Record, load, runs, save, to_json
from evals.run import run
from evals.trial import corpus_of, fixed_set, recorded
from index.store import Index
from ui.indexing import Task, build_index, errors
from ui.named import FIXED, Chosen, question_set
from ui.tables import (
    print_cases,
    print_comparison,
    print_gate,
    print_outcomes,
    print_run,
    print_runs,
)

if TYPE_CHECKING:
    from qa.writing.writer import Writer

Filters = tuple[Sequence[str], Sequence[str], Sequence[str], str | None, int | None]


@dataclass(frozen=True)
class Wanted:
    """What is to become of a run: kept where, gated by what, shown how; who writes."""

    kept: Path
    baseline: Path | None
    reports: Path | None
    accept: bool
    as_json: bool
    writer: "Writer | None" = None


def run_set(chosen: Chosen, filters: Filters, wanted: Wanted) -> bool:
    """Ask, judge, keep and show a set; return whether the gate lets it pass."""
    choice = chosen_cases(filters, wanted.kept)
    questions = choose(question_set(chosen), choice)
    ours = questions.name == FIXED and wanted.writer is None
    gated = wanted.baseline or (BASELINE if ours else None)
    if wanted.accept and gated is None:
        raise CaseError("--baseline FILE expected with --accept for a set of your own")
    before = read_baseline(gated) if gated and not wanted.accept else None
    record = _asked(questions, chosen.index, wanted.writer)
    if gated and wanted.accept:
        accept(record.outcomes, gated, whole=choice.whole)
    gate = check(record.outcomes, before) if before else None
    _show(record, as_json=wanted.as_json)
    _keep(record, wanted.kept)
    _report(record, gate, wanted.reports)
    if gate:
        print_gate(gate, errors)
    return gate is None or gate.passed


def _keep(record: Record, folder: Path) -> None:
    """Keep a run if that can be: a folder that cannot be written loses no figure."""
    try:
        errors.print(f"kept as {save(record, folder)}", markup=False, highlight=False)
    except OSError as error:
        errors.print(f"not kept: {error}; name another folder with --runs DIR", markup=False)


def chosen_cases(filters: Filters, kept: Path) -> Choice:
    """Return the choice that the filters of a command make."""
    ids, kinds, tags, failed_from, limit = filters
    failed = load(failed_from, kept) if failed_from else None
    return Choice(tuple(ids), tuple(kinds), tuple(tags), failed, limit)


def _asked(questions: QuestionSet, index_folder: Path | None, writer: "Writer | None") -> Record:
    with tempfile.TemporaryDirectory() as name:
        folder = index_folder or Path(name) / "index"
        if index_folder is None:
            build_index(Task(folder, corpus_of(questions, Path(name))))
        index = Index(folder)
        try:
            return recorded(questions, _tracked(questions, index, writer), index)
        finally:
            index.close()


def _tracked(questions: QuestionSet, index: Index, writer: "Writer | None") -> Iterator[Outcome]:
    columns = TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)
    with bar as progress:
        yield from progress.track(run(questions, index, writer), total=len(questions.cases))


def _show(record: Record, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(to_json(record))
    else:
        print_run(record)


def _report(record: Record, gate: Gate | None, folder: Path | None) -> None:
    if folder:
        from evals.report import write_reports

        write_reports(record, gate, folder)
        errors.print(f"reports in {folder}", markup=False, highlight=False)


def show_run(name: str, kept: Path, reports: Path | None, *, failed: bool, as_json: bool) -> None:
    """Show a run that was kept."""
    record = load(name, kept)
    if failed:
        print_outcomes(record.failed())
    else:
        _show(record, as_json=as_json)
    _report(record, None, reports)


def compare_runs(before: str, after: str, kept: Path) -> bool:
    """Show what differs between two runs; return whether nothing broke."""
    found = compare(load(before, kept), load(after, kept))
    print_comparison(found)
    return not found.of("broken")


def list_runs(kept: Path) -> None:
    """List the runs that are kept."""
    if not runs(kept):
        errors.print(f"no runs in {kept} yet: `footnote eval` makes one", markup=False)
        return
    print_runs([(number, load(str(path), kept)) for number, path in runs(kept)])


def list_cases(name: str, filters: Filters, kept: Path) -> None:
    """List the cases of a set."""
    questions = fixed_set() if name == FIXED else QuestionSet(name, tuple(read_cases(Path(name))))
    print_cases(choose(questions, chosen_cases(filters, kept)).cases)
