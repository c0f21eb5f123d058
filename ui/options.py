"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

IndexFolder = Annotated[
    Path, typer.Option("--index", metavar="DIR", envvar="FOOTNOTE_INDEX", help="The index.")
]
Corpus = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The folder to index if there is none yet; seeds if none is named.",
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
