"""Models that a command names: a server that writes, a server that embeds."""

import json
import logging
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from model_server import ModelServer, serving
from typer.testing import CliRunner

from index.store import Index
from qa.answer import Answer
from ui.api.answering import Answering
from ui.api.logs import Lines
from ui.cli import app
from ui.models import open_writer

FERRY = "The council of Lindau sold the old ferry in 1998. Mayor Ruth Okafor opposed the sale."
QUESTION = "Who opposed the sale of the ferry?"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with serving() as running:
        yield running


@pytest.fixture
def run(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command on a small corpus: exit code, stdout, error."""
    folder = corpus({"ferry.txt": FERRY})

    def command(*words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, [*words, "--index", str(tmp_path / "index")])
        return done.exit_code, done.stdout, str(done.exception or "") + done.stderr

    assert command("index", str(folder))[0] == 0
    return command


def test_a_model_writes_the_answer(
    run: Callable[..., tuple[int, str, str]], server: ModelServer
) -> None:
    sentence = "Ruth Okafor opposed the sale of the ferry."
    quote = "Mayor Ruth Okafor opposed the sale"
    server.replies["m"] = "\n".join(
        json.dumps({"sentence": text, "passage": 1, "quote": quote})
        for text in (sentence, "Ruth Okafor sold the ferry.")
    )
    code, printed, _ = run("ask", QUESTION, "--llm", server.url, "--model", "m", "--json")
    record = json.loads(printed)
    assert code == 0
    assert record["answerer"] == "m"
    assert [s["text"] for s in record["sentences"]] == [sentence]
    assert record["citations"][0]["quote"] == "Mayor Ruth Okafor opposed the sale."
    assert [d["text"] for d in record["dropped"]] == ["Ruth Okafor sold the ferry."]


def test_the_evaluation_counts_what_was_dropped(
    run: Callable[..., tuple[int, str, str]], server: ModelServer, tmp_path: Path
) -> None:
    quote = "Mayor Ruth Okafor opposed the sale"
    server.replies["m"] = "\n".join(
        json.dumps({"sentence": text, "passage": 1, "quote": quote})
        for text in ("Ruth Okafor opposed the sale.", "Ruth Okafor sold 12 boats.")
    )
    evidence = [{"article": "ferry.txt", "quote": quote}]
    case = {"id": "1", "kind": "answerable", "tag": "who", "turns": [QUESTION]}
    whole = {**case, "answers": ["Ruth Okafor"], "evidence": evidence}
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps(whole) + "\n")
    named = ["--llm", server.url, "--model", "m", "--runs", str(tmp_path / "runs"), "--json"]
    code, printed, error = run("eval", "run", str(asked), *named)
    assert code == 0, error
    figures = {f["name"]: f["value"] for f in json.loads(printed)["figures"]}
    assert figures["sentences dropped an answer"] == 1.0
    assert figures["written by the model"] == 1.0


def test_the_log_says_why_sentences_were_dropped_and_not_what_they_said(
    run: Callable[..., tuple[int, str, str]],
    server: ModelServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = {"sentence": "Ruth Okafor sold 12 boats.", "passage": 1, "quote": "Mayor Ruth Okafor"}
    server.replies["m"] = json.dumps(said)
    writer = open_writer(server.url, "m")
    caplog.set_level(logging.INFO, "ui")
    with closing(Index(tmp_path / "index")) as index:
        *_, answer = Answering(index, writer).stages(QUESTION)
    (line,) = [Lines().format(r) for r in caplog.records if r.name == "ui.api.answering"]
    assert isinstance(answer, Answer)
    assert json.loads(line)["dropped"] == [answer.trace.dropped[0].reason]
    assert json.loads(line)["notice"] == answer.trace.notice
    assert "boats" not in line


@pytest.mark.parametrize("command", [("ask", QUESTION), ("chat",)])
def test_a_server_that_is_not_there_is_one_line(
    command: tuple[str, ...], run: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, error = run(*command, "--llm", "http://127.0.0.1:9/v1", "--model", "m")
    assert code == 1
    assert "built-in reader" in error
    assert "Traceback" not in error


def test_a_person_at_a_terminal_is_offered_the_reader(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    person, terminal = pty.openpty()
    os.write(person, b"\n")  # yes
    named = ["--llm", "http://127.0.0.1:9/v1", "--model", "m", "--index", str(tmp_path / "index")]
    command = [sys.executable, "-m", "ui.cli", "ask", QUESTION, *named]
    done = subprocess.run(command, check=True, stdin=terminal, capture_output=True, text=True)
    assert "Go on with the built-in reader?" in done.stderr
    assert "Ruth Okafor" in done.stdout


def test_the_environment_names_the_model(
    run: Callable[..., tuple[int, str, str]],
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quote = "Mayor Ruth Okafor opposed the sale"
    sentence = "Ruth Okafor opposed the sale of the ferry."
    server.replies["named"] = json.dumps({"sentence": sentence, "passage": 1, "quote": quote})
    monkeypatch.setenv("FOOTNOTE_LLM", server.url)
    monkeypatch.setenv("FOOTNOTE_MODEL", "named")
    code, printed, _ = run("ask", QUESTION, "--json")
    assert (code, json.loads(printed)["answerer"]) == (0, "named")


def test_an_address_without_a_model_is_wrong_usage(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    assert run("ask", QUESTION, "--llm", "http://127.0.0.1:9/v1")[0] == 2


def test_a_server_embeds_and_its_vectors_are_never_mixed_with_others(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, server: ModelServer
) -> None:
    folder, index = corpus({"ferry.txt": FERRY}), str(tmp_path / "other")
    named = ["--embedding", server.url, "--embedding-model", "letters", "--index", index]
    made = CliRunner().invoke(app, ["index", str(folder), *named])
    assert made.exit_code == 0, made.exception
    found = CliRunner().invoke(app, ["search", "ferry", "--json", *named])
    assert json.loads(found.stdout)["passages"][0]["article"] == "ferry.txt"
    mixed = CliRunner().invoke(app, ["search", "ferry", "--index", index])
    assert mixed.exit_code == 1
    assert "letters" in str(mixed.exception)


def test_an_embedding_that_fails_is_one_line_and_leaves_nothing(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path, server: ModelServer
) -> None:
    folder = corpus({"ferry.txt": FERRY})
    named = ["--embedding", server.url, "--embedding-model", "forbidden"]
    made = CliRunner().invoke(app, ["index", str(folder), *named, "--index", str(tmp_path / "no")])
    assert made.exit_code == 1
    assert "--embedding" in str(made.exception)
    assert not (tmp_path / "no").exists()
