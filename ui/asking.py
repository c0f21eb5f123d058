"""`footnote ask` and `footnote search`: one question, or a file of them."""

from typing import Annotated

import typer

from ui.batch import line_of, print_each
from ui.models import EmbeddingModel, EmbeddingUrl, Llm, LlmModel, open_embedding, open_writer
from ui.options import DEFAULT_INDEX, Batch, Chroma, Corpus, IndexFolder, Json, Truth, Where


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
        print_each(
            batch, lambda id_, turns: answer_record(id_, ask(turns[-1], opened, turns[:-1], writer))
        )
        return
    answer = ask(question or "", opened, (), writer)
    print(line_of(answer_record("1", answer)) if as_json else answer_text(answer))


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
        print_each(
            batch,
            lambda id_, turns: search_record(id_, turns[-1], search(turns[-1], opened, k, filters)),
        )
        return
    found = search(query or "", opened, k, filters)
    print(line_of(search_record("1", query or "", found)) if as_json else passages_text(found))


def _one_of(argument: str | None, batch: str | None) -> None:
    if (argument is None) == (batch is None):
        raise typer.BadParameter("one of a question and --batch FILE expected")
