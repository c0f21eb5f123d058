"""MultiHop-RAG (Tang and Yang, 2024): news articles, and questions that need several of them.

Hits@4, Hits@10, MRR@10 and MAP@10 are judged as its own evaluation does: over the ten best
passages, one counting if it holds an evidence sentence as a whole, null queries left out.
"""

from pathlib import Path
from typing import Any

from evals.case import Case, CaseError, Document, Evidence, QuestionSet
from evals.sets.files import read_as, read_json
from index.formats.extracted import described

DEPTH = 10


def read_multihop(questions: Path, articles: Path) -> QuestionSet:
    """Return the questions over the articles, each a document of title, body and what is known.

    Reads the published files (`query`, `evidence_list`, `question_type`), and the same with
    `question`, `evidence`, `type`. Raises CaseError.
    """
    documents = read_as("MultiHop-RAG articles", articles, lambda: _documents(read_json(articles)))
    found = read_json(questions)
    cases = read_as(
        "MultiHop-RAG questions",
        questions,
        lambda: tuple(_case(n, asked, documents) for n, asked in enumerate(found, 1)),
    )
    if not documents:
        raise CaseError(f"MultiHop-RAG articles expected, {articles}: there are none")
    return QuestionSet(questions.stem, cases, documents=documents, depth=DEPTH, whole=True)


def _documents(articles: list[dict[str, Any]]) -> tuple[Document, ...]:
    return tuple(
        Document(f"{n:05}.txt", str(a["title"]), f"{a['title']}\n\n{a['body']}", _metadata(a))
        for n, a in enumerate(articles)
    )


def _metadata(article: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what the questions name articles by."""
    found = described(
        publisher=article.get("source"),
        date=article.get("published_at"),
        author=article.get("author"),
    )
    return tuple(found.items())


def _case(number: int, asked: dict[str, Any], documents: tuple[Document, ...]) -> Case:
    question = str(asked["query"] if "query" in asked else asked["question"])
    tag = str(asked.get("question_type") or asked.get("type") or "").removesuffix("_query")
    null = tag == "null"
    facts = [_fact(e) for e in asked.get("evidence_list", asked.get("evidence", []))]
    evidence = tuple(
        Evidence(document.name, fact, part)
        for part, fact in enumerate([] if null else facts)
        for document in documents
        if fact in document.text
    )
    answers = () if null else tuple(map(str, asked.get("answers") or [asked["answer"]]))
    verdict = answers[0].lower() if answers and answers[0].lower() in {"yes", "no"} else ""
    kind = "unanswerable" if null else "answerable"
    group = evidence[0].article if evidence else f"q{number}"
    id_ = str(asked.get("id") or f"q{number:04}")
    return Case(id_, kind, tag, (question,), answers, evidence, group, verdict)


def _fact(evidence: dict[str, Any] | str) -> str:
    return (evidence if isinstance(evidence, str) else str(evidence["fact"])).strip()
