"""`footnote eval`: run | compare | show | list | add | draft, as thin commands."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ui.models import Llm, LlmModel, open_writer

RUNS = Path(".footnote-runs")
INDEX = Path(".footnote")


class RunByDefault(TyperGroup):
    """`footnote eval` and `footnote eval --json` mean `footnote eval run …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in where none is named."""
        named = args[:1] and (args[0] in self.commands or args[0] == "--help")
        found: list[str] = super().parse_args(ctx, args if named else ["run", *args])
        return found


app = typer.Typer(
    cls=RunByDefault,
    help="Measure the answers; alone, run the fixed questions and the gate.",
    no_args_is_help=False,
)

Set = Annotated[str | None, typer.Argument(metavar="SET", help="A file of questions, JSONL.")]
RunName = Annotated[str, typer.Argument(help="A run: its number, last, or its file.")]
Runs = Annotated[
    Path, typer.Option("--runs", metavar="DIR", envvar="FOOTNOTE_RUNS", help="Where runs are kept.")
]
Ids = Annotated[list[str] | None, typer.Option("--id", help="Only this id; * fits anything.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Only this tag.")]
FailedFrom = Annotated[
    str | None, typer.Option(metavar="RUN", help="Only what was not right in this run.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many, spread over the set.")]
Reports = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write HTML, Markdown, JUnit, JSON and TREC.")
]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="The set to add to, JSONL.")]
Opened = Annotated[
    Path, typer.Option("--index", metavar="DIR", envvar="FOOTNOTE_INDEX", help="The index.")
]
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="The documents asked about.")]


@app.command()
def run(
    questions: Set = None,
    corpus: Folder = None,
    index_folder: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="Ask this index as it is.")
    ] = None,
    squad: Annotated[
        Path | None, typer.Option(metavar="FILE", help="SQuAD 1.1 or 2.0, as one corpus.")
    ] = None,
    multihop: Annotated[
        Path | None, typer.Option(metavar="FILE", help="MultiHop-RAG questions.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="FILE", help="MultiHop-RAG's articles.")
    ] = None,
    beir: Annotated[Path | None, typer.Option(metavar="DIR", help="A BEIR-style folder.")] = None,
    ids: Ids = None,
    kind: Kinds = None,
    tag: Tags = None,
    failed_from: FailedFrom = None,
    limit: Limit = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Gate against this baseline.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Make these results the baseline.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
    reports: Reports = None,
    runs: Runs = RUNS,
    llm: Llm = None,
    model: LlmModel = None,
) -> None:
    """Ask a set and judge it; exit 1 if a question that used to be right is not."""
    from ui.named import Chosen, could_run
    from ui.trials import Wanted, run_set

    with could_run():
        chosen = Chosen(questions, corpus, index_folder, squad, multihop, articles, beir)
        filters = (ids or [], kind or [], tag or [], failed_from, limit)
        wanted = Wanted(runs, baseline, reports, accept, as_json, open_writer(llm, model))
        passed = run_set(chosen, filters, wanted)
    raise typer.Exit(0 if passed else 1)


@app.command()
def compare(before: RunName, after: RunName, runs: Runs = RUNS) -> None:
    """Say of each question whether B mended, broke or changed what A answered; 1 if it broke."""
    from ui.named import could_run
    from ui.trials import compare_runs

    with could_run():
        passed = compare_runs(before, after, runs)
    raise typer.Exit(0 if passed else 1)


@app.command()
def show(
    name: RunName = "last",
    failed: Annotated[bool, typer.Option("--failed", help="What was not right, in full.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
    reports: Reports = None,
    runs: Runs = RUNS,
) -> None:
    """Show the figures of a run, or write its reports again."""
    from ui.named import could_run
    from ui.trials import show_run

    with could_run():
        show_run(name, runs, reports, failed=failed, as_json=as_json)


@app.command("list")
def list_(
    questions: Set = None,
    ids: Ids = None,
    kind: Kinds = None,
    tag: Tags = None,
    failed_from: FailedFrom = None,
    limit: Limit = None,
    runs: Runs = RUNS,
) -> None:
    """List the runs kept; with a SET (or fixed), its questions."""
    from ui.named import could_run
    from ui.trials import list_cases, list_runs

    with could_run():
        if questions is None:
            list_runs(runs)
        else:
            filters = (ids or [], kind or [], tag or [], failed_from, limit)
            list_cases(questions, filters, runs)


@app.command()
def add(
    to: To,
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Lines of `ask --json` or of feedback."),
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="An accepted answer, in the document's words.")
    ] = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Nothing answers it.")] = False,
    index_folder: Opened = INDEX,
) -> None:
    """Make cases of answers: what is cited becomes the evidence, a thumb down becomes a draft."""
    if (question is None) == (source is None):
        raise typer.BadParameter("one of a question and --from FILE expected")
    from ui.making_cases import add_cases
    from ui.named import could_run

    with could_run():
        add_cases(to, question or source, tuple(answer or ()), index_folder, refuse=refuse)


@app.command()
def draft(
    to: To,
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    index_folder: Opened = INDEX,
) -> None:
    """Propose cases from an index, quote first; delete "draft" from those you accept."""
    from ui.making_cases import draft_cases
    from ui.named import could_run

    with could_run():
        draft_cases(to, count, index_folder)
