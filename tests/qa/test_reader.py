"""The reader: spans that stay in a sentence, on any input; models that are what they should be."""

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
from qa.ask import reader
from qa.confidence import FEATURES, confidence, features, order
from qa.reader import LONGEST_SPAN, Reading, best_span


def passage(text: str, title: str = "Title", start: int = 0) -> Passage:
    """Return a passage of a text."""
    return Passage(Chunk("id", "a.txt", start, start + len(text), text), title, 1.0, 1)


def reading(text: str, margin: float = 1.0, rank: int = 1) -> Reading:
    """Return a reading whose span is the whole text."""
    chunk = Chunk("id", "a.txt", 0, len(text), text)
    return Reading(Passage(chunk, "Title", 1.0, rank), 0, len(text), margin, 0.0)


def test_the_best_span_by_hand() -> None:
    starts = np.array([1, 5, 0, 0], dtype=np.float32)
    ends = np.array([9, 0, 2, 3], dtype=np.float32)
    assert best_span(starts, ends, np.array([1, 1, 1, 1])) == (0, 0)  # 1 + 9; 5 + 9 runs backwards
    assert best_span(starts, ends, np.array([1, 2, 2, 2])) == (0, 0)
    ends[0] = 0
    assert best_span(starts, ends, np.array([1, 1, 1, 1])) == (1, 3)
    assert best_span(starts, ends, np.array([1, 1, 1, 2])) == (1, 2)  # 3 is in another sentence


def test_a_span_is_never_long() -> None:
    starts, ends = np.zeros(99, dtype=np.float32), np.zeros(99, dtype=np.float32)
    starts[0] = ends[98] = 100
    first, last = best_span(starts, ends, np.ones(99, dtype=np.int64))
    assert last - first < LONGEST_SPAN


def test_it_finds_the_answer_and_its_offsets() -> None:
    text = "The bridge opened in 1932. It was painted grey by forty men."
    (found,) = reader().read("When did the bridge open?", [passage(text, start=100)])
    assert (found.text, text[found.start - 100 : found.end - 100]) == ("1932", "1932")
    (other,) = reader().read("Who wrote the opera?", [passage(text)])
    assert other.margin < found.margin


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1), st.text())
def test_any_question_and_text_give_a_span_in_one_sentence(question: str, text: str) -> None:
    for found in reader().read(question, [passage(text)]):
        assert 0 <= found.start < found.end <= len(text)
        holding = [s for s in sentences(text) if s[0] <= found.start < s[1]]
        assert len(holding) == 1


def test_a_passage_is_read_the_same_alone_and_among_others() -> None:
    one, other = passage("The bridge opened in 1932."), passage("Rain fell for nine days. " * 20)
    alone = reader().read("When did the bridge open?", [one])
    among = reader().read("When did the bridge open?", [other, one, other])
    assert among[1] == alone[0]


def test_readings_are_ordered_by_the_weights_of_the_card() -> None:
    card = qa.card.Card("", 0.5, (1.0, 0.0, 0.0, 0.0), (0.0,) * len(FEATURES), 0.0)
    low, high = reading("low", -1.0, 1), reading("high", 3.0, 2)
    assert order([low, high], card) == [high, low]
    assert confidence("?", [high], card) == 0.5


def test_features_by_hand() -> None:
    best = reading("Biden won Arizona in 2020", 4.0)
    values = features("Who won Georgia in 2021, said Trump?", [best, reading("Trump", 1.5)])
    named = dict(zip(FEATURES, values, strict=True))
    assert named["margin"] == 4.0
    assert named["lead"] == 2.5
    assert named["numbers missing"] == 1.0  # 2021
    assert named["names missing"] == 2.0  # Georgia, Trump
    assert named["coverage"] == pytest.approx(1 / 4)  # won, of won, georgia, 2021, trump


def test_a_missing_or_damaged_model_is_one_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "reader.onnx"
    with pytest.raises(ModelError, match=r"reader\.onnx cannot be read"):
        load_session(path, "0" * 64)
    path.write_bytes((MODELS / "embedding.onnx").read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match=r"reader\.onnx with sha256 000000000000"):
        load_session(path, "0" * 64)


@pytest.mark.parametrize("content", [None, "{", "{}", '{"sha256": "x", "threshold": "high"}'])
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
