"""The command line: footnote index | show | ask | search | chat | eval."""

import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from index.errors import FootnoteError
from ui.evaluating import app as evaluating
from ui.models import EmbeddingModel, EmbeddingUrl, Llm, LlmModel, open_embedding, open_writer

app = typer.Typer(
    name="footnote",
    help="Answers questions about a folder of documents and footnotes every sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(evaluating, name="eval")

IndexFolder = Annotated[
    Path, typer.Option("--index", metavar="DIR", envvar="FOOTNOTE_INDEX", help="The index.")
]
Corpus = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="The folder to index if there is no index yet; the seeds by default."
    ),
]
Batch = Annotated[
    str | None, typer.Option(metavar="FILE", help="One question a line, JSON or text; - for stdin.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Chroma = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar="FOOTNOTE_CHROMA",
        help="A Chroma server for the vectors, http://HOST:PORT.",
    ),
]
Truth = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar="FOOTNOTE_TRUTH",
        help="PostgreSQL for the documents, postgresql://USER@HOST/DATABASE.",
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(metavar="FILTER", help="publisher=NAME, article=FILE, date>=2021-01; repeatable."),
]
DEFAULT_INDEX = Path(".footnote")


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
    shown = _json(article_record(found)) if as_json else article_text(found, start, end)
    print(shown)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    index_folder: IndexFolder = DEFAULT_INDEX,
    corpus: Corpus = None,
    chroma: Chroma = "",
    truth: Truth = "",
    batch: Batch = None,
    as_json: Json = False,
    llm: Llm = None,
    model: LlmModel = None,
    embedding: EmbeddingUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Answer a question, or a file of them, with a footnote to every sentence."""
    _one_of(question, batch)
    from qa.ask import ask
    from ui.opening import open_index
    from ui.records import answer_record
    from ui.render import answer_text

    embedded = open_embedding(embedding, embedding_model)
    opened = open_index(index_folder, corpus, embedded, chroma, truth)
    opened.spare_chroma()  # this process soon ends
    writer = open_writer(llm, model)
    if batch is not None:
        _each(
            batch, lambda id_, turns: answer_record(id_, ask(turns[-1], opened, turns[:-1], writer))
        )
        return
    answer = ask(question or "", opened, (), writer)
    print(_json(answer_record("1", answer)) if as_json else answer_text(answer))


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    index_folder: IndexFolder = DEFAULT_INDEX,
    corpus: Corpus = None,
    chroma: Chroma = "",
    truth: Truth = "",
    where: Where = None,
    batch: Batch = None,
    as_json: Json = False,
    embedding: EmbeddingUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Print the passages that fit best."""
    _one_of(query, batch)
    from index.query import parse_filter
    from qa.ask import search
    from ui.opening import open_index
    from ui.records import search_record
    from ui.render import passages_text

    filters = tuple(map(parse_filter, where or ()))
    embedded = open_embedding(embedding, embedding_model)
    opened = open_index(index_folder, corpus, embedded, chroma, truth)
    opened.spare_chroma()  # this process soon ends
    if batch is not None:
        _each(
            batch,
            lambda id_, turns: search_record(id_, turns[-1], search(turns[-1], opened, k, filters)),
        )
        return
    found = search(query or "", opened, k, filters)
    print(_json(search_record("1", query or "", found)) if as_json else passages_text(found))


@app.command()
def chat(
    index_folder: IndexFolder = DEFAULT_INDEX,
    corpus: Corpus = None,
    chroma: Chroma = "",
    truth: Truth = "",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A site that may use this server; repeatable."),
    ] = None,
    url: Annotated[
        str, typer.Option(metavar="ORIGIN", help="What visitors call it, behind a proxy.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="NETWORK", help="A proxy whose headers are believed; repeatable."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Questions a minute from one client; 120 once it is opened."),
    ] = None,
    log: Annotated[
        Literal["errors", "requests", "questions"],
        typer.Option(help="What is logged on stderr."),
    ] = "errors",
    allow_upload: Annotated[
        bool, typer.Option("--allow-upload", help="Visitors may ask documents of their own.")
    ] = False,
    llm: Llm = None,
    model: LlmModel = None,
    embedding: EmbeddingUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Open the chat in the browser's reach, at http://127.0.0.1:7860.

    FOOTNOTE_LOGIN=name:password in the environment asks for that login.
    """
    from ui.address import check_free, is_loopback
    from ui.api.logs import set_up
    from ui.api.settings import Settings, checked
    from ui.building import open_growing

    login = os.environ.pop("FOOTNOTE_LOGIN", "")
    sites, proxies = tuple(allow_origin or ()), tuple(proxy or ())
    asked = Settings(sites, url, proxies, limit, login, log, allow_upload)
    settings = checked(asked, reachable=not is_loopback(host))
    set_up(log)
    check_free(host, port)
    embedded = open_embedding(embedding, embedding_model)
    opened, building = open_growing(index_folder, corpus, embedded, chroma, truth)
    writer = open_writer(llm, model, opened)
    from ui.server import (  # two seconds of Gradio, once the progress bar has been seen
        build_app,
        serve,
    )

    serve(build_app(opened, settings, writer, building), opened, host, port)


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
    print(_json({"feedback": [asdict(one) for one in found]}) if as_json else feedback_text(found))


def _one_of(argument: str | None, batch: str | None) -> None:
    if (argument is None) == (batch is None):
        raise typer.BadParameter("one of a question and --batch FILE expected")


def _each(batch: str, record: Any) -> None:
    """Print a record, or what is wrong, for every line; exit 1 if anything was."""
    from ui.batch import read_lines

    failed = False
    for line in read_lines(batch):
        try:
            if line.error:
                raise FootnoteError(line.error)
            print(_json(record(line.id, line.turns)), flush=True)
        except FootnoteError as error:
            failed = True
            print(_json({"id": line.id, "error": str(error)}), flush=True)
    if failed:
        raise typer.Exit(1)


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


if __name__ == "__main__":
    main()
