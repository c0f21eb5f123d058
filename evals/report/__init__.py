"""A run as files for people and for programs."""

from pathlib import Path

from evals.gate import Gate
from evals.record import Record, to_json


def write_reports(record: Record, gate: Gate | None, folder: Path) -> None:
    """Write every report of a run into a folder; each is made anew."""
    from evals.report.junit import junit
    from evals.report.markdown import markdown
    from evals.report.page import page
    from evals.report.trec import qrels, trec_run

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {
        "run.json": to_json(record),
        "report.html": page(record, gate),
        "report.md": markdown(record, gate),
        "junit.xml": junit(record, gate),
        "run.trec": trec_run(record),
        "qrels.trec": qrels(record),
    }.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
