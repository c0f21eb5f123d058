"""A run as one page that needs nothing from outside."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from evals.estimate import Figure
from evals.gate import Gate
from evals.outcome import Outcome
from evals.record import Record
from evals.report import plots
from evals.report.text import advice, asked, figure_cells, said, stamped, wanted

CSS = Path(__file__).parent / "page.css"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>
{css}</style></head><body><main>
{body}
</main></body></html>
"""


def page(record: Record, gate: Gate | None) -> str:
    """Return the page: verdict, figures, plots, questions; what is of time comes last."""
    title = f"Evaluation: {escape(record.name)}"
    body = [
        f"<h1>{title}</h1>",
        f"<p>{_summary(record)}</p>",
        *(_gate(gate) if gate else []),
        "<h2>Figures</h2>",
        _figures(record.figures),
        *_plots(record),
        *_section("Not right", record.failed()),
        *_section("All questions", record.outcomes),
        "<h2>Made of</h2>",
        "<dl>",
        *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in stamped(record)),
        "</dl>",
        *_times(record),
    ]
    return PAGE.format(title=title, css=CSS.read_text("utf-8"), body="\n".join(body))


def _summary(record: Record) -> str:
    right = sum(bool(outcome.right) for outcome in record.outcomes)
    judged = sum(outcome.right is not None for outcome in record.outcomes)
    return f"{right} of {judged} questions right." if judged else "Retrieval alone."


def _gate(gate: Gate) -> list[str]:
    if gate.passed:
        return ["<p class=right>The gate passed: nothing that used to be right is wrong.</p>"]
    return [f"<p class=failed>{escape(advice(gate))}.</p>", *_rows(gate.broken)]


def _figures(figures: Iterable[Figure]) -> str:
    numbers = "".join(
        f"<th class=number>{name}</th>" for name in ("value", "95 %", "n", "left out")
    )
    rows = [
        f"<tr><td>{escape(f.group)}</td><td>{escape(f.name)}</td>"
        + "".join(f"<td class=number>{cell}</td>" for cell in figure_cells(f))
        + "</tr>"
        for f in figures
    ]
    head = f"<thead><tr><th></th><th>figure</th>{numbers}</tr></thead>"
    return f"<div class=scroll><table>{head}<tbody>{''.join(rows)}</tbody></table></div>"


def _plots(record: Record) -> list[str]:
    single = [o for o in record.outcomes if o.case.kind != "dialogue"]
    shown = [o for o in single if o.reply.citations and o.right is not None]
    kinds = [f for f in record.figures if ": " in f.name]
    drawn = []
    if shown:
        drawn.append(_plot("Risk by coverage", plots.risk_coverage(shown, len(single))))
        drawn.append(_plot("Calibration: answers in each bin", plots.calibration(shown)))
    if kinds:
        drawn.append(
            _plot("Right by sort of question, with n and 95 % interval", plots.bars(kinds))
        )
    return ["<h2>Plots</h2><div class=plots>", *drawn, "</div>"] if drawn else []


def _plot(caption: str, svg: str) -> str:
    labelled = svg.replace("<svg", f'<svg role="img" aria-label="{escape(caption)}"', 1)
    return f"<figure>{labelled}<figcaption>{escape(caption)}</figcaption></figure>"


def _section(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    if not outcomes:
        return []
    return [
        f"<h2>{title}</h2>",
        f"<details><summary>{len(outcomes)} questions</summary>",
        *_rows(outcomes),
        "</details>",
    ]


def _rows(outcomes: Sequence[Outcome]) -> list[str]:
    head = "".join(f"<th>{name}</th>" for name in ("id", "asked", "wanted", "found", "", "sure"))
    return [
        f"<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>",
        *map(_row, outcomes),
        "</tbody></table></div>",
    ]


def _row(outcome: Outcome) -> str:
    quotes = "".join(f"<blockquote>{escape(e.quote)}</blockquote>" for e in outcome.case.evidence)
    cells = (
        f"{escape(outcome.case.id)}<br>{escape(outcome.case.tag)}",
        escape(asked(outcome)),
        escape(wanted(outcome)) + quotes,
        escape(said(outcome)),
        f"<span class={outcome.verdict}>{outcome.verdict}</span>",
        f"{outcome.reply.confidence:.2f}",
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _times(record: Record) -> list[str]:
    if not any(outcome.ms for outcome in record.outcomes):
        return []
    drawn = _plot("Time an answer took", plots.latency(record.outcomes))
    return ["<section id=times><h2>Times</h2>", _figures(record.latency), drawn, "</section>"]
