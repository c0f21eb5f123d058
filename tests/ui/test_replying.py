"""What the chat replies where answering itself breaks."""

from collections.abc import Iterator, Sequence

import pytest

from index.store import Index
from qa.answer import Answer, Sentence
from qa.ask import Stage
from ui.api.answering import Answering
from ui.replying import BROKEN, Asked, respond
from ui.suggesting import Suggestions


class Broken(Answering):
    """Answers with an error that nobody expects."""

    def stages(
        self, question: str, history: Sequence[str] = (), client: str = ""
    ) -> Iterator[Stage | Sentence | Answer]:
        """Raise."""
        raise ZeroDivisionError(question)


def test_an_error_that_nobody_expects_is_said_and_logged(
    seeds_index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    replies = respond(
        Broken(seeds_index, None), Suggestions(seeds_index), Asked("Who is it?", (), "somebody")
    )
    (said,) = replies
    assert BROKEN.partition("'")[0] in str(said)
    assert "ZeroDivisionError" in caplog.text
