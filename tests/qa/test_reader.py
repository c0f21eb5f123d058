"""The reader: spans that stay in a sentence, on any input; models that are what they should be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.card
from index.chunk import Chunk
from index.embedding import MODELS, load_session, load_tokenizer
from index.errors import ModelError
from index.sentence import sentences
from index.store import Passage
from qa.card import FEATURES, Card
from qa.confidence import confidence, features
from qa.rank import rank
from qa.reader import Reading, reader
from qa.spans import LONGEST_SPAN, best_spans

SHORT = '{"sha256": "", "threshold": 0, "order": [1], "weights": [], "bias": 0}'


def passage(text: str, title: str = "Title", start: int = 0) -> Passage:
    """Return a passage of a text."""
    return Passage(Chunk("id", "a.txt", start, start + len(text), text), title, 1.0, 1)


def reading(text: str, margin: float = 1.0, rank: int = 1) -> Reading:
    """Return a reading whose span is the whole text."""
    chunk = Chunk("id", "a.txt", 0, len(text), text)
    place = (0, len(text))
    return Reading(Passage(chunk, "Title", 1.0, rank), place, place, margin, 0.0)


def test_the_best_spans_by_hand() -> None:
    starts = np.array([1, 5, 0, 0], dtype=np.float32)
    ends = np.array([9, 0, 2, 3], dtype=np.float32)
    one = np.array([1, 1, 1, 1])
    assert best_spans(starts, ends, one) == [(0, 0)]  # 1 + 9; 5 + 9 runs backwards
    assert best_spans(starts, ends, np.array([1, 2, 2, 2])) == [(0, 0), (1, 3)]
    ends[0] = 0
    assert best_spans(starts, ends, one) == [(1, 3)]
    assert best_spans(starts, ends, np.array([1, 1, 1, 2])) == [(1, 2), (3, 3)]


def test_a_span_is_never_long() -> None:
    starts, ends = np.zeros(99, dtype=np.float32), np.zeros(99, dtype=np.float32)
    starts[0] = ends[98] = 100
    ((first, last),) = best_spans(starts, ends, np.ones(99, dtype=np.int64))
    assert last - first < LONGEST_SPAN


def test_a_heading_gives_way_to_the_text_below_it() -> None:
    text = "Harbour Bridge opens in 1932\n\nThe Harbour Bridge was opened in 1932 by a mayor."
    (found,) = reader().read("When was the Harbour Bridge opened?", [passage(text)])
    assert found.sentence_text.startswith("The Harbour Bridge")
    assert [other.sentence_text for other in found.elsewhere] == ["Harbour Bridge opens in 1932"]
    caption = "Ann Lee cuts the ribbon of the Harbour Bridge in 1932\n\nIt rained for nine days."
    (found,) = reader().read("Who cut the ribbon?", [passage(caption)])
    assert found.text == "Ann Lee"


def test_it_finds_the_answer_and_its_offsets() -> None:
    text = "The bridge opened in 1932. It was painted grey by forty men."
    (found,) = reader().read("When did the bridge open?", [passage(text, start=100)])
    assert found.text == "1932"
    assert text[found.span[0] - 100 : found.span[1] - 100] == "1932"
    assert found.sentence_text == "The bridge opened in 1932."
    (other,) = reader().read("Who wrote the opera?", [passage(text)])
    assert other.margin < found.margin


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1), st.text())
def test_any_question_and_text_give_a_span_in_one_sentence(question: str, text: str) -> None:
    for found in reader().read(question, [passage(text)]):
        start, end = found.span
        assert start < end
        assert found.sentence in sentences(text)
        assert found.sentence[0] <= start < found.sentence[1] <= len(text)


def test_a_passage_is_read_the_same_alone_and_among_others() -> None:
    one, other = passage("The bridge opened in 1932."), passage("Rain fell for nine days. " * 20)
    alone = reader().read("When did the bridge open?", [one])
    among = reader().read("When did the bridge open?", [other, one, other])
    assert among[1] == alone[0]


def test_readings_are_ordered_by_the_weights_of_the_card() -> None:
    readings = [reading("Rain fell.", -1.0, 1), reading("The bridge opened.", 3.0, 2)]
    by_margin = Card("", 0.5, (1.0, 0.0, 0.0, 0.0, 0.0), (0.0,) * len(FEATURES), 0.0)
    found = rank("Did it rain?", readings, by_margin)
    assert [r.margin for r in found] == [3.0, -1.0]
    assert confidence("?", found, by_margin) == 0.5
    by_likeness = replace(by_margin, order=(0.0, 0.0, 0.0, 0.0, 1.0))
    found = rank("Did it rain?", readings, by_likeness)
    assert [r.text for r in found] == ["Rain fell.", "The bridge opened."]
    assert found[0].likeness > 0.4 > found[1].likeness
    assert rank("?", [], by_margin) == []


def test_features_by_hand() -> None:
    best = reading("Biden won Arizona in 2020", 4.0)
    values = features("Who won Georgia in 2021, said Trump?", [best, reading("Trump", 1.5)])
    named = dict(zip(FEATURES, values, strict=True))
    assert named["margin"] == 4.0
    assert named["lead"] == 2.5
    assert named["numbers missing"] == 2.0  # 2021 is nowhere, and another year in its place
    assert named["names missing"] == 2.0  # Georgia, Trump
    assert named["coverage"] == pytest.approx(1 / 4)  # won, of won, georgia, 2021, trump


def test_a_missing_or_damaged_model_is_one_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "reader.onnx"
    with pytest.raises(ModelError, match=r"reader\.onnx cannot be read"):
        load_session(path, "0" * 64)
    path.write_bytes((MODELS / "embedding.onnx").read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match=r"reader\.onnx with sha256 000000000000"):
        load_session(path, "0" * 64)


@pytest.mark.parametrize("content", [None, "{", "{}", SHORT])
def test_a_missing_or_damaged_card_is_one_line(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "reader.json").write_text(content)
    monkeypatch.setattr(qa.card, "MODELS", tmp_path)
    with pytest.raises(ModelError, match=r"reader\.json cannot be read"):
        qa.card.card.__wrapped__()


def test_both_models_share_the_tokenizer() -> None:
    assert load_tokenizer().get_vocab_size() == 30522
