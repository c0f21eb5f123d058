"""Cases made from answers, from readers' marks and from documents."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evals.adding import Told, append, case_of, taken_ids, told_in
from evals.case import CaseError, read_cases
from evals.draft import BLANK, drafts
from evals.run import Judge
from evals.trial import fixed_set
from index.store import Index

BIDEN = "How many electoral votes did Joe Biden win?"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "own-tests.md").read_text("utf-8")
BRIDGE = (
    "The harbour bridge opened on 19 March 1932. It is 1149 metres long.\n"
    "The tram reached the harbour in 1958, said the engineer Ada Holm."
)


def test_an_answer_becomes_a_case_that_is_right(seeds_index: Index, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    append(path, [case_of(Told((BIDEN,)), "n001", seeds_index)])
    append(path, [case_of(Told(("What is the capital of France?",)), "n002", seeds_index)])
    one, two = read_cases(path)
    assert (one.kind, two.kind) == ("answerable", "unanswerable")
    assert "306 to 232" in one.evidence[0].quote
    assert all(Judge(fixed_set(), seeds_index).asked(case).right for case in (one, two))
    assert taken_ids(path) == ["n001", "n002"]


def test_an_accepted_answer_brings_its_own_evidence(seeds_index: Index) -> None:
    told = Told(("By how much did Joe Biden win the electoral college vote?",), ("306 to 232",))
    case = case_of(told, "n001", seeds_index)
    assert case["answers"] == ["306 to 232"]
    assert all("306 to 232" in evidence["quote"] for evidence in case["evidence"])
    with pytest.raises(CaseError, match="a sentence that holds 999"):
        case_of(Told((BIDEN,), ("999",)), "n001", seeds_index)


def test_a_thumb_down_becomes_a_draft(seeds_index: Index, tmp_path: Path) -> None:
    rows = [
        {"id": "x", "time": "t", "mark": "down", "question": BIDEN, "answer": "232", "word": "no"},
        {"id": "y", "question": BIDEN, "answer": "306 [1]", "citations": []},
        {"turns": ["Who is the mayor of DC?", "What did she say?"]},
    ]
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    down, asked, dialogue = told_in(path)
    found = case_of(down, "n001", seeds_index)
    assert (found["draft"], found["evidence"], found["note"]) == (True, [], "no")
    assert not asked.marked_wrong
    assert len(dialogue.turns) == 2
    path.write_text('{"mark": "up"}')
    with pytest.raises(CaseError, match="line 1"):
        told_in(path)


def test_drafts_quote_the_documents_exactly(seeds_index: Index, tmp_path: Path) -> None:
    proposed = drafts(seeds_index.articles(), 10, ["n001"])
    assert len(proposed) == 10
    assert "n001" not in {draft["id"] for draft in proposed}
    for draft in proposed:
        assert next(iter(draft)) == "draft"
        (evidence,), (answer,), (question,) = draft["evidence"], draft["answers"], draft["turns"]
        article = seeds_index.article(evidence["article"])
        assert article
        assert evidence["quote"] in article.text
        assert answer in evidence["quote"]
        assert BLANK in question
    path = tmp_path / "mine.jsonl"
    append(path, proposed)
    assert read_cases(path) == []
    path.write_text(path.read_text("utf-8").replace('"draft": true', '"draft": false'), "utf-8")
    assert len(read_cases(path)) == 10


def test_the_test_in_the_documentation_passes(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    (questions,) = re.findall(r"```jsonl\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bridge.txt").write_text(BRIDGE)
    (tmp_path / "questions.jsonl").write_text(questions)
    (tmp_path / "test_mine.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_the_commands_in_the_documentation_run(tmp_path: Path) -> None:
    (questions,) = re.findall(r"```jsonl\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bridge.txt").write_text(BRIDGE)
    (tmp_path / "questions.jsonl").write_text(questions)
    feedback = {"mark": "down", "question": "How long is it?", "answer": "1932"}
    (tmp_path / "my-index.feedback.jsonl").write_text(json.dumps(feedback))
    commands = re.findall(r"^\$ footnote (.*?)(?:  #.*)?$", DOCUMENT, re.MULTILINE)
    code = "import shlex, sys; from ui.cli import main\n"
    for command in commands:
        subprocess.run(
            [sys.executable, "-c", f"{code}sys.argv[1:] = shlex.split({command!r}); main()"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
            check=True,
            capture_output=True,
            timeout=120,
        )
    assert len(commands) == 6
    assert (tmp_path / "reports" / "report.html").exists()
    assert len(taken_ids(tmp_path / "questions.jsonl")) > 4
    assert len(read_cases(tmp_path / "questions.jsonl")) == 3
