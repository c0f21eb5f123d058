"""Arrows go one way, and each library is named in one place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ("index", "qa", "evals", "ui")
ONLY_IN = {
    "chromadb": {"index/chroma.py", "index/vectors.py"},
    "gradio": {
        "ui/chat.py",
        "ui/conversation.py",
        "ui/interface.py",
        "ui/look.py",
        "ui/server.py",
        "ui/thumbs.py",
    },
    "onnxruntime": {"index/embedding.py"},
    "tantivy": {"index/lexical.py"},
    "llama_index": {"index/llama.py", "qa/writing/connection.py", "qa/llama.py"},
    "matplotlib": {"evals/report/plots.py"},
    "psycopg": {"index/address.py", "index/postgres.py"},
    "ray": {"index/cluster.py"},
    "sqlite3": {"index/database.py"},
}
MODULES = [path for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Return the first name of everything a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_arrows_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    above = set(ORDER[ORDER.index(package) + 1 :])
    assert not imported(path) & (above | {"tests", "training"})


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_named_in_its_place_only(library: str) -> None:
    users = {p.relative_to(ROOT).as_posix() for p in MODULES if library in imported(p)}
    assert users == ONLY_IN[library]


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    heavy = ("gradio", "chromadb", "llama_index", "onnxruntime", "numpy")
    code = f"import sys, ui.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_search_of_few_chunks_imports_no_chroma(seeds_folder: Path) -> None:
    code = (
        "import sys; from ui.cli import app; app(sys.argv[1:], standalone_mode=False);"
        "print('chromadb' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "search", "votes", "--index", str(seeds_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
