"""Proposed questions come from the article and have been answered from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.ingest import ingest
from index.store import Index
from qa.ask import ask
from qa.suggest import suggestions, written

WRITTEN = [
    (
        "The Harbour Bridge was opened in 1932 by the premier.",
        "When was the Harbour Bridge opened?",
    ),
    ("The bridge was designed by Ada Lum.", "Who designed the bridge?"),
    ("Fresno became an incorporated city in 1885.", "When did Fresno become an incorporated city?"),
    ("Ada Lum was born in Perth.", "Where was Ada Lum born?"),
    ("Ada Lum, an Australian engineer, drew it.", "Who is Ada Lum?"),
    ("The Harbour Bridge has six lanes for cars.", "How many lanes does the Harbour Bridge have?"),
    ("Kearney Park is a park in Fresno.", "What is Kearney Park?"),
    ("In 1976, the Rivet Works were sold.", ""),
    ("Ada Lum said the work was hard.", "What did Ada Lum say?"),
    ("It was built in 1932.", ""),
    ("This is a test.", ""),
    ("The most important is a bridge.", ""),
]


@pytest.mark.parametrize(("sentence", "question"), WRITTEN)
def test_a_sentence_gives_the_question_it_answers(sentence: str, question: str) -> None:
    assert written(sentence) == question


@given(st.text(max_size=300))
def test_any_text_gives_a_question_or_nothing(text: str) -> None:
    question = written(text)
    assert question == "" or question.endswith("?")


def test_what_is_proposed_was_answered_from_the_words_it_names(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    text = (
        "The Harbour Bridge was opened in 1932.\n\nIt was designed by an engineer.\n\n"
        "Ada Lum, an Australian engineer, drew the plans.\n\nThe Harbour Bridge has six lanes."
    )
    ingest(tmp_path / "index", corpus({"bridge.txt": text}))
    index = Index(tmp_path / "index")
    (article,) = index.articles()
    found = suggestions(article, index, 3)
    assert 2 <= len(found) <= 3
    for suggestion in found:
        answer = ask(suggestion.question, index)
        assert (suggestion.start, suggestion.end) in {(c.start, c.end) for c in answer.citations}
    index.close()


def test_a_proposal_that_the_documents_refuse_is_not_made(seeds_index: Index) -> None:
    text = "Zork is a moon of Pluto."
    foreign = Article("none.txt", "None", text, "0", {"question": "What is the capital of France?"})
    assert suggestions(foreign, seeds_index, 3) == []
