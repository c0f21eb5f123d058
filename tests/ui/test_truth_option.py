"""`--truth` on the command line: what a person types, sees, and may be told."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from index.ingest import ingest
from tests.index.example import Corpus
from tests.postgres import PostgresServer
from tests.ui.running import serving, within
from tests.ui.test_cli import footnote, objects

DOCUMENTS = {"bridge.txt": "The harbour bridge opened in 1932. It was painted grey."}
QUESTION = "When did the harbour bridge open?"


def test_commands_that_follow_find_the_truth_again(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    folder = str(tmp_path / "index")
    documents = str(corpus(DOCUMENTS))
    dry = footnote("index", documents, "--truth", address, "--index", folder, "--dry-run")
    assert (dry.returncode, Path(folder).exists()) == (0, False)
    assert "would add bridge.txt" in dry.stdout
    assert footnote("index", documents, "--truth", address, "--index", folder).returncode == 0
    (answer,) = objects(footnote("ask", QUESTION, "--json", "--index", folder))
    assert answer["short"] == "1932"
    assert "1932" in footnote("show", "bridge.txt", "--index", folder).stdout
    checked = footnote("index", "--check", "--index", folder)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "/alone?host=" in checked.stdout
    assert not (Path(folder) / "truth.db").exists()


def test_a_password_is_asked_for_in_one_line_and_taken_from_the_environment(
    corpus: Corpus,
    tmp_path: Path,
    postgres: PostgresServer,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = str(tmp_path / "index")
    postgres.ask("CREATE ROLE guarded LOGIN PASSWORD 'hunter2'; GRANT footnote TO guarded")
    try:
        monkeypatch.setenv("FOOTNOTE_TRUTH", postgres.address("alone", "guarded", "hunter3"))
        refused = footnote("index", str(corpus(DOCUMENTS)), "--index", folder)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert "password authentication failed" in refused.stderr
        assert "hunter" not in refused.stderr
        assert not Path(folder).exists()
        monkeypatch.setenv("FOOTNOTE_TRUTH", postgres.address("alone", "guarded", "hunter2"))
        assert footnote("index", str(corpus(DOCUMENTS)), "--index", folder).returncode == 0
        assert footnote("index", "--check", "--index", folder).returncode == 0
    finally:
        postgres.ask("REASSIGN OWNED BY guarded TO footnote; DROP OWNED BY guarded", "alone")
        postgres.ask("DROP ROLE guarded")


def test_a_chat_says_that_its_truth_is_away_and_goes_on_when_it_is_back(
    corpus: Corpus, tmp_path: Path, postgres: PostgresServer, address: str
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), address=address)
    with serving(tmp_path / "index") as server:
        assert asked(server.address)[0] == 200
        postgres.stop()
        assert asked(server.address)[0] == 503
        postgres.start()
        assert within(10, lambda: asked(server.address)[0] == 200)


def asked(address: str) -> tuple[int, str]:
    """Ask a question over HTTP and return the status and what was said."""
    body = json.dumps({"question": QUESTION}).encode()
    request = Request(  # noqa: S310
        f"{address}/api/ask", body, {"Content-Type": "application/json"}
    )
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
