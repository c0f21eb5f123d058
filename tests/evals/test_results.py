"""The page of results: a table for every set, made by the script that makes it anew."""

from importlib import import_module

import pytest

from evals.estimate import Figure
from evals.record import Record
from evals.stamp import Stamp

results = import_module("results")  # tests/results.py
STAMP = Stamp("c0", "i0", "q0", (("qa/reader.onnx", "r0"),), (), "p")


@pytest.mark.parametrize("name", results.SETS)
def test_every_set_has_its_table_or_says_how_to_make_it(name: str) -> None:
    page = results.PAGE.read_text("utf-8")
    inside = page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]
    measured = f"`{results.command(results.SETS[name], None)}" in inside and "| value |" in inside
    assert measured or f"make results DATA=FOLDER SETS={name}" in inside


def test_a_table_holds_the_figures_and_no_path() -> None:
    figures = (Figure("answers", "F1", 0.5, 9, 0.4, 0.6), Figure("answers", "F1: who", 1.0, 1))
    text = results.table(Record("x", STAMP, figures, ()), results.command(("--squad", "x.json"), 9))
    assert "`footnote eval run --squad FOLDER/x.json --limit 9`" in text
    assert "| answers | F1 | 0.500 | 0.400–0.600 | 9 |  |" in text
    assert "who" not in text
    page = results.put("a\n<!-- x -->\nold\n<!-- /x -->\nb", "x", "new")
    assert page == "a\n<!-- x -->\nnew\n<!-- /x -->\nb"
    with pytest.raises(SystemExit):
        results.put("", "x", "new")


def test_the_page_names_no_folder_of_a_machine() -> None:
    text = results.PAGE.read_text("utf-8")
    assert not any(start in text for start in ("/home", "/work", "/root"))
