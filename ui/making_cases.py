"""`footnote eval add` and `draft`: cases for a set of one's own."""

from dataclasses import replace
from itertools import count
from pathlib import Path

from evals.adding import Told, append, case_of, taken_ids, told_in
from evals.case import CaseError
from evals.draft import drafts
from index.store import Index


def add_cases(
    to: Path, source: str | Path | None, answers: tuple[str, ...], folder: Path, *, refuse: bool
) -> None:
    """Add a case for a question, or for every line of a file of answers or feedback."""
    told = told_in(source) if isinstance(source, Path) else [Told((str(source),))]
    taken = taken_ids(to)
    free = (id_ for number in count(1) if (id_ := f"n{number:03}") not in taken)
    index = Index(folder)
    try:
        cases = [
            case_of(replace(t, answers=answers, refuse=refuse), next(free), index) for t in told
        ]
    finally:
        index.close()
    append(to, cases)
    for case in cases:
        wanted = "draft" if case.get("draft") else " | ".join(case["answers"]) or "(refusal)"
        print(f"added {case['id']}: {' / '.join(case['turns'])} -> {wanted}")


def draft_cases(to: Path, wanted: int, folder: Path) -> None:
    """Add drafts from an index's documents to a set."""
    taken = taken_ids(to)
    index = Index(folder)
    try:
        proposed = drafts(index.articles(), wanted, taken)
    finally:
        index.close()
    if not proposed:
        raise CaseError(f"sentences with a date, number, name or quote expected in {folder}: none")
    append(to, proposed)
    print(f'{len(proposed)} drafts in {to}: reword each question, then delete its "draft": true')
