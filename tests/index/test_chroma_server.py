"""A real Chroma server on loopback: the same code, an outage that is said, and recovery."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from qa.ask import ask
from tests.chroma import ChromaServer
from ui.records import answer_record
from ui.render import answer_text

Corpus = Callable[[dict[str, str]], Path]
DOCUMENTS = {
    "bridge.txt": "The harbour bridge opened in 1932. It was painted grey.",
    "cats.txt": "Cats sleep through the day. They hunt mice at night.",
    "rain.txt": "Rain fell for nine days. The river left its banks.",
}
QUESTION = "When did the harbour bridge open?"
TOLD_WITHIN_S = 5


def recovered(index: Index) -> bool:
    """Ask until the server is used again: it is tried anew every few seconds."""
    for _ in range(100):
        answer = ask(QUESTION, index)
        assert "1932" in answer.text
        if answer.answerer == "reader":
            return True
        time.sleep(0.2)
    return False


def test_an_outage_is_said_answered_and_recovered_from(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), server=chroma.address)
    assert not list((tmp_path / "index").glob("vectors-*"))
    index = Index(tmp_path / "index", server=chroma.address)
    assert ask(QUESTION, index).answerer == "reader"
    assert index.search("feline slumber")[0].similarity > 0.3
    chroma.kill()
    started = time.monotonic()
    answer = ask(QUESTION, index)
    assert time.monotonic() - started < TOLD_WITHIN_S
    assert "1932" in answer.text
    assert answer.answerer == "reader, lexical search only"
    assert answer_record("1", answer)["answerer"] == "reader, lexical search only"
    assert "Chroma server does not answer" in answer_text(answer)
    chroma.start()
    assert recovered(index)
    index.close()


def test_a_server_killed_in_the_middle_of_a_search(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), server=chroma.address)
    index = Index(tmp_path / "index", server=chroma.address)
    index.search("warm")
    near = index._live.current().cache
    assert near
    search = near.search

    def killed(*arguments: object) -> object:
        chroma.kill()
        return search(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(near, "search", killed)
    assert ask(QUESTION, index).answerer == "reader, lexical search only"
    index.close()


def test_a_server_that_hangs_is_given_up(corpus: Corpus, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
        index = Index(tmp_path / "index", server=address)
        assert "1932" in ask(QUESTION, index).text
        assert time.monotonic() - started < 4 * TOLD_WITHIN_S
        index.close()


def test_a_server_that_lost_its_data_is_filled_again(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), server=chroma.address)
    other = ChromaServer(tmp_path / "empty")
    try:
        index = Index(tmp_path / "index", server=other.address)
        assert index.search("feline slumber")[0].chunk.article_id == "cats.txt"
        assert index.collection.count() == len(DOCUMENTS)
        index.close()
    finally:
        other.kill()


def test_two_chats_and_an_ingest_share_one_index(
    corpus: Corpus, tmp_path: Path, chroma: ChromaServer
) -> None:
    folder = tmp_path / "index"
    ingest(folder, corpus(DOCUMENTS), server=chroma.address)
    code = """
import sys
from pathlib import Path
from index.store import Index
from qa.ask import ask
index = Index(Path(sys.argv[1]), server=sys.argv[2])
for line in sys.stdin:
    answer = ask(line, index)
    print(answer.short, "|", answer.answerer, flush=True)
"""
    command = [sys.executable, "-c", code, str(folder), chroma.address]
    pipe = subprocess.PIPE
    chats = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    said = [_asked(chat, QUESTION) for chat in chats]
    ingest(
        folder, corpus({"bridge.txt": "The harbour bridge opened in 1941."}), server=chroma.address
    )
    said += [_asked(chat, QUESTION) for chat in chats]
    for chat in chats:
        chat.communicate(timeout=30)
    assert said == ["1932 | reader"] * 2 + ["1941 | reader"] * 2


def _asked(chat: "subprocess.Popen[str]", question: str) -> str:
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write(f"{question}\n")
    chat.stdin.flush()
    return chat.stdout.readline().strip()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://x", "http://"])
def test_what_is_no_address_is_said(corpus: Corpus, tmp_path: Path, address: str) -> None:
    with pytest.raises(StoreError, match="http://HOST:PORT"):
        ingest(tmp_path / "index", corpus(DOCUMENTS), server=address)
