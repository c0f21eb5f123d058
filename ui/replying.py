"""What the chat replies to a question, step by step, for as long as the reader waits."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from index.errors import FootnoteError
from qa.answer import Sentence
from qa.ask import Stage
from ui.api.answering import Answering
from ui.conversation import plain
from ui.render import answer_html, notice_html, sentences_html
from ui.suggesting import Suggestions
from ui.uploads import Uploads

if TYPE_CHECKING:
    from qa.writing.writer import Writer

log = logging.getLogger(__name__)
Step = str | dict[str, Any]
BROKEN = "This should not happen. The server's log says what it was; ask again, or something else."
REMOVED = "The documents you added are removed. Ask again in a moment, or add them again."
STAGES = {
    "understanding": "Understanding the question …",
    "searching": "Searching the documents …",
    "reading": "Reading the nearest passages …",
    "writing": "Writing …",
}


@dataclass(frozen=True)
class Asked:
    """A question with the messages before it, its address, and its session: an open page."""

    question: str
    history: Sequence[dict[str, Any]]
    client: str
    session: str = ""


def respond(answering: Answering, suggested: Suggestions, asked: Asked) -> Iterator[Step]:
    """Yield each stage of the way to an answer, the answer, and the answer with what to ask next.

    A language model writes on the session's own allowance. What is wrong is said in the answer's
    place: Gradio's page would stay shut after an event that failed.
    """
    written: list[Sentence] = []
    earlier = [plain(turn["content"]) for turn in asked.history if turn["role"] == "user"]
    try:
        for found in answering.stages(asked.question, earlier, f"{asked.client} {asked.session}"):
            if isinstance(found, Stage):
                yield notice_html(STAGES[found.name], "stage")
            elif isinstance(found, Sentence):
                written.append(found)
                yield sentences_html(written)
            else:
                html = answer_html(found)
                yield html
                next_ = suggested.follow_ups(found, {*earlier, asked.question})
                yield {"content": html, "options": [{"value": question} for question in next_]}
    except FootnoteError as error:
        yield notice_html(str(error), "answer failure")
    except Exception:
        log.exception("an answer of the chat failed")
        yield notice_html(BROKEN, "answer failure")


async def stoppable(steps: Iterator[Step]) -> AsyncIterator[Step]:
    """Yield the steps, each made on a thread; whoever stops does not wait for the one under way."""
    made = partial(to_thread.run_sync, next, steps, None, abandon_on_cancel=True)
    while (step := await made()) is not None:
        yield step


def respond_own(
    uploads: Uploads, key: str, writer: "Writer | None", asked: Asked
) -> Iterator[Step]:
    """Yield what `respond` does, from a visitor's own documents as long as they are there."""
    own = uploads.find(key)
    if own and own.opened:
        index, suggested = own.opened
        for step in respond(Answering(index, writer), suggested, asked):
            if uploads.find(key) is not own:
                break
            yield step
        else:
            return
    yield notice_html(REMOVED, "answer failure")
