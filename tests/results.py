"""Make the figures in docs/results.md anew: `make results DATA=FOLDER [LIMIT=200] [SETS=NAME]`.

Asks each set, or those named, of which DATA holds the files, and puts its table between the marks
of its name.
Runs are kept in `.footnote-runs/results`; one made with the same models, of as many questions, is
not made again, so that a run that was cut off goes on.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from evals.record import Record, load, runs
from evals.report.text import figure_cells
from evals.stamp import models

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "results.md"
KEPT = ROOT / ".footnote-runs" / "results"
SETS = {
    "fixed": (),
    "squad1_dev_articles": ("--squad", "squad1_dev_articles.json"),
    "squad2_dev_articles": ("--squad", "squad2_dev_articles.json"),
    "squadshifts_reddit": ("--squad", "squadshifts_reddit.json"),
    "multihop_rag_questions_dev20": (
        *("--multihop", "multihop_rag_questions_dev20.jsonl"),
        *("--articles", "multihop_rag_corpus.json"),
    ),
}
GROUPS = (
    "retrieval",
    "answers",
    "citations",
    "refusal",
    "calibration",
    "follow-ups",
    "disagreement",
)


def main() -> None:
    """Run what is missing, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", choices=[[], *SETS], metavar="SET")
    parser.add_argument("--limit", type=int, default=200)
    given = parser.parse_args()
    page = PAGE.read_text("utf-8")
    for name in given.sets or SETS:
        options = SETS[name]
        paths = [given.data / option for option in options if not option.startswith("--")]
        if all(path.exists() for path in paths):
            limit = None if name == "fixed" else given.limit
            record = known(name, limit) or made(name, options, given.data, limit)
            page = put(page, name, table(record, command(options, limit)))
            PAGE.write_text(page, "utf-8")


def known(name: str, limit: int | None) -> Record | None:
    """Return the newest kept run of a set by these models, of as many questions."""
    for number, _ in reversed(runs(KEPT)):
        record = load(str(number), KEPT)
        asked = limit is None or len(record.outcomes) == limit
        if record.name == name and asked and record.stamp.models == tuple(models()):
            return record
    return None


def made(name: str, options: tuple[str, ...], data: Path, limit: int | None) -> Record:
    """Ask a set and return the run."""
    named = [o if o.startswith("--") else str(data / o) for o in options]
    spread = ["--limit", str(limit)] if limit else []
    ask = [sys.executable, "-m", "ui.cli", "eval", "run", *named, *spread, "--runs", str(KEPT)]
    before = runs(KEPT)
    subprocess.run(ask, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)  # the gate may fail
    if runs(KEPT) == before:
        sys.exit(f"{name}: no run was kept")
    return load("last", KEPT)


def command(options: tuple[str, ...], limit: int | None) -> str:
    """Return the command a reader would type."""
    named = [o if o.startswith("--") else f"FOLDER/{o}" for o in options]
    spread = ["--limit", str(limit)] if limit else []
    return " ".join(["footnote eval run", *named, *spread])


def table(record: Record, typed: str) -> str:
    """Return the command, what was asked, and every figure but those of time and of tags."""
    made_of = record.stamp
    reader = dict(made_of.models).get("qa/reader.onnx", "")
    rows = [
        f"| {f.group} | {f.name} | {' | '.join(figure_cells(f))} |"
        for f in record.figures
        if f.group in GROUPS and ": " not in f.name
    ]
    return "\n".join(
        [
            f"`{typed}`: {len(record.outcomes)} questions `{made_of.questions}`, corpus "
            f"`{made_of.corpus}`, reader `{reader}`.",
            "",
            "| | figure | value | 95 % | n | left out |",
            "|---|---|---|---|---|---|",
            *rows,
        ]
    )


def put(page: str, name: str, text: str) -> str:
    """Return the page with the text between the marks of a name."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(page):
        sys.exit(f"marks of {name} expected in {PAGE}, none found")
    return pattern.sub(lambda found: f"{found.group(1)}{text}\n{found.group(2)}", page)


if __name__ == "__main__":
    main()
