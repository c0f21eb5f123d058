"""Draw how far a confidence can be trusted."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from fitting import Floats, reliability, risk_at
from matplotlib.figure import Figure

COLOURS = ("#1f5fa8", "#c05a1c")
COVERAGES = np.linspace(0.02, 1.0, 50)


def draw(path: Path, judged: Mapping[str, tuple[Floats, Floats]], threshold: float) -> None:
    """Write an SVG, the same bytes for the same figures: calibration, and risk by coverage.

    `judged` has, by domain, the probabilities of the first readings and 1 where they are right.
    """
    mpl.rcParams["svg.hashsalt"] = "footnote"
    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [0, 1], color="#999", linewidth=1, linestyle="--")
    left.axvline(threshold, color="#999", linewidth=1)
    left.text(threshold + 0.02, 0.02, f"shown from {threshold:.2f}", fontsize=8, color="#555")
    for (name, (p, was)), colour in zip(judged.items(), COLOURS, strict=False):
        bins = reliability(p, was)
        said, true = [b[1] for b in bins], [b[2] for b in bins]
        left.plot(said, true, color=colour, linewidth=1.2, label=name)
        left.scatter(said, true, s=[12 + 260 * b[0] for b in bins], color=colour, alpha=0.8)
        risks = [risk_at(p, was, coverage) for coverage in COVERAGES]
        right.plot(COVERAGES, risks, color=colour, linewidth=1.5, label=name)
        shown = float((p >= threshold).mean())
        right.scatter([shown], [risk_at(p, was, shown)], color=colour, s=30)
    left.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    left.set_title("Calibration (area: number of questions)", fontsize=10)
    right.set(xlabel="share of all questions answered", ylabel="share of these wrong")
    right.set(xlim=(0, 1), ylim=(0, None))
    right.set_title("Risk by coverage (dots: the threshold)", fontsize=10)
    for axes in (left, right):
        axes.legend(frameon=False, fontsize=8, loc="upper left")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
