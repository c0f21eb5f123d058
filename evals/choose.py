"""Choosing some of a set's cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TypeVar

from evals.case import Case, CaseError, QuestionSet
from evals.record import Record

T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """What to keep: patterns of ids, kinds, tags, what failed in a run; of these at most `limit`.

    Nothing given keeps all.
    """

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    failed_in: Record | None = None
    limit: int | None = None

    @property
    def whole(self) -> bool:
        """Tell whether it keeps every case."""
        return self == Choice()


def choose(questions: QuestionSet, choice: Choice) -> QuestionSet:
    """Return the set with the chosen cases. Raises CaseError if that leaves none.

    A limit takes cases spread evenly over the set, the same every time.
    """
    failed = {o.case.id for o in choice.failed_in.failed()} if choice.failed_in else None
    kept = [case for case in questions.cases if _fits(case, choice, failed)]
    if not kept:
        found = f"none of its {len(questions.cases)} cases fits" if questions.cases else "no case"
        raise CaseError(f"cases to ask expected in {questions.name}, found: {found}")
    return replace(questions, cases=tuple(spread_evenly(kept, choice.limit or len(kept))))


def spread_evenly(found: Sequence[T], limit: int) -> list[T]:
    """Return at most `limit` of what was found, at even distances, in order."""
    count = min(limit, len(found))
    return [found[place * len(found) // count] for place in range(count)]


def _fits(case: Case, choice: Choice, failed: set[str] | None) -> bool:
    return (
        (not choice.ids or any(fnmatchcase(case.id, pattern) for pattern in choice.ids))
        and (not choice.kinds or case.kind in choice.kinds)
        and (not choice.tags or case.tag in choice.tags)
        and (failed is None or case.id in failed)
    )
