"""What training rests on: measures with values worked by hand, and examples that are what they say.

Training itself needs torch and hours, and is not run here.
"""

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from calibrate import calibration_error, fit, gut, risk_at, threshold
from corpus import build, questions, read_squad
from examples import NEAR, REMOVED, SWAPPED, Corpus, negative, positive
from measures import auroc, best_threshold, exact, f1
from pairs import holds

BRIDGE = (
    "The Harbour Bridge opened in 1932. It was designed by John Bradfield, an engineer of Sydney."
    " Painters need ten years to paint the bridge once."
)
FERRY = "The first ferry crossed the harbour in 1861. Its owner was Ann Lee, a widow from Leeds."


def squad(tmp_path: Path) -> Any:
    """Return two small articles in SQuAD's form, one answer's offset wrong."""
    asked = [
        (BRIDGE, "When did the Harbour Bridge open?", "1932", 29),
        (BRIDGE, "Who designed the bridge in Sydney?", "John Bradfield", 999),
        (FERRY, "Who owned the first ferry?", "Ann Lee", FERRY.index("Ann Lee")),
    ]
    paragraphs = [
        {
            "context": context,
            "qas": [
                {"question": q, "answers": [{"text": a, "answer_start": at}]}
                for text, q, a, at in asked
                if text == context
            ],
        }
        for context in (BRIDGE, FERRY)
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Sydney_Harbour", "paragraphs": paragraphs}]}))
    return read_squad(path)


def test_f1_and_exact_match_by_hand() -> None:
    assert f1("the Harbour Bridge", ["Harbour bridge"]) == 1.0
    assert f1("in 1932 or so", ["1932"]) == pytest.approx(2 / 5)
    assert (f1("", ["1932"]), exact("The 1932.", ["1932"]), exact("1932 AD", ["1932"])) == (0, 1, 0)


def test_auroc_counts_pairs() -> None:
    assert auroc([3.0, 1.0], [2.0, 0.0]) == 0.75
    assert auroc([1.0], [1.0]) == 0.5


def test_best_threshold_by_hand() -> None:
    worth, at = best_threshold([3.0, 2.0, 1.0], [1.0, -1.0, 0.5])
    assert (worth, at) == (pytest.approx(2 / 3), 2.0)  # refused at 2 and below


def test_calibration_error_and_risk_by_hand() -> None:
    p = np.array([0.95, 0.95, 0.15, 0.15])
    right = np.array([1.0, 0.0, 0.0, 0.0])
    assert calibration_error(p, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.15)
    assert (risk_at(p, right, 0.25), risk_at(p, right, 0.5)) == (0.0, 0.5)


def test_the_regression_finds_what_was_put_in() -> None:
    random = np.random.default_rng(1)
    x = random.standard_normal((4000, 2))
    y = (random.random(4000) < 1 / (1 + np.exp(-(2 * x[:, 0] - x[:, 1] + 0.5)))).astype(float)
    weights, bias = fit(x, y)
    assert [*weights, bias] == pytest.approx([2, -1, 0.5], abs=0.2)


def test_the_threshold_is_the_least_that_keeps_both_promises() -> None:
    p = np.array([0.9, 0.8, 0.6, 0.3, 0.2])
    right = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    answerable = np.array([1.0, 1.0, 1.0, 0.0, 0.0])
    other = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    assert threshold(p, right, answerable, other) == pytest.approx(0.61)
    assert threshold(p, right, np.array([1.0, 1.0, 0.0, 0.0, 0.0]), other) == pytest.approx(0.31)


def test_examples_hold_their_answer_or_do_not(tmp_path: Path) -> None:
    corpus = Corpus(squad(tmp_path))
    random = Random(1)
    for _ in range(60):
        for asked in corpus.asked:
            found = positive(corpus, asked, random)
            assert found.answer
            assert found.passage[slice(*found.answer)] == asked.text
            for kind in (NEAR, REMOVED):
                other = negative(corpus, asked, kind, random)
                assert other is None or not holds(other.passage, asked.text)
            swapped = negative(corpus, asked, SWAPPED, random)
            assert swapped is None or swapped.answer is None


def test_the_documents_hold_the_answers_at_their_places(tmp_path: Path) -> None:
    articles = squad(tmp_path)
    index = build(articles, tmp_path / "corpus")
    for asked in questions(articles, "answered"):
        article = index.article(asked.document)
        assert article
        assert [article.text[slice(*place)] for place in asked.places] == list(asked.answers)
        assert any(asked.is_held_by(passage) for passage in index.search(asked.question))
    index.close()


def test_what_is_gutted_has_no_answer_left(tmp_path: Path) -> None:
    kept, missing = gut(squad(tmp_path) * 8, Random(2))
    assert missing
    assert all(not asked.answers for asked in missing)
    for asked in questions(kept, "answered"):
        assert all(start >= 0 for start, _ in asked.places)
