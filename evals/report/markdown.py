"""A run in Markdown, short enough for a pull request."""

from collections.abc import Sequence

from evals.gate import Gate
from evals.outcome import Outcome
from evals.record import Record
from evals.report.text import advice, asked, figure_cells, said, stamped, wanted

MOST = 50  # questions named
SPECIAL = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def markdown(record: Record, gate: Gate | None) -> str:
    """Return the gate's verdict, every figure, and what is not right."""
    figures = [
        f"| {f.group} | {escape(f.name)} | {' | '.join(figure_cells(f))} |"
        for f in (*record.figures, *record.latency)
    ]
    lines = [
        f"## Evaluation: {escape(record.name)}",
        "",
        *(_gate(gate) if gate else []),
        "| | figure | value | 95 % | n | left out |",
        "|---|---|---|---|---|---|",
        *figures,
        "",
        *_folded(f"{len(record.failed())} of {len(record.outcomes)} not right", record.failed()),
        "<details><summary>Made of</summary>",
        "",
        *(f"- {escape(name)}: `{value}`" for name, value in stamped(record)),
        "",
        "</details>",
    ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it stands, on one line."""
    return " ".join(text.translate(SPECIAL).split())


def _gate(gate: Gate) -> list[str]:
    if gate.passed:
        return [f"**Passed**: nothing that used to be right is wrong. {_mended(gate)}", ""]
    return [f"**Failed**: {escape(advice(gate))}.", "", *_table(gate.broken), "", _mended(gate), ""]


def _mended(gate: Gate) -> str:
    ids = ", ".join(escape(outcome.case.id) for outcome in gate.mended)
    return f"Right now, and was not: {ids}." if ids else ""


def _folded(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    if not outcomes:
        return []
    return [f"<details><summary>{title}</summary>", "", *_table(outcomes), "", "</details>", ""]


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    rows = [
        f"| {escape(o.case.id)} | {escape(asked(o))} | {escape(wanted(o))} | {escape(said(o))} "
        f"| {o.reply.confidence:.2f} |"
        for o in outcomes[:MOST]
    ]
    more = [f"| | and {len(outcomes) - MOST} more | | | |"] if len(outcomes) > MOST else []
    return ["| id | asked | wanted | found | sure |", "|---|---|---|---|---|", *rows, *more]
