"""`footnote eval` on a few of the fixed questions: what it prints, and when it fails."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import ui.evaluating
from evals.case import read_cases
from evals.report import accept, fallen

FEW = [case for case in read_cases() if case.id in {"a007", "a012", "u048", "d001"}]


@pytest.fixture
def baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Judge a few questions only, against a baseline of their own."""
    path = tmp_path / "baseline.json"
    monkeypatch.setattr(ui.evaluating, "read_cases", lambda: FEW)
    monkeypatch.setattr(ui.evaluating, "fallen", partial(fallen, path=path))
    monkeypatch.setattr(ui.evaluating, "accept", partial(accept, path=path))
    return path


def run(**options: Any) -> bool:
    """Run the evaluation and return whether it passed."""
    return ui.evaluating.evaluate_seeds(**({"accept_figures": False, "as_json": False} | options))


def test_it_passes_at_its_baseline_and_fails_below_it(
    baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(accept_figures=True)
    assert run()
    shown = capsys.readouterr().out
    assert "answer accuracy" in shown
    assert "n=2" in shown
    least = json.loads(baseline.read_text())
    baseline.write_text(json.dumps(least | {"MRR": 1.01}))
    assert not run()
    assert "below the baseline: MRR" in capsys.readouterr().err.replace("\n", " ")


def test_it_gives_the_same_bytes_twice(baseline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(accept_figures=True, as_json=True)
    once = capsys.readouterr().out
    run(accept_figures=True, as_json=True)
    assert capsys.readouterr().out == once
    assert set(json.loads(once)["cases"]) == {case.id for case in FEW}
