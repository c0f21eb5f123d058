"""A run as a file: JSON that every report is made from, and that two runs differ in by times."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.case import Case, CaseError, case_from
from evals.estimate import Figure
from evals.outcome import Cited, Outcome, Ranked, Reply
from evals.stamp import Stamp

FORMAT = 1
DECIMALS = 6
NAME = re.compile(r"(\d{4,})\.json")


@dataclass(frozen=True)
class Record:
    """A run: its set's name, what it was made of, figures, outcomes, and figures of time."""

    name: str
    stamp: Stamp
    figures: tuple[Figure, ...]
    outcomes: tuple[Outcome, ...]
    latency: tuple[Figure, ...] = ()

    def by_id(self) -> Mapping[str, Outcome]:
        """Return the outcomes by the id of their case."""
        return {outcome.case.id: outcome for outcome in self.outcomes}

    def failed(self) -> list[Outcome]:
        """Return the outcomes that are not right, without those that could not be judged."""
        return [outcome for outcome in self.outcomes if outcome.right is False]


def to_json(record: Record) -> str:
    """Return a run as JSON, a line a case; all that differs between two runs is in `times`."""
    head = {"footnote_eval": FORMAT, "name": record.name, "stamp": asdict(record.stamp)}
    cases = [_outcome_json(outcome) for outcome in record.outcomes]
    times = {
        "latency": [asdict(figure) for figure in record.latency],
        "ms": {o.case.id: o.ms for o in record.outcomes if o.ms},
    }
    lines = [f'"{key}": {_dump(value)}' for key, value in head.items()]
    lines.append('"figures": [\n' + ",\n".join(_dump(asdict(f)) for f in record.figures) + "\n]")
    lines.append('"cases": [\n' + ",\n".join(map(_dump, cases)) + "\n]")
    lines.append(f'"times": {_dump(times)}')
    return "{" + ",\n".join(lines) + "}\n"


def from_json(text: str, source: str) -> Record:
    """Return the run that a text describes. Raises CaseError naming its source."""
    try:
        found = json.loads(text)
        if found["footnote_eval"] != FORMAT:
            raise ValueError(f"format {FORMAT} expected, {found['footnote_eval']} found")
        times = found["times"]
        stamp = found["stamp"] | {
            key: tuple(tuple(pair) for pair in found["stamp"][key])
            for key in ("models", "versions")
        }
        return Record(
            found["name"],
            Stamp(**stamp),
            tuple(Figure(**figure) for figure in found["figures"]),
            tuple(_outcome(case, times["ms"]) for case in found["cases"]),
            tuple(Figure(**figure) for figure in times["latency"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CaseError(f"a run of `footnote eval` expected, {source}: {error!r}") from None


def save(record: Record, folder: Path) -> Path:
    """Write a run into a folder of runs under the next number, and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max((number for number, _ in runs(folder)), default=0) + 1
    while True:
        path = folder / f"{number:04}.json"
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(to_json(record))
        except FileExistsError:  # another run ended meanwhile
            number += 1
        else:
            return path


def runs(folder: Path) -> list[tuple[int, Path]]:
    """Return number and file of every run in a folder, oldest first."""
    if not folder.is_dir():
        return []
    found = ((NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(match.group(1)), path) for match, path in found if match)


def load(name: str, folder: Path) -> Record:
    """Return a run by its number, by "last", or by its file. Raises CaseError."""
    known = runs(folder)
    by_name = {str(number): path for number, path in known} | {p.stem: p for _, p in known}
    path = known[-1][1] if name == "last" and known else by_name.get(name, Path(name))
    try:
        return from_json(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeError):
        numbers = f"1 to {known[-1][0]}" if known else "none yet"
        raise CaseError(
            f"a run expected: a number ({numbers} in {folder}), last, or a file; found: {name}"
        ) from None


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    found = asdict(outcome)
    del found["ms"]
    return found | {"verdict": outcome.verdict}


def _outcome(found: dict[str, Any], ms: dict[str, float]) -> Outcome:
    reply = found["reply"]
    citations = tuple(Cited(**cited) for cited in reply["citations"])
    case: Case = case_from(found["case"])
    return Outcome(
        case,
        Reply(**(reply | {"citations": citations})),
        tuple(Ranked(**ranked) for ranked in found["ranking"]),
        found["relevant"],
        found["scores"],
        ms.get(case.id, 0.0),
    )


def rounded(record: Record) -> Record:
    """Return a run with its numbers as they will be read back from a file."""
    return from_json(to_json(record), record.name)


def _dump(value: Any) -> str:
    return json.dumps(_round(value), ensure_ascii=False, allow_nan=False)


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {key: _round(item) for key, item in value.items()}
    return [_round(item) for item in value] if isinstance(value, list | tuple) else value
