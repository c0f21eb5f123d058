"""Reports of a run: each read back by a parser of its own, and the same bytes twice."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from evals.case import Case, CaseError, Evidence, QuestionSet, read_cases
from evals.gate import Gate
from evals.outcome import Cited, Outcome, Ranked, Reply
from evals.record import Record, from_json, load, rounded, save, to_json
from evals.report import write_reports
from evals.report.junit import junit
from evals.report.markdown import escape, markdown
from evals.run import run
from evals.trial import recorded
from index.store import Index

NAMES = {"a012", "a045", "a083", "a140", "u003", "u048", "u055", "d001"}
NASTY = Case(
    "x1", "answerable", "<b>", ("</script><img src=x onerror=alert(1)> `a|b`",), ("\x07",), ()
)


@pytest.fixture(scope="module")
def record(seeds_index: Index) -> Record:
    """Return a real run of a few questions, and one outcome made to break reports."""
    cases = tuple(case for case in read_cases() if case.id in NAMES)
    questions = QuestionSet("few", cases)
    said = Reply("*<i>&\x0b", "<u>", False, 0.5, (Cited("a", 0, 1, "x", True, False),))
    nasty = Outcome(NASTY, said, (Ranked("p 1", 1.0, 0),), {"p 2": 1}, {"right": 0.0})
    return recorded(questions, [*run(questions, seeds_index), nasty], seeds_index)


read_qrels: Callable[[str], Any] = ir_measures.read_trec_qrels
read_run: Callable[[str], Any] = ir_measures.read_trec_run


def untimed(text: str) -> str:
    return re.sub(r"<section id=times>.*?</section>", "", text, flags=re.DOTALL)


def test_it_is_read_back_as_it_was_written(record: Record, tmp_path: Path) -> None:
    assert from_json(to_json(record), "x") == record == rounded(record)
    path = save(record, tmp_path / "runs")
    assert (path.name, save(record, path.parent).name) == ("0001.json", "0002.json")
    assert (
        load("2", path.parent) == load("last", path.parent) == load(str(path), tmp_path) == record
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"footnote_eval": 2}', '{"footnote_eval": 1}'])
def test_what_is_no_run_is_said(text: str) -> None:
    with pytest.raises(CaseError, match="a run of `footnote eval` expected, x"):
        from_json(text, "x")


def test_every_report_gives_the_same_bytes_twice(record: Record, tmp_path: Path) -> None:
    gate = Gate(tuple(record.failed()), (), 1)
    slower = replace(
        record, outcomes=tuple(replace(o, ms=o.ms + 9) for o in record.outcomes), latency=()
    )
    write_reports(record, gate, tmp_path / "one")
    write_reports(record, gate, tmp_path / "two")
    write_reports(slower, gate, tmp_path / "slower")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    pages = [(tmp_path / name / "report.html").read_text("utf-8") for name in ("one", "slower")]
    assert untimed(pages[0]) == untimed(pages[1])


def test_trec_files_give_ir_measures_the_figures_of_the_report(
    record: Record, tmp_path: Path
) -> None:
    write_reports(record, None, tmp_path)
    found = ir_measures.calc_aggregate(
        [R @ 5, Success @ 5, RR @ 10, nDCG @ 10],
        read_qrels(str(tmp_path / "qrels.trec")),
        read_run(str(tmp_path / "run.trec")),
    )
    scored = [o for o in record.outcomes if o.relevant and "recall@5" in o.scores]
    judged = len(scored) + 1  # with the one made to break reports, which finds nothing
    names = {R @ 5: "recall@5", Success @ 5: "success@5", RR @ 10: "MRR@10", nDCG @ 10: "nDCG@10"}
    for measure, name in names.items():
        ours = sum(float(outcome.scores[name] or 0) for outcome in scored)
        assert found[measure] == pytest.approx(ours / judged, abs=1e-4)


def test_junit_fails_what_broke_and_skips_what_was_wrong_before(record: Record) -> None:
    failed = record.failed()
    root = ElementTree.fromstring(junit(record, Gate(tuple(failed[:1]), (), 0)))  # noqa: S314
    assert len(root.findall(".//testcase")) == len(record.outcomes)
    assert len(root.findall(".//failure")) == 1
    assert len(root.findall(".//skipped")) == len(failed) - 1
    assert len(ElementTree.fromstring(junit(record, None)).findall(".//failure")) == len(failed)  # noqa: S314
    assert sum(int(suite.get("tests", 0)) for suite in root) == len(record.outcomes)


def test_markdown_names_what_broke(record: Record) -> None:
    broken = tuple(record.failed()[:1])
    text = markdown(record, Gate(broken, (), 0, "another"))
    assert "**Failed**" in text
    assert "another processor" in text
    assert broken[0].case.id in text.split("| | figure")[0]
    assert "<img" not in text
    assert "**Passed**" in markdown(record, Gate((), (), 0))


@given(st.text())
def test_any_text_is_one_cell_of_a_table(text: str) -> None:
    assert "|" not in re.sub(r"\\.", "", escape(text))
    assert len(escape(text).splitlines()) <= 1


def test_evidence_without_places_is_left_out_of_trec() -> None:
    case = Case("a b", "answerable", "", ("?",), ("x",), (Evidence("none.txt", "x"),))
    outcome = Outcome(case, Reply(), (Ranked("p", 1.0, 0),), {}, {"recall@5": None})
    from evals.report.trec import qrels, trec_run

    made = Record("r", None, (), (outcome,))  # type: ignore[arg-type]
    assert (qrels(made), trec_run(made)) == ("", "a_b Q0 p 1 1.000000 footnote\n")
