"""The Gradio chat: a conversation on the left, the cited passages on the right."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr
from anyio import to_thread

from index.errors import FootnoteError
from index.store import Index
from qa.answer import Sentence
from qa.ask import Stage
from ui.api.answering import Answering
from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.uploading import COOKIE
from ui.api.visitor import visitor
from ui.conversation import Conversation, plain
from ui.feedback import FeedbackFile
from ui.interface import Chat
from ui.render import answer_html, notice_html, sentences_html, welcome_html
from ui.suggesting import Suggestions
from ui.thumbs import add_thumbs
from ui.uploads import Uploads

if TYPE_CHECKING:
    from qa.writing.writer import Writer

PLACEHOLDER = "Ask about the documents"
Step = str | dict[str, Any]
REMOVED = "The documents you added are removed. Ask again in a moment, or add them again."
STAGES = {
    "understanding": "Understanding the question …",
    "searching": "Searching the documents …",
    "reading": "Reading the nearest passages …",
    "writing": "Writing …",
}
HEADER = (
    '<header><h1>Footnote</h1><nav><a href="documents">Documents</a>'
    '<button type="button" id="export">Export</button></nav></header>'
)
PANEL = (
    '<div class="top"><button type="button" id="close-sources">Close</button><h2>Sources</h2></div>'
    '<div id="sources"><p class="empty">The passages an answer rests on appear here, '
    "with the exact words marked.</p></div>"
)


@dataclass(frozen=True)
class Asked:
    """A question with the messages before it, its address, and its session: an open page."""

    question: str
    history: Sequence[dict[str, Any]]
    client: str
    session: str = ""


def build_chat(answering: Answering, limits: Limits, uploads: Uploads | None = None) -> gr.Blocks:
    """Return the chat over an index, to be mounted in a server; `uploads` are visitors' own."""
    index = answering.index
    suggested = Suggestions(index)
    suggested.begin()

    async def respond_to(
        message: str, history: list[dict[str, Any]], request: gr.Request
    ) -> AsyncIterator[Step]:
        client = visitor(request.request).client
        asked = Asked(message, history, client, request.session_hash or "")
        key = request.cookies.get(COOKIE, "")
        try:
            limits.count(asked.client)
        except Denied as denied:
            yield notice_html(str(denied), "answer failure")
            return
        if uploads and key:
            steps = respond_own(uploads, key, answering.writer, asked)
        else:
            steps = respond(answering, suggested, asked)
        async for step in stoppable(steps):
            yield step

    with gr.Blocks(title="Footnote", fill_height=True, analytics_enabled=False) as blocks:
        with gr.Row(elem_id="page"):
            with gr.Column(scale=3, min_width=320, elem_id="conversation"):
                gr.HTML(HEADER, container=False, padding=False)
                interface = Chat(
                    respond_to,
                    chatbot=_chatbot(index),
                    textbox=_textbox(),
                    editable=True,
                )
                add_thumbs(interface, FeedbackFile(index.folder))
            with gr.Column(scale=2, min_width=320, elem_id="reading"):
                gr.HTML(PANEL, container=False, padding=False)
        blocks.load(
            partial(starters, suggested),
            outputs=interface.chatbot,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
    return blocks


async def starters(suggested: Suggestions) -> AsyncIterator[Any]:
    """Yield the starter questions whenever there are more of them."""
    shown = 0
    while not suggested.complete or len(suggested.starters()) > shown:
        questions = suggested.starters()
        if len(questions) > shown:
            shown = len(questions)
            yield gr.update(examples=[{"text": question} for question in questions])
        await asyncio.sleep(0.1)


def respond(answering: Answering, suggested: Suggestions, asked: Asked) -> Iterator[Step]:
    """Yield each stage of the way to an answer, the answer, and the answer with what to ask next.

    A language model writes on the session's own allowance. What is wrong with a question is said
    in the answer's place.
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


def _textbox() -> gr.Textbox:
    return gr.Textbox(
        placeholder=PLACEHOLDER,
        label="Question",
        show_label=False,
        elem_id="question",
        autofocus=True,
        submit_btn=True,
        stop_btn=True,
        max_length=50_000,
    )


def _chatbot(index: Index) -> gr.Chatbot:
    return Conversation(
        elem_id="messages",
        show_label=False,
        label="Conversation",
        layout="bubble",
        height="100%",
        buttons=["copy"],
        latex_delimiters=[],
        editable="user",
        placeholder=welcome_html(index.article_count()),
    )
