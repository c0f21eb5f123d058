"""SQuAD 1.1 and 2.0 files as one open corpus: the question is asked without its paragraph."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.case import Case, Document, Evidence, QuestionSet
from evals.sets.files import read_as, read_json
from index.sentence import sentences


def read_squad(path: Path) -> QuestionSet:
    """Return the questions of a SQuAD file, over its articles as documents.

    A file with a single "article", as SQuADShifts has, gives a document a paragraph. The evidence
    is each sentence in which an annotator marked the answer; a mark that is off is looked for.
    Raises CaseError.
    """
    found = read_json(path)
    return read_as("a SQuAD file", path, lambda: _set(path, list(_articles(found["data"]))))


def _articles(data: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the title and paragraphs of each document."""
    for article in data:
        title = str(article["title"]).replace("_", " ")
        if len(data) > 1:
            yield title, article["paragraphs"]
        else:
            for number, paragraph in enumerate(article["paragraphs"], 1):
                yield f"{title} {number}", [paragraph]


def _set(path: Path, articles: list[tuple[str, list[dict[str, Any]]]]) -> QuestionSet:
    documents, cases = [], []
    for number, (title, paragraphs) in enumerate(articles):
        name = f"{number:05}.txt"
        text = "\n\n".join([title, *(str(p["context"]) for p in paragraphs)])
        documents.append(Document(name, title, text))
        for paragraph in paragraphs:
            cases += [_case(asked, str(paragraph["context"]), name) for asked in paragraph["qas"]]
    return QuestionSet(path.stem, tuple(cases), documents=tuple(documents))


def _case(asked: dict[str, Any], context: str, name: str) -> Case:
    marked = [] if asked.get("is_impossible") else asked["answers"]
    texts = tuple(dict.fromkeys(str(answer["text"]) for answer in marked))
    quotes = dict.fromkeys(quote for answer in marked for quote in _sentences(context, answer))
    kind = "answerable" if texts else "unanswerable"
    evidence = tuple(Evidence(name, quote) for quote in quotes)
    return Case(
        str(asked["id"]), kind, "", (str(asked["question"]).strip(),), texts, evidence, name
    )


def _sentences(context: str, answer: dict[str, Any]) -> list[str]:
    """Return the sentences of a paragraph that an answer touches."""
    text, start = str(answer["text"]), int(answer["answer_start"])
    if context[start : start + len(text)] != text:
        start = context.find(text)
    end = start + len(text)
    return [context[i:j] for i, j in sentences(context) if start >= 0 and i < end and start < j]
