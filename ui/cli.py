"""The command line: footnote index | show | ask | search | chat | embed | feedback | eval."""

import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from index.errors import FootnoteError
from ui.asking import ask, search
from ui.batch import line_of
from ui.chatting import chat
from ui.evaluating import app as evaluating
from ui.models import EmbeddingModel, EmbeddingUrl, open_embedding
from ui.options import DEFAULT_INDEX, Chroma, IndexFolder, Json, Truth

app = typer.Typer(
    name="footnote",
    help="Answers questions about a folder of documents and footnotes every sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(evaluating, name="eval")


def main() -> None:
    """Run the command line; an expected error is one line on stderr and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="footnote: %(message)s")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except FootnoteError as error:
        print(f"footnote: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        print(f"footnote: {error}", file=sys.stderr)
        sys.exit(1)


@app.command()
def index(
    folder: Annotated[Path | None, typer.Argument(help="The folder of documents.")] = None,
    index_folder: IndexFolder = DEFAULT_INDEX,
    embedding: EmbeddingUrl = None,
    embedding_model: EmbeddingModel = None,
    chroma: Chroma = "",
    truth: Truth = "",
    check: Annotated[bool, typer.Option("--check", help="Say whether all of it is whole.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Build what is damaged anew.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the folder until Ctrl-C.")] = False,
    ray: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="A Ray cluster that parses and embeds.")
    ] = "",
) -> None:
    """Make the index mirror a folder of documents: txt, md, html, pdf, docx, jsonl, csv.

    Only what changed is read and embedded. Exit code 3: indexed, but some could not be read.
    """
    if check or repair:
        from ui.checking import check_index

        raise typer.Exit(0 if check_index(index_folder, chroma, truth, repair_first=repair) else 1)
    if folder is None:
        raise typer.BadParameter("FOLDER, --check or --repair expected")
    if dry_run and watch:
        raise typer.BadParameter("one of --dry-run and --watch expected")
    from ui.indexing import Task, follow, index_once

    embedded = open_embedding(embedding, embedding_model)
    task = Task(index_folder, folder, embedded, chroma, truth, ray)
    code = index_once(task, dry_run=dry_run)
    if watch:
        follow(task)
    raise typer.Exit(code)


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="Its id, as a citation names it.")],
    start: Annotated[int, typer.Option(min=0, help="The first character.")] = 0,
    end: Annotated[int | None, typer.Option(min=0, help="The character to stop before.")] = None,
    index_folder: IndexFolder = DEFAULT_INDEX,
    truth: Truth = "",
    as_json: Json = False,
) -> None:
    """Print the text of an article as it is indexed, which is what citations point into."""
    from ui.showing import article_record, article_text, find_article

    found = find_article(index_folder, article, truth)
    shown = line_of(article_record(found)) if as_json else article_text(found, start, end)
    print(shown)


for command in (ask, search, chat):
    app.command()(command)


@app.command()
def embed(
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where browsers reach the server.")
    ] = "http://127.0.0.1:7860",
) -> None:
    """Print the line of HTML that puts the chat on a site."""
    from ui.widget.tag import tag

    print(tag(url))


@app.command()
def feedback(
    index_folder: IndexFolder = DEFAULT_INDEX, truth: Truth = "", as_json: Json = False
) -> None:
    """List what readers of the chat thought of its answers."""
    from ui.feedback import feedback_of, feedback_text

    found = feedback_of(index_folder, truth).read()
    print(
        line_of({"feedback": [asdict(one) for one in found]}) if as_json else feedback_text(found)
    )


if __name__ == "__main__":
    main()
