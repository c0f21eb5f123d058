"""A set asked and judged: the whole of a run but for showing it."""

import json
from collections.abc import Iterable
from pathlib import Path

from evals.case import QUESTIONS, QuestionSet, read_cases
from evals.figures import figures, latency
from evals.outcome import Outcome
from evals.record import Record, rounded
from evals.stamp import stamp
from index.corpus import METADATA
from index.store import Index

SEEDS = Path(__file__).parent.parent / "seeds"


def fixed_set() -> QuestionSet:
    """Return the fixed questions over the seeds."""
    return QuestionSet("fixed", tuple(read_cases(QUESTIONS)), SEEDS)


def corpus_of(questions: QuestionSet, folder: Path) -> Path:
    """Return the folder of a set's documents, written below `folder` if it brings them along."""
    if questions.corpus is not None:
        return questions.corpus
    written = folder / "documents"
    written.mkdir()
    tables = []
    for document in questions.documents:
        (written / document.name).write_text(document.text, "utf-8", newline="")
        pairs = [("title", document.title), *document.metadata]
        said = "".join(f"{key} = {_toml(value)}\n" for key, value in pairs)
        tables.append(f"[{_toml(document.name)}]\n{said}")
    (written / METADATA).write_text("\n".join(tables), "utf-8")
    return written


def recorded(questions: QuestionSet, outcomes: Iterable[Outcome], index: Index) -> Record:
    """Return the run, its numbers as they are read back from a file."""
    found = tuple(outcomes)
    made_of = stamp(questions.cases, index)
    return rounded(Record(questions.name, made_of, figures(found), found, latency(found)))


def _toml(text: str) -> str:
    """Return a TOML basic string: JSON's form, but for DEL, is one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
