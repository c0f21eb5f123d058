"""SQuAD articles as a folder of documents, indexed as Footnote indexes anything."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from index.ingest import ingest
from index.store import Index, Passage


@dataclass(frozen=True)
class Asked:
    """A question, its accepted answers (none where the documents hold none) and their place.

    `document` is the file of the answer and `places` are the (start, end) of the accepted answers
    in it.
    """

    question: str
    answers: tuple[str, ...]
    kind: str
    document: str = ""
    places: tuple[tuple[int, int], ...] = ()

    def is_held_by(self, passage: Passage) -> bool:
        """Tell whether a passage is the one that holds an answer at its place."""
        chunk = passage.chunk
        inside = any(chunk.start <= start and end <= chunk.end for start, end in self.places)
        return chunk.article_id == self.document and inside


def read_squad(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a SQuAD file."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["data"]
    return found


def questions(articles: Iterable[dict[str, Any]], kind: str) -> list[Asked]:
    """Return every question that has an answer, with its place in the documents of `build`."""
    found = []
    for number, article in enumerate(articles):
        start = len(_title(article)) + 2
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                if asked["answers"] and not asked.get("is_impossible"):
                    places = tuple(_place(start, paragraph["context"], a) for a in asked["answers"])
                    short = tuple({answer["text"] for answer in asked["answers"]})
                    name = f"{number:03}.txt"
                    found.append(Asked(asked["question"].strip(), short, kind, name, places))
            start += len(paragraph["context"]) + 2
    return found


def _place(start: int, context: str, answer: dict[str, Any]) -> tuple[int, int]:
    """Return where an answer stands; its offset in the file is wrong at times."""
    text, at = answer["text"], int(answer["answer_start"])
    if context[at : at + len(text)] != text:
        at = context.find(text)
    return start + at, start + at + len(text)


def texts(articles: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the text of each article, title first, by the name of its file."""
    return {
        f"{number:03}.txt": "\n\n".join([_title(a), *(p["context"] for p in a["paragraphs"])])
        for number, a in enumerate(articles)
    }


def build(made: Mapping[str, str], folder: Path) -> Index:
    """Write the texts as files, index them, and return the index."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for name, text in made.items():
        (documents / name).write_text(text, "utf-8", newline="")
    ingest(folder / "index", documents)
    return Index(folder / "index")


def _title(article: dict[str, Any]) -> str:
    return str(article["title"]).replace("_", " ")


def sample(found: list[Asked], count: int, random: Random) -> list[Asked]:
    """Return at most `count` of them, without order."""
    return random.sample(found, min(count, len(found)))
