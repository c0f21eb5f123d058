"""Figures as a table and as JSON, and the baseline they may not fall below."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.case import CaseError
from evals.measures import Figure
from evals.run import Result

BASELINE = Path(__file__).parent / "baseline.json"
SLACK = 1e-9


def table(figures: Sequence[Figure]) -> str:
    """Return a line for each figure: name, value, n."""
    return "\n".join(f"{f.name:<20} {f.value:.3f}  n={f.n}" for f in figures)


def missed(results: Sequence[Result]) -> str:
    """Return a line for each case that was not right: what was asked, and what came back."""
    return "\n".join(
        f"{r.case.id} {r.case.tag}: {' / '.join(r.case.turns)} -> {r.answer.short or r.answer.text}"
        for r in results
        if not r.right
    )


def record(figures: Sequence[Figure], results: Sequence[Result]) -> dict[str, Any]:
    """Return figures and verdicts as JSON; the same answers give the same bytes."""
    return {
        "figures": {f.name: {"value": round(f.value, 6), "n": f.n} for f in figures},
        "cases": {
            r.case.id: {"right": r.right, "answer": r.answer.text, "short": r.answer.short}
            for r in results
        },
    }


def fallen(figures: Sequence[Figure], path: Path = BASELINE) -> list[str]:
    """Return a line for each figure below the baseline.

    Raises CaseError if the baseline cannot be read or is of other figures.
    """
    try:
        baseline = json.loads(path.read_text("utf-8"))
        least = {name: float(value) for name, value in baseline.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise CaseError(f"a baseline expected in {path}: {error}; write it with --accept") from None
    if least.keys() != {f.name for f in figures}:
        raise CaseError(f"{path} is of other figures: write it anew with --accept")
    return [
        f"{f.name}: at least {least[f.name]:.3f} expected, {f.value:.3f} found"
        for f in figures
        if f.value < least[f.name] - SLACK
    ]


def accept(figures: Sequence[Figure], path: Path = BASELINE) -> None:
    """Make these figures the baseline; values are cut, not rounded, to four places."""
    least = {f.name: int(f.value * 10_000) / 10_000 for f in figures}
    path.write_text(json.dumps(least, indent=2) + "\n", "utf-8")
