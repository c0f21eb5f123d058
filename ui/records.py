"""Answers and passages as the JSON that programs read."""

from typing import Any

from index.store import Passage
from qa.answer import Answer, Sentence


def answer_record(id_: str, answer: Answer) -> dict[str, Any]:
    """Return the object that `footnote ask --json` prints; offsets count code points."""
    return {
        "id": id_,
        "question": answer.question,
        "answer": answer.text,
        "short": answer.short,
        "refused": answer.refused,
        "confidence": round(answer.confidence, 4),
        "sentences": [sentence_record(s) for s in answer.sentences],
        "citations": [
            {
                "number": c.number,
                "article": c.article_id,
                "title": c.title,
                "start": c.start,
                "end": c.end,
                "quote": c.quote,
                "page": c.page,
                **{key: c.metadata.get(key, "") for key in ("publisher", "author", "date")},
            }
            for c in answer.citations
        ],
        "answerer": answer.answerer,
        "ms": round(answer.timings.get("all", 0.0), 1),
        "understood": answer.understood,
        "differs": answer.differs,
        **_of_writer(answer),
    }


def _of_writer(answer: Answer) -> dict[str, Any]:
    """Return what a language model adds to the record: nothing where none was asked."""
    dropped = [{"text": d.text, "reason": d.reason} for d in answer.trace.dropped]
    found = {"dropped": dropped, "notice": answer.trace.notice}
    return found if any(found.values()) else {}


def sentence_record(sentence: Sentence) -> dict[str, Any]:
    """Return a sentence; where the sources differ, with what its source says for an answer."""
    record = {"text": sentence.text, "citations": [c.number for c in sentence.citations]}
    return {**record, "says": sentence.says} if sentence.says else record


def search_record(id_: str, query: str, passages: list[Passage]) -> dict[str, Any]:
    """Return the object that `footnote search --json` prints."""
    return {
        "id": id_,
        "query": query,
        "passages": [
            {
                "rank": p.rank,
                "score": round(p.score, 4),
                "article": p.chunk.article_id,
                "start": p.chunk.start,
                "end": p.chunk.end,
                "text": p.chunk.text,
            }
            for p in passages
        ],
    }
