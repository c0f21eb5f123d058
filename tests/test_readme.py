"""The README's commands do what it shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line[2:].split("  #")[0].strip()
    for block in BLOCKS
    for line in block.splitlines()
    if line.startswith("$ ")
]
SHOWN = [block[2:].split("\n", 1) for block in BLOCKS if block.count("$ ") == 1]


def run(command: str, folder: Path) -> str:
    """Run a footnote command in a folder and return what it prints."""
    words = [sys.executable, "-m", "ui.cli", *shlex.split(command)[1:]]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


def test_it_leads_with_the_two_commands() -> None:
    assert [command.split("#")[0].strip() for command in COMMANDS[:2]] == ["make chat", "make test"]
    for target in ("chat", "test"):
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_shown_answer_is_the_real_answer(command: str, output: str, tmp_path: Path) -> None:
    assert output.strip()
    assert run(command, tmp_path).strip() == output.strip()


def test_the_commands_for_ones_own_documents(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "report.txt").write_text("The bridge opened in 1932.")
    (tmp_path / "docs" / "metadata.toml").write_text(
        re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]
    )
    (tmp_path / "questions.jsonl").write_text("When did the bridge open?\n")
    ran = 0
    for command in COMMANDS:
        if "my-index" in command and " chat " not in command:
            run(command.replace("…", "When did the bridge open?"), tmp_path)
            ran += 1
    assert ran == 8


def test_the_python_example_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    code = example.replace('Path("seeds")', f"Path({str(ROOT / 'seeds')!r})")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "Muriel Bowser" in done.stdout
