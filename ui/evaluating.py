"""`footnote eval`: run | compare | show | list | add | draft, as thin commands."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

RUNS = Path(".footnote-runs")


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
) -> None:
    """Ask a set and judge it; exit 1 if a question that used to be right is not."""
    from ui.trials import Chosen, Wanted, could_run, run_set

    with could_run():
        chosen = Chosen(questions, corpus, index_folder, squad, multihop, articles, beir)
        filters = (ids or [], kind or [], tag or [], failed_from, limit)
        passed = run_set(chosen, filters, Wanted(runs, baseline, reports, accept, as_json))
    raise typer.Exit(0 if passed else 1)


@app.command()
def compare(before: RunName, after: RunName, runs: Runs = RUNS) -> None:
    """Say of each question whether B mended, broke or changed what A answered; 1 if it broke."""
    from ui.trials import compare_runs, could_run

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
    from ui.trials import could_run, show_run

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
    from ui.trials import could_run, list_cases, list_runs

    with could_run():
        if questions is None:
            list_runs(runs)
        else:
            filters = (ids or [], kind or [], tag or [], failed_from, limit)
            list_cases(questions, filters, runs)
