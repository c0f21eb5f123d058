"""Runs, figures and cases on a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.case import Case
from evals.compare import Comparison
from evals.gate import Gate
from evals.outcome import Outcome
from evals.record import Record
from evals.report.text import advice, asked, figure_cells, said, wanted

WIDE = 100


def console() -> Console:
    """Return a console on standard output, as wide as the terminal or wide enough for a file."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDE)


def print_run(record: Record) -> None:
    """Print every figure of a run with its n and interval, and what the run was made of."""
    table = Table("figure", "value", "95 %", "n", "left out", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    group = ""
    for figure in (*record.figures, *record.latency):
        if figure.group != group:
            group = figure.group
            table.add_row(f"[bold]{escape(group)}[/bold]")
        table.add_row(f"  {escape(figure.name)}", *figure_cells(figure))
    shown = console()
    shown.print(table)
    made = record.stamp
    shown.print(
        f"{record.name}: {len(record.outcomes)} questions {made.questions}, corpus {made.corpus}, "
        f"index {made.index}",
        markup=False,
        soft_wrap=True,
    )


def print_outcomes(outcomes: Iterable[Outcome]) -> None:
    """Print question, what was wanted and what came back, of each outcome."""
    shown = console()
    for outcome in outcomes:
        case, reply = outcome.case, outcome.reply
        shown.print(f"{case.id} {case.tag}: {outcome.verdict}", style="bold", markup=False)
        shown.print(f"  asked   {asked(outcome)}", markup=False)
        shown.print(f"  wanted  {wanted(outcome)}", markup=False)
        shown.print(f"  found   {said(outcome)} ({reply.confidence:.2f})", markup=False)


def print_gate(gate: Gate, shown: Console) -> None:
    """Print what the gate found, each broken question by name."""
    for outcome in gate.broken:
        shown.print(
            f"broken: {outcome.case.id} {outcome.case.tag}: {asked(outcome)} -> "
            f"{said(outcome)} ({outcome.reply.confidence:.2f})",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    if gate.mended:
        ids = " ".join(outcome.case.id for outcome in gate.mended)
        shown.print(f"right now, and was not: {ids}", markup=False, soft_wrap=True)
    if gate.unknown:
        shown.print(f"{gate.unknown} questions are not in the baseline", markup=False)
    if gate.broken:
        shown.print(advice(gate), markup=False, soft_wrap=True)


def print_comparison(found: Comparison) -> None:
    """Print each changed question with both answers, and how many there are of each kind."""
    shown = console()
    for what in ("broken", "mended", "changed"):
        for change in found.of(what):
            case = change.after.case
            shown.print(f"{what}: {case.id} {case.tag}", style="bold", markup=False)
            shown.print(f"  asked   {asked(change.after)}", markup=False)
            shown.print(f"  before  {change.before.verdict}: {said(change.before)}", markup=False)
            shown.print(f"  after   {change.after.verdict}: {said(change.after)}", markup=False)
    counts = ", ".join(f"{len(found.of(what))} {what}" for what in ("mended", "broken", "changed"))
    same = found.common - len(found.changes)
    shown.print(f"{counts}, {same} the same, of {found.common} questions in both")
    for where, ids in (("before", found.only_before), ("after", found.only_after)):
        if ids:
            shown.print(f"{len(ids)} asked only {where}", markup=False)


def print_runs(found: Sequence[tuple[int, Record]]) -> None:
    """Print a line a run."""
    table = Table("run", "set", "questions", "right", "corpus", "index", box=None, pad_edge=False)
    for number, record in found:
        right = sum(bool(outcome.right) for outcome in record.outcomes)
        of = str(len(record.outcomes))
        made = record.stamp
        table.add_row(str(number), escape(record.name), of, str(right), made.corpus, made.index)
    console().print(table)


def print_cases(cases: Sequence[Case]) -> None:
    """Print a line a case."""
    table = Table("id", "kind", "tag", "question", box=None, pad_edge=False)
    for case in cases:
        table.add_row(case.id, case.kind, escape(case.tag), escape(" / ".join(case.turns)))
    console().print(table)
