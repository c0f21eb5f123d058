"""Two runs side by side, question by question."""

from dataclasses import dataclass

from evals.outcome import Outcome
from evals.record import Record


@dataclass(frozen=True)
class Change:
    """One question in two runs: "mended", "broken", or "changed" where only the answer differs."""

    what: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True)
class Comparison:
    """Changes in the order of the questions, and the number of questions of both runs."""

    changes: tuple[Change, ...]
    common: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    def of(self, what: str) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.what == what)


def compare(before: Record, after: Record) -> Comparison:
    """Compare two runs over the questions that both asked."""
    old, new = before.by_id(), after.by_id()
    common = [id_ for id_ in old if id_ in new]
    found = (Change(_what(old[id_], new[id_]), old[id_], new[id_]) for id_ in common)
    return Comparison(
        tuple(change for change in found if change.what),
        len(common),
        tuple(id_ for id_ in old if id_ not in new),
        tuple(id_ for id_ in new if id_ not in old),
    )


def _what(before: Outcome, after: Outcome) -> str:
    if before.right != after.right and (before.right or after.right):
        return "mended" if after.right else "broken"
    said, says = before.reply, after.reply
    same = (said.text, said.short, said.citations) == (says.text, says.short, says.citations)
    return "" if same else "changed"
