"""Plots as SVG to stand in a page; the same run gives the same bytes."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Drawing

from evals.calibration import BINS, bins, risks
from evals.estimate import Figure
from evals.outcome import Outcome

STYLE: Any = {
    "svg.hashsalt": "footnote",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
INK, ACCENT, PALE = "#333333", "#1f6f8b", "#c9dfe6"
INCHES = (4.6, 3.1)


def risk_coverage(outcomes: Sequence[Outcome], asked: int) -> str:
    """Return the share wrong among the surest answers, by the share of questions they are."""
    rows = _sure(outcomes)
    axes, drawing = _axes("share of questions answered", "share of answers wrong")
    axes.plot(np.arange(1, len(rows) + 1) / max(asked, 1), risks(rows), color=ACCENT)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(drawing)


def calibration(outcomes: Sequence[Outcome]) -> str:
    """Return the share right by confidence, in ten bins, with the number of answers in each."""
    rows = _sure(outcomes)
    axes, drawing = _axes("confidence", "share of answers right")
    place = bins(rows)
    for b in range(BINS):
        inside = rows[place == b]
        if len(inside):
            right = float(inside[:, 1].mean())
            axes.bar((b + 0.5) / BINS, right, 0.9 / BINS, color=PALE)
            axes.text((b + 0.5) / BINS, right, str(len(inside)), ha="center", va="bottom")
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.08)
    return _svg(drawing)


def bars(figures: Sequence[Figure]) -> str:
    """Return a bar for each figure, with its interval."""
    axes, drawing = _axes("", "", height=0.5 + 0.22 * max(len(figures), 3), width=7.2)
    for place, figure in enumerate(reversed(figures)):
        if figure.value is None or figure.low is None or figure.high is None:
            continue
        axes.barh(place, figure.value, 0.7, color=PALE)
        axes.plot([figure.low, figure.high], [place, place], color=ACCENT, linewidth=1.2)
    names = [f"{figure.name} ({figure.n})" for figure in reversed(figures)]
    axes.set_yticks(range(len(figures)), names)
    axes.set_xlim(0, 1)
    return _svg(drawing)


def latency(outcomes: Sequence[Outcome]) -> str:
    """Return how many answers took how long."""
    axes, drawing = _axes("milliseconds", "answers")
    axes.hist([outcome.ms for outcome in outcomes if outcome.ms], bins=30, color=PALE)
    return _svg(drawing)


def _sure(outcomes: Sequence[Outcome]) -> Any:
    return np.array([(o.reply.confidence, float(bool(o.right))) for o in outcomes]).reshape(-1, 2)


def _axes(
    across: str, up: str, *, width: float = INCHES[0], height: float = INCHES[1]
) -> tuple[Any, Drawing]:
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(width, height), layout="constrained")
        axes = drawing.add_subplot()
        axes.set_xlabel(across)
        axes.set_ylabel(up)
    return axes, drawing


def _svg(drawing: Drawing) -> str:
    """Return the <svg> element alone, without date, doctype or metadata."""
    written = StringIO()
    with matplotlib.rc_context(STYLE):
        drawing.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    element = written.getvalue().partition("<svg")[2]
    return re.sub(r"<metadata>.*?</metadata>", "", f"<svg{element}", flags=re.DOTALL).strip()
