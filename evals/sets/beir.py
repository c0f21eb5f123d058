"""A folder as BEIR keeps its sets (Thakur et al., 2021): documents are found, nothing is answered.

`corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and `qrels/test.tsv`.
"""

from pathlib import Path

from evals.case import Case, CaseError, Document, Evidence, QuestionSet
from evals.sets.files import read_as, read_json

DEPTH = 20  # passages; several may be of one document


def read_beir(folder: Path) -> QuestionSet:
    """Return the queries that have judgements, over the documents. Raises CaseError."""
    corpus, queries = read_json(folder / "corpus.jsonl"), read_json(folder / "queries.jsonl")
    path = folder / "qrels" / "test.tsv"
    judged = read_as("BEIR judgements", path, lambda: _judgements(path))
    return read_as(
        "a BEIR folder", folder, lambda: _set(folder.resolve().name, corpus, queries, judged)
    )


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades above 0 by query and document."""
    try:
        lines = path.read_text("utf-8").splitlines()[1:]
    except (OSError, UnicodeError) as error:
        raise CaseError(f"BEIR judgements expected, {path}: {error}") from None
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            found.setdefault(query, {})[document] = int(grade)
    return found


def _set(
    name: str,
    corpus: list[dict[str, str]],
    queries: list[dict[str, str]],
    judged: dict[str, dict[str, int]],
) -> QuestionSet:
    files = {str(found["_id"]): f"{number:07}.txt" for number, found in enumerate(corpus)}
    documents = tuple(
        Document(files[str(d["_id"])], d.get("title") or d["text"][:60], _text(d)) for d in corpus
    )
    cases = tuple(
        Case(id_, "answerable", "", (query["text"],), (), _evidence(judged[id_], files), id_)
        for query in queries
        if (id_ := str(query["_id"])) in judged
    )
    return QuestionSet(name, cases, documents=documents, depth=DEPTH, asks=False, unit="document")


def _evidence(grades: dict[str, int], files: dict[str, str]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(files.get(document, document), "", grade=grade)
        for document, grade in grades.items()
    )


def _text(document: dict[str, str]) -> str:
    return "\n\n".join(part for part in (document.get("title"), document["text"]) if part)
