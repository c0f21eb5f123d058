"""`footnote eval`: the fixed questions over the seeds, in an index of their own."""

import json
import tempfile
from pathlib import Path

from rich.progress import track

from evals.case import read_cases
from evals.report import accept, fallen, missed, record, table
from evals.run import figures, run
from index.store import Index
from ui.opening import SEEDS, build_index, errors


def evaluate_seeds(*, accept_figures: bool, as_json: bool) -> bool:
    """Print every figure with its n; return whether none is below the committed baseline."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(Path(folder), SEEDS)
        index = Index(Path(folder))
        cases = read_cases()
        asked = run(cases, index)
        results = list(track(asked, "Asking", len(cases), console=errors, transient=True))
        index.close()
    found = figures(results)
    print(json.dumps(record(found, results), ensure_ascii=False) if as_json else table(found))
    errors.print(missed(results), markup=False, highlight=False)
    if accept_figures:
        accept(found)
        return True
    below = fallen(found)
    for line in below:
        errors.print(f"below the baseline: {line}", markup=False)
    return not below
