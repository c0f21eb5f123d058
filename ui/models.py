"""The models that a command names: a writer, an embedding. Without a name: those that ship."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import FootnoteError

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.store import Index
    from qa.writing.writer import Writer

TOKENS, PRICE, MONEY = "FOOTNOTE_LLM_TOKENS", "FOOTNOTE_LLM_PRICE", "FOOTNOTE_LLM_MONEY"
Llm = Annotated[
    str | None,
    typer.Option(
        metavar="URL", envvar="FOOTNOTE_LLM", help="An OpenAI-compatible server that writes."
    ),
]
LlmModel = Annotated[
    str | None, typer.Option("--model", envvar="FOOTNOTE_MODEL", help="Its model, with --llm.")
]
EmbeddingUrl = Annotated[
    str | None,
    typer.Option(
        "--embedding",
        metavar="URL",
        envvar="FOOTNOTE_EMBEDDING",
        help="An OpenAI-compatible server that embeds.",
    ),
]
EmbeddingModel = Annotated[
    str | None, typer.Option(envvar="FOOTNOTE_EMBEDDING_MODEL", help="Its model, with --embedding.")
]


def open_writer(
    url: str | None, model: str | None, index: "Index | None" = None
) -> "Writer | None":
    """Return a writer for --llm and --model; None for the built-in reader.

    Where no server answers, a person at a terminal is offered the built-in reader. What it used is
    counted with the other replicas of a server that serves the index.
    """
    if url is None and model is None:
        return None
    if not url or not model:
        raise typer.BadParameter("--llm URL and --model NAME expected together")
    from qa.writing.allowance import Allowance
    from qa.writing.connection import ConnectingError, connect
    from qa.writing.writer import Writer
    from ui.counts import counts_of

    try:
        llm = connect(url, model)
    except ConnectingError as error:
        if not sys.stdin.isatty():
            raise
        typer.echo(f"footnote: {error}", err=True)
        typer.confirm("Go on with the built-in reader?", default=True, abort=True, err=True)
        return None
    price, money = _number(PRICE, 0.0), _number(MONEY, 1.0)
    counts = counts_of(index) if index else None
    return Writer(llm, model, Allowance(int(_number(TOKENS, 200_000)), price, money, counts))


def open_embedding(url: str | None, model: str | None) -> "Embedding | None":
    """Return an embedding for --embedding and --embedding-model; None for the MiniLM that ships."""
    if url is None and model is None:
        return None
    if not url or not model:
        raise typer.BadParameter("--embedding URL and --embedding-model NAME expected together")
    from index.llama import remote_embedding

    return remote_embedding(url, model, os.environ.get("FOOTNOTE_EMBEDDING_KEY") or "none")


def _number(name: str, default: float) -> float:
    text = os.environ.get(name)
    try:
        return float(text) if text else default
    except ValueError:
        raise FootnoteError(f"a number expected in {name}, found {text!r}: set it anew") from None
