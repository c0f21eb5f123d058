"""The gate: no question that used to be right may be wrong now.

The baseline holds a line a question, so that a change of it reads as what it changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.case import CaseError
from evals.outcome import Outcome
from evals.stamp import processor

BASELINE = Path(__file__).parent / "baseline.json"
VERDICTS = ("right", "wrong", "refused", "unscored")


@dataclass(frozen=True)
class Baseline:
    """The verdict of each question by id, and the processor they were found on."""

    verdicts: Mapping[str, str]
    processor: str


@dataclass(frozen=True)
class Gate:
    """What changed: `broken` was right and is not, `mended` is right and was not.

    `unknown` counts questions without a baseline. `elsewhere` is the baseline's processor where
    it is another one than this.
    """

    broken: tuple[Outcome, ...]
    mended: tuple[Outcome, ...]
    unknown: int
    elsewhere: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether nothing is broken."""
        return not self.broken


def check(outcomes: Sequence[Outcome], baseline: Baseline) -> Gate:
    """Compare outcomes with the baseline."""
    was = baseline.verdicts
    known = [o for o in outcomes if o.case.id in was]
    return Gate(
        tuple(o for o in known if was[o.case.id] == "right" != o.verdict),
        tuple(o for o in known if was[o.case.id] != "right" == o.verdict),
        len(outcomes) - len(known),
        "" if baseline.processor == processor() else baseline.processor,
    )


def read_baseline(path: Path = BASELINE) -> Baseline:
    """Return the baseline in a file. Raises CaseError if it cannot be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
        verdicts = dict(found["questions"])
        if not set(verdicts.values()) <= set(VERDICTS):
            raise ValueError(f"a verdict of {VERDICTS} for each question expected")
        return Baseline(verdicts, str(found["processor"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(
            f"a baseline expected in {path}: {error!r}; write it with `footnote eval --accept`"
        ) from None


def accept(outcomes: Sequence[Outcome], path: Path = BASELINE, *, whole: bool = True) -> None:
    """Make these verdicts the baseline; with `whole` false, keep those of other questions."""
    kept = {} if whole or not path.exists() else dict(read_baseline(path).verdicts)
    verdicts = kept | {o.case.id: o.verdict for o in outcomes}
    text = json.dumps({"processor": processor(), "questions": verdicts}, indent=1)
    path.write_text(text + "\n", "utf-8")
