"""A short run of the kills, failing writes and damage that `make torture` does at length."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import needed

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900)  # half a minute, where nothing else runs
@pytest.mark.parametrize(
    ("options", "tried"),
    [
        (("--mutations", "1"), "files damaged in use"),
        (("--mutations", "0", "--postgres"), "kills of PostgreSQL"),
    ],
    ids=["sqlite", "postgres"],
)
def test_nothing_is_lost_to_kills_full_disks_and_damage(
    options: tuple[str, ...], tried: str
) -> None:
    if "--postgres" in options:
        needed()
    command = [sys.executable, str(ROOT / "tests" / "torture" / "torture.py")]
    command += ["--kills", "4", "--failures", "2", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost: nothing" in done.stdout
    assert "kills at a random moment" in done.stdout
    assert tried in done.stdout
