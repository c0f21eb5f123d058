"""The command line as a program meets it: JSON, batches, exit codes, one-line errors."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Corpus = Callable[[dict[str, str]], Path]
BIDEN = "How many electoral votes did Joe Biden win?"


def footnote(*arguments: str, stdin: str = "", cwd: Path | None = None) -> Any:
    """Run the command in a process of its own and return what it did."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        check=False,
        timeout=120,
    )


def objects(done: Any) -> list[dict[str, Any]]:
    """Return the JSON objects printed, one a line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ask_gives_the_json_of_the_design(seeds_folder: Path) -> None:
    done = footnote("ask", BIDEN, "--json", "--index", str(seeds_folder))
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = objects(done)
    assert list(found) == [
        *("id", "question", "answer", "short", "refused", "confidence"),
        *("sentences", "citations", "answerer", "ms", "understood", "differs"),
    ]
    assert found["question"] == BIDEN
    assert not found["refused"]
    assert "306" in found["answer"]
    assert 0 <= found["confidence"] <= 1
    for citation in found["citations"]:
        text = (Path(__file__).parents[2] / "seeds" / citation["article"]).read_text("utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    numbers = [citation["number"] for citation in found["citations"]]
    assert all(n in numbers for s in found["sentences"] for n in s["citations"])


def test_what_is_not_in_the_documents_is_refused_with_exit_0(seeds_folder: Path) -> None:
    done = footnote("ask", "What is the capital of France?", "--index", str(seeds_folder))
    assert (done.returncode, done.stdout) == (0, "The documents do not answer this question.\n")


def test_without_an_index_the_seeds_are_indexed(tmp_path: Path) -> None:
    done = footnote("ask", BIDEN, cwd=tmp_path)
    assert done.returncode == 0
    assert "306" in done.stdout
    assert (tmp_path / ".footnote" / "truth.db").exists()


def test_a_batch_answers_in_order_and_says_what_is_wrong_with_a_line(seeds_folder: Path) -> None:
    lines = [
        "\ufeff" + json.dumps({"id": "x", "question": BIDEN}),
        "Who signed the objection to Arizona?",
        "{broken",
        json.dumps({"id": "t", "turns": ["Who is the mayor of DC?", "What did she announce?"]}),
        json.dumps({"id": "e", "question": " "}),
        json.dumps({"id": "s", "question": "\ud800 \u0000 lone"}),
    ]
    done = footnote("ask", "--batch", "-", "--index", str(seeds_folder), stdin="\n".join(lines))
    found = objects(done)
    assert [f["id"] for f in found] == ["x", "2", "3", "t", "e", "s"]
    assert "306" in found[0]["answer"]
    assert "JSON object expected" in found[2]["error"]
    assert found[3]["question"] == "What did she announce?"
    assert "question expected" in found[4]["error"]
    assert "answer" in found[5]
    assert done.returncode == 1


def test_search_prints_ranked_passages(seeds_folder: Path) -> None:
    done = footnote("search", "Tiny Dancer", "-k", "3", "--json", "--index", str(seeds_folder))
    (found,) = objects(done)
    assert list(found) == ["id", "query", "passages"]
    assert [p["rank"] for p in found["passages"]] == [1, 2, 3]
    assert "Tiny Dancer" in found["passages"][0]["text"]
    assert set(found["passages"][0]) == {"rank", "score", "article", "start", "end", "text"}
    text = footnote("search", "Tiny Dancer", "-k", "1", "--index", str(seeds_folder)).stdout
    assert "Tiny Dancer" in text


def test_index_reports_what_it_did_and_what_it_skipped(corpus: Corpus, tmp_path: Path) -> None:
    folder = corpus({"a.txt": "Cats sleep.", "b.html": "<p>"})
    done = footnote("index", str(folder), "--index", str(tmp_path / "index"))
    assert done.returncode == 3
    assert "1 added" in done.stdout
    assert "skipped b.html: no text in it" in done.stderr


@pytest.mark.parametrize("question", ["", "   ", "x" * 100_000])
def test_an_empty_or_huge_question_is_one_line(seeds_folder: Path, question: str) -> None:
    done = footnote("ask", question, "--index", str(seeds_folder))
    assert done.returncode == 1
    assert done.stderr.startswith("footnote: a question")
    assert done.stderr.count("\n") == 1


def test_a_missing_or_empty_corpus_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for corpus in ("empty", "missing"):
        for command in (["index", corpus], ["ask", BIDEN, "--corpus", corpus]):
            done = footnote(*command, cwd=tmp_path)
            assert done.returncode == 1
            assert done.stderr.startswith("footnote: ")
            assert done.stderr.count("\n") == 1
            assert not (tmp_path / ".footnote").exists()


def test_an_index_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "truth.db").write_text("no database at all" * 100)
    done = footnote("ask", BIDEN, "--index", str(tmp_path / "index"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "footnote index FOLDER" in done.stderr


@pytest.mark.parametrize("command", ["ask", "search", "chat"])
def test_an_index_that_was_named_and_is_missing_is_not_made_of_the_seeds(
    command: str, tmp_path: Path
) -> None:
    asked = [] if command == "chat" else [BIDEN]
    done = footnote(command, *asked, "--index", "typo", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "footnote index FOLDER --index typo" in done.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "x", "--batch", "-"],
        ["search", "x", "-k", "0"],
        ["fly"],
        ["chat", "--port", "x"],
    ],
)
def test_wrong_usage_is_exit_2(arguments: list[str], tmp_path: Path) -> None:
    assert footnote(*arguments, cwd=tmp_path).returncode == 2


def test_a_path_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    done = footnote("ask", BIDEN, "--index", "x" * 300, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_missing_batch_file_is_one_line(seeds_folder: Path) -> None:
    done = footnote("ask", "--batch", "none.jsonl", "--index", str(seeds_folder))
    assert done.returncode == 1
    assert done.stderr.startswith("footnote: a UTF-8 file of questions expected")
