"""`footnote chat`: the server with the chat and the API."""

import os
from typing import Annotated

import typer

from ui.api.settings import Log, Settings, checked
from ui.models import EmbeddingModel, EmbeddingUrl, Llm, LlmModel, open_embedding, open_writer
from ui.options import DEFAULT_INDEX, Chroma, Corpus, IndexFolder, Truth

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
AllowOrigin = Annotated[
    list[str] | None,
    typer.Option(metavar="ORIGIN", help="A site that may use this server; repeatable."),
]
Url = Annotated[str, typer.Option(metavar="ORIGIN", help="What visitors call it, behind a proxy.")]
Proxy = Annotated[
    list[str] | None,
    typer.Option(metavar="NETWORK", help="A proxy whose headers are believed; repeatable."),
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, help="Questions a minute from one client; 120 once it is opened."),
]
Logged = Annotated[Log, typer.Option(help="What is logged on stderr.")]
AllowUpload = Annotated[
    bool, typer.Option("--allow-upload", help="Visitors may ask documents of their own.")
]


def chat(
    index_folder: IndexFolder = DEFAULT_INDEX,
    corpus: Corpus = None,
    chroma: Chroma = "",
    truth: Truth = "",
    host: Host = "127.0.0.1",
    port: Port = 7860,
    allow_origin: AllowOrigin = None,
    url: Url = "",
    proxy: Proxy = None,
    limit: Limit = None,
    log: Logged = "errors",
    allow_upload: AllowUpload = False,
    llm: Llm = None,
    model: LlmModel = None,
    embedding: EmbeddingUrl = None,
    embedding_model: EmbeddingModel = None,
) -> None:
    """Open the chat in the browser's reach, at http://127.0.0.1:7860.

    FOOTNOTE_LOGIN=name:password in the environment asks for that login.
    """
    from ui.building import open_growing

    login = os.environ.pop("FOOTNOTE_LOGIN", "")
    sites, proxies = tuple(allow_origin or ()), tuple(proxy or ())
    asked = Settings(sites, url, proxies, limit, login, log, allow_upload)
    settings = _prepared(asked, host, port)
    embedded = open_embedding(embedding, embedding_model)
    opened, building = open_growing(index_folder, corpus, embedded, chroma, truth)
    writer = open_writer(llm, model, opened)
    from ui.server import (  # two seconds of Gradio, once the progress bar has been seen
        build_app,
        serve,
    )

    serve(build_app(opened, settings, writer, building), opened, host, port)


def _prepared(asked: Settings, host: str, port: int) -> Settings:
    """Return the settings once they can be meant, the log is set up, and the port is free."""
    from ui.address import check_free, is_loopback
    from ui.api.logs import set_up

    settings = checked(asked, reachable=not is_loopback(host))
    set_up(asked.log)
    check_free(host, port)
    return settings
