"""The plot of docs/speed.md: `python tests/bench_plot.py RESULTS docs/speed.svg`."""

import json
import sys
from pathlib import Path
from typing import Any

PANELS = (
    ("ingest", "CPU s", "ingest, seconds of CPU"),
    ("query", "CPU p95 ms", "search, p95 in ms of CPU"),
    ("query", "peak MB", "memory of a search process, MB"),
)
SIDES = {"ours": ("Footnote", "#b45309"), "theirs": ("LlamaIndex pipeline", "#78716c")}


def main() -> None:
    """Draw each panel with a line for each side; that of ingest is logarithmic both ways.

    Of times those of the CPU are drawn, which a busy machine changes least.
    """
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "footnote"
    from matplotlib import pyplot

    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    figure, axes = pyplot.subplots(1, len(PANELS), figsize=(9, 2.8), layout="constrained")
    for place, (kind, key, title) in zip(axes, PANELS, strict=True):
        for side, (name, colour) in SIDES.items():
            held = {f["size"]: f[key] for f in found if f["step"] == f"{side} {kind}"}
            place.loglog(sorted(held), [held[s] for s in sorted(held)], "o-", label=name, c=colour)
        place.set_title(title, fontsize=9)
        place.set_xlabel("chunks", fontsize=8)
        place.tick_params(labelsize=8, which="both")
        if kind == "query":
            place.set_yscale("linear")
            place.set_ylim(bottom=0)
    axes[0].legend(fontsize=8)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
