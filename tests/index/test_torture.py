"""A short run of the kills, failing writes and damage that `make torture` does at length."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900)  # half a minute, where nothing else runs
def test_nothing_is_lost_to_kills_full_disks_and_damage() -> None:
    command = [sys.executable, str(ROOT / "tests" / "torture" / "torture.py")]
    command += ["--kills", "4", "--failures", "2", "--mutations", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost: nothing" in done.stdout
    assert "kills at a random moment" in done.stdout
