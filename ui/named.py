"""Which set a command of `footnote eval` names, and what happens where it cannot be asked."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from evals.case import CaseError, QuestionSet, read_cases
from evals.trial import fixed_set
from index.errors import FootnoteError

FIXED = "fixed"


@contextmanager
def could_run() -> Iterator[None]:
    """Turn an expected error into one line and exit code 2: nothing was measured."""
    try:
        yield
    except (FootnoteError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        print(f"footnote: {error}", file=sys.stderr)
        raise typer.Exit(2) from None


@dataclass(frozen=True)
class Chosen:
    """What was named on the command line to ask, and to ask it of."""

    questions: str | None
    corpus: Path | None
    index: Path | None
    squad: Path | None
    multihop: Path | None
    articles: Path | None
    beir: Path | None


def question_set(chosen: Chosen) -> QuestionSet:
    """Read the set that was named. Raises CaseError if none, or more than one, can be meant."""
    published = {"squad": chosen.squad, "multihop": chosen.multihop, "beir": chosen.beir}
    named = [name for name, path in published.items() if path]
    if len(named) + (chosen.questions is not None) > 1:
        raise CaseError("one set expected: SET, --squad, --multihop or --beir")
    if named and (chosen.corpus or chosen.index):
        raise CaseError(f"--{named[0]} brings its own documents: leave --corpus and --index out")
    if (chosen.multihop is None) != (chosen.articles is None):
        raise CaseError("--multihop FILE and --articles FILE expected together")
    return _published(chosen) if named else _file_set(chosen)


def _published(chosen: Chosen) -> QuestionSet:
    from evals.sets.beir import read_beir
    from evals.sets.multihop import read_multihop
    from evals.sets.squad import read_squad

    if chosen.squad:
        return read_squad(chosen.squad)
    if chosen.multihop and chosen.articles:
        return read_multihop(chosen.multihop, chosen.articles)
    return read_beir(chosen.beir or Path())


def _file_set(chosen: Chosen) -> QuestionSet:
    if chosen.questions in {None, FIXED}:
        return fixed_set()
    path = Path(str(chosen.questions))
    if not path.exists():
        raise CaseError(f"a command or a file of questions expected, {path} is neither: see --help")
    if chosen.corpus is None and chosen.index is None:
        raise CaseError(f"documents to ask {path} of expected: name --corpus DIR or --index DIR")
    return QuestionSet(path.stem, tuple(read_cases(path)), chosen.corpus)
