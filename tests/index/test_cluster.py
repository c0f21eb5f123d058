"""Ingest on a Ray cluster: what one process would have written, whoever dies."""

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.cluster import Cluster, embed_batch
from index.embedding import MiniLM
from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from index.truth import Truth
from tests.index.example import DOCUMENTS, Corpus
from tests.index.files import PAGE, pdf, word
from tests.ray_cluster import Broken, Deadly, RayCluster, needed
from tests.torture.world import Hashed, text
from ui.indexing import Task, index_once

pytestmark = pytest.mark.timeout(600)  # Ray has a dozen processes to start
TABLES = {
    "articles": "SELECT * FROM articles ORDER BY id",
    "chunks": "SELECT * FROM chunks ORDER BY id",
    "vectors": "SELECT * FROM vectors ORDER BY text_sha256",
    "files": "SELECT * FROM files ORDER BY path",
}


@pytest.fixture
def engine() -> str:
    """Keep truth in SQLite: the cluster never sees it."""
    return "sqlite"


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator[RayCluster]:
    """Return a running cluster of two workers; skip with a notice where Ray is missing."""
    needed()
    running = RayCluster()
    yield running
    running.close()


@pytest.fixture
def cluster(ray_cluster: RayCluster) -> Cluster:
    """Return the cluster as an ingest is given it."""
    return Cluster(ray_cluster.address)


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that truth holds of documents."""
    truth = Truth(folder)
    found = {table: truth.database.rows(sql) for table, sql in TABLES.items()}
    truth.close()
    return found


def mixed(corpus: Corpus) -> Path:
    """Write documents of several formats, some of which cannot be read."""
    folder = corpus(DOCUMENTS | {"page.html": PAGE, "broken.pdf": "%PDF", "picture.png": "-"})
    corpus({"rows.jsonl": '{"text": "A row."}\n[]\n{"text": "Another."}\n'})
    (folder / "report.pdf").write_bytes(pdf([["The bridge opened in 1932."], ["It is grey."]]))
    (folder / "letter.docx").write_bytes(word())
    return folder


def test_a_cluster_writes_what_one_process_does(
    corpus: Corpus, tmp_path: Path, cluster: Cluster
) -> None:
    source = mixed(corpus)
    told: list[tuple[str, int, int]] = []
    found = ingest(tmp_path / "two", source, None, lambda *at: told.append(at), cluster=cluster)
    expected: list[tuple[str, int, int]] = []
    alone = ingest(tmp_path / "one", source, None, lambda *at: expected.append(at))
    assert found == alone
    assert [skipped.path for skipped in found.skipped] == [
        "broken.pdf",
        "picture.png",
        "rows.jsonl#2",
    ]
    assert rows(tmp_path / "two") == rows(tmp_path / "one")
    assert told == expected


def test_what_did_not_change_costs_no_task(
    corpus: Corpus, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = mixed(corpus)
    ingest(tmp_path / "index", source, cluster=cluster)
    (source / "report.pdf").rename(source / "renamed.pdf")
    monkeypatch.setattr(cluster, "_parse", None)  # would raise
    monkeypatch.setattr(cluster, "_embed", None)
    again = ingest(tmp_path / "index", source, cluster=cluster)
    assert (again.renamed, again.embedded) == ((("report.pdf", "renamed.pdf"),), 0)


def test_an_edit_embeds_only_what_it_touches(
    corpus: Corpus, tmp_path: Path, cluster: Cluster
) -> None:
    ingest(tmp_path / "index", corpus({"a.txt": text(1, 1), "b.txt": text(2, 1)}), cluster=cluster)
    edited = text(1, 1).replace("part2", "part two")
    report = ingest(tmp_path / "index", corpus({"a.txt": edited}), cluster=cluster)
    assert (report.changed, report.embedded, report.unchanged) == (("a.txt",), 1, 1)


def test_what_a_worker_cannot_do_is_one_line_and_changes_nothing(
    corpus: Corpus, tmp_path: Path, cluster: Cluster
) -> None:
    ingest(tmp_path / "index", corpus(DOCUMENTS), Hashed(), cluster=cluster)
    before = rows(tmp_path / "index")
    source = corpus({"new.txt": "Something new."})
    with pytest.raises(StoreError, match=r"^a worker .* failed \(no\): nothing has changed; .*$"):
        ingest(tmp_path / "index", source, Broken(), cluster=cluster)
    assert rows(tmp_path / "index") == before


def test_a_worker_with_another_footnote_says_so() -> None:
    with pytest.raises(StoreError, match=r"Footnote 9\.9 expected on every worker, .* found on"):
        embed_batch("9.9", MiniLM(), ["a text"])


def test_the_command_says_what_it_always_says(
    corpus: Corpus, tmp_path: Path, ray_cluster: RayCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    task = Task(tmp_path / "index", mixed(corpus), ray=ray_cluster.address)
    assert index_once(task, dry_run=False) == 3
    said = capsys.readouterr()
    assert "8 added, 0 changed, 0 renamed, 0 removed, 0 unchanged, 3 skipped" in said.out
    assert "skipped broken.pdf: not a whole PDF" in said.err
    index = Index(task.index)
    assert index.search("nine days of rain")[0].chunk.article_id == "rain.txt"
    index.close()


def refused(address: str) -> str:
    """Return the one line that is said of an address."""
    with pytest.raises(StoreError) as raised:
        Cluster(address)
    said = str(raised.value)
    assert "\n" not in said
    return said


def test_an_address_that_does_not_answer() -> None:
    needed()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    said = refused(f"127.0.0.1:{port}")
    assert re.match(rf"a Ray cluster expected at 127\.0\.0\.1:{port}, found: .*refused", said)
    assert "HOST:PORT expected, somewhere found" in refused("somewhere")


def test_ray_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert refused("127.0.0.1:6379").endswith("`pip install 'footnote-qa[ray]'`")


def test_workers_that_die_cost_no_document(  # the last, since it leaves one machine
    corpus: Corpus, tmp_path: Path, cluster: Cluster, ray_cluster: RayCluster
) -> None:
    """A process dies twice at one batch, then one of the two machines in the middle."""
    source = corpus({f"{number:03}.txt": text(number, 1) for number in range(300)})
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    for number in range(2):
        (deaths / str(number)).touch()

    def killing(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("Embedding", total // 2):
            ray_cluster.kill()

    embedding = Deadly(deaths, "needle150x1 part1")
    found = ingest(tmp_path / "two", source, embedding, killing, cluster=cluster)
    assert not any(deaths.iterdir())
    assert found == ingest(tmp_path / "one", source, Hashed())
    assert rows(tmp_path / "two") == rows(tmp_path / "one")
