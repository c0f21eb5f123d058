"""Folders that may be read and not written to, as a user who is not root finds them."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.ingest import ingest
from tests.index.example import DOCUMENTS
from tests.torture.world import Hashed

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, sys, tempfile
from pathlib import Path
import chromadb, tantivy
from index.errors import StoreError
from index.ingest import ingest
from index.store import Index
from tests.torture.world import Hashed

if os.geteuid() == 0:
    os.setuid(65534)
folder, corpus = map(Path, sys.argv[1:])
index = Index(folder, Hashed())
print(index.search("bridge", 1)[0].chunk.article_id, index.lexical_only)
index.close()
try:
    ingest(folder, corpus, Hashed())
except StoreError as error:
    print(error)
with tempfile.TemporaryDirectory() as own:
    report = ingest(Path(own) / "index", corpus, Hashed())
    print(len(report.added), [skipped.reason for skipped in report.skipped])
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that everybody may read; pytest's own are for one user."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in Path(name).rglob("*"):
            path.chmod(0o755)


def test_what_may_only_be_read_is_searched_and_says_why_it_stays_as_it_is(folder: Path) -> None:
    corpus, made = folder / "docs", folder / "index"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_text(text)
    ingest(made, corpus, Hashed())
    (corpus / "rain.txt").chmod(0)
    for path in [made, *made.rglob("*"), corpus]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    command = [sys.executable, "-c", SCRIPT, str(made), str(corpus)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found, refused, read = done.stdout.splitlines() or [done.stderr] * 3
    assert found == "bridge.txt False"
    assert refused.startswith("a folder that can be written expected")
    assert re.fullmatch(r"2 \[.cannot be read: .*Permission denied.*rain.txt.*\]", read)
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before
