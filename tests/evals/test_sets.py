"""Published sets, read from small files in their own forms."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.case import CaseError, QuestionSet
from evals.choose import Choice, choose
from evals.run import run
from evals.sets.beir import read_beir
from evals.sets.multihop import read_multihop
from evals.sets.squad import read_squad
from evals.trial import corpus_of
from index.ingest import ingest
from index.store import Index

PARAGRAPH = "The bridge opened in 1932. It was built by Dorman Long. It spans the harbour."


def asked(id_: str, question: str, *answers: tuple[str, int], impossible: bool = False) -> Any:
    marked = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": id_, "question": question, "answers": marked, "is_impossible": impossible}


def squad(path: Path, *articles: tuple[str, list[Any]]) -> Path:
    data = [
        {
            "title": title,
            "paragraphs": [{"context": PARAGRAPH if qas else "Cats sleep.", "qas": qas}],
        }
        for title, qas in articles
    ]
    path.write_text(json.dumps({"version": "1.1", "data": data}))
    return path


def opened(questions: QuestionSet, folder: Path) -> Index:
    ingest(folder / "index", corpus_of(questions, folder))
    return Index(folder / "index")


def test_squad_is_asked_as_one_corpus(tmp_path: Path) -> None:
    qas = [
        asked("1", " When did it open? ", ("1932", 21), ("in 1932", 18)),
        asked("2", "Who built it?", ("Dorman Long", 3)),  # a mark that is off
        asked("3", "Who painted it?", ("Dorman Long", 43), impossible=True),
    ]
    found = read_squad(squad(tmp_path / "dev.json", ("Harbour_Bridge", qas), ("Other", [])))
    when, who, none = found.cases
    assert (when.turns, when.answers) == (("When did it open?",), ("1932", "in 1932"))
    assert [e.quote for e in when.evidence] == ["The bridge opened in 1932."]
    assert [e.quote for e in who.evidence] == ["It was built by Dorman Long."]
    assert (none.kind, none.evidence, none.group) == ("unanswerable", (), "00000.txt")
    index = opened(found, tmp_path)
    assert index.article("00000.txt").title == "Harbour Bridge"  # type: ignore[union-attr]
    outcomes = list(run(found, index))
    assert outcomes[0].ranking[0].grade == 1
    index.close()


def test_a_squad_file_of_one_article_gives_a_document_a_paragraph(tmp_path: Path) -> None:
    path = squad(tmp_path / "shifts.json", ("Comments", [asked("1", "When?", ("1932", 21))]))
    found = read_squad(path)
    assert [document.title for document in found.documents] == ["Comments 1"]


ARTICLES = [
    {
        "title": "Bridge",
        "body": "It rained. The bridge opened in 1932. All cheered.",
        "url": "u",
        "source": "The Gazette",
        "published_at": "2023-11-27 08:45:59.000000000Z",
        "author": None,
    },
    {"title": "Tram", "body": "The tram came in 1958, after the bridge.", "url": "v"},
]
FACTS = ["The bridge opened in 1932.", "The tram came in 1958, after the bridge."]


@pytest.mark.parametrize("published", [True, False])
def test_multihop_rag_in_both_forms(tmp_path: Path, published: bool) -> None:
    question = "Which came first, the bridge or the tram?"
    if published:
        facts = [{"fact": fact, "title": "t"} for fact in FACTS]
        rows = [
            {
                "query": question,
                "answer": "The bridge",
                "question_type": "comparison_query",
                "evidence_list": facts,
            }
        ]
        rows.append(
            {
                "query": "Who?",
                "answer": "Insufficient information.",
                "question_type": "null_query",
                "evidence_list": [],
            }
        )
        path = tmp_path / "MultiHopRAG.json"
        path.write_text(json.dumps(rows))
    else:
        mine = [
            {
                "id": "a",
                "question": question,
                "answers": ["The bridge"],
                "type": "comparison_query",
                "evidence": FACTS,
            },
            {"id": "b", "question": "Who?", "answers": [], "type": "null_query", "evidence": []},
        ]
        path = tmp_path / "dev.jsonl"
        path.write_text("\n".join(map(json.dumps, mine)))
    (tmp_path / "corpus.json").write_text(json.dumps(ARTICLES))
    found = read_multihop(path, tmp_path / "corpus.json")
    first, null = found.cases
    assert found.documents[0].metadata == (("publisher", "The Gazette"), ("date", "2023-11-27"))
    assert [(e.article, e.part) for e in first.evidence] == [("00000.txt", 0), ("00001.txt", 1)]
    assert (first.tag, null.kind) == ("comparison", "unanswerable")
    index = opened(found, tmp_path)
    scores = next(run(found, index)).scores
    assert (scores["Hits@4"], scores["MRR@10"]) == (1.0, 1.0)
    assert scores["MAP@10"] == pytest.approx((1 / 1 + 1 / 2) / 2)
    index.close()


def test_multihop_rag_asks_for_a_yes_that_is_said(tmp_path: Path) -> None:
    row = {
        "question": "Did both open?",
        "answers": ["Yes"],
        "type": "temporal_query",
        "evidence": FACTS,
    }
    (tmp_path / "q.jsonl").write_text(json.dumps(row))
    (tmp_path / "corpus.json").write_text(json.dumps(ARTICLES))
    (case,) = read_multihop(tmp_path / "q.jsonl", tmp_path / "corpus.json").cases
    assert case.verdict == "yes"


def test_a_beir_folder_is_searched_by_document(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "d1", "title": "Bridge", "text": "The bridge opened in 1932."},
        {"_id": "d2", "title": "", "text": "The tram came in 1958."},
        {"_id": "d3", "title": "Cats", "text": "Cats sleep all day."},
    ]
    queries = [{"_id": "q1", "text": "opening of the bridge"}, {"_id": "q2", "text": "unjudged"}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq1\td3\t0\n"
    )
    found = read_beir(folder)
    assert [case.id for case in found.cases] == ["q1"]
    index = opened(found, tmp_path)
    (outcome,) = run(found, index)
    assert outcome.relevant == {"0000000.txt": 2, "0000001.txt": 1}
    assert [ranked.grade for ranked in outcome.ranking][:1] == [2]
    assert outcome.verdict == "unscored"
    assert "right" not in outcome.scores
    index.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"data": [{}]}', '{"data": 1}'])
def test_a_file_of_another_form_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CaseError, match="expected"):
        read_squad(path)
    with pytest.raises(CaseError, match="expected"):
        read_multihop(path, path)
    with pytest.raises(CaseError, match="expected"):
        read_beir(tmp_path)


def test_choosing_spreads_a_limit_and_says_when_nothing_is_left(tmp_path: Path) -> None:
    qas = [asked(str(n), f"Q{n}?", ("1932", 21)) for n in range(10)]
    found = read_squad(squad(tmp_path / "dev.json", ("A", qas), ("B", [])))
    ids = [case.id for case in choose(found, Choice(limit=4)).cases]
    assert ids == ["0", "2", "5", "7"]
    assert len(choose(found, Choice(ids=("1", "[2-4]"))).cases) == 4
    assert len(choose(found, Choice(limit=99)).cases) == 10
    with pytest.raises(CaseError, match="none of its 10"):
        choose(found, Choice(kinds=("dialogue",)))
