"""The Gradio chat: a conversation on the left, the cited passages on the right."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool

from index.store import Index
from ui.api.answering import Answering
from ui.api.errors import Denied
from ui.api.limit import Limits
from ui.api.uploading import COOKIE
from ui.api.visitor import visitor
from ui.conversation import Conversation
from ui.feedback import feedback_of
from ui.interface import Chat
from ui.render import notice_html, welcome_html
from ui.replying import Asked, Step, respond, respond_own, stoppable
from ui.suggesting import Suggestions
from ui.thumbs import add_thumbs
from ui.uploads import Uploads

PLACEHOLDER = "Ask about the documents"
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
class Replies:
    """Replies from the index, or from what the visitor has added."""

    answering: Answering
    suggested: Suggestions
    limits: Limits
    uploads: Uploads | None

    async def to(
        self, message: str, history: list[dict[str, Any]], request: gr.Request
    ) -> AsyncIterator[Step]:
        """Yield each step of the reply to a question, or only that too much was asked."""
        client = visitor(request.request).client
        asked = Asked(message, history, client, request.session_hash or "")
        try:
            await run_in_threadpool(self.limits.count, client)
        except Denied as denied:
            yield notice_html(str(denied), "answer failure")
            return
        async for step in stoppable(self._steps(asked, request.cookies.get(COOKIE, ""))):
            yield step

    def _steps(self, asked: Asked, key: str) -> Iterator[Step]:
        if self.uploads and key:
            return respond_own(self.uploads, key, self.answering.writer, asked)
        return respond(self.answering, self.suggested, asked)


def build_chat(answering: Answering, limits: Limits, uploads: Uploads | None = None) -> gr.Blocks:
    """Return the chat over an index, to be mounted in a server; `uploads` are visitors' own."""
    suggested = Suggestions(answering.index)
    suggested.begin()
    replies = Replies(answering, suggested, limits, uploads)
    with gr.Blocks(title="Footnote", fill_height=True, analytics_enabled=False) as blocks:
        with gr.Row(elem_id="page"):
            with gr.Column(scale=3, min_width=320, elem_id="conversation"):
                chat = _add_conversation(replies, answering.index)
            with gr.Column(scale=2, min_width=320, elem_id="reading"):
                _add_markup(PANEL)
        blocks.load(
            partial(starters, suggested),
            outputs=chat.chatbot,
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


def _add_conversation(replies: Replies, index: Index) -> Chat:
    _add_markup(HEADER)
    chat = Chat(replies.to, chatbot=_chatbot(index), textbox=_textbox(), editable=True)
    add_thumbs(chat, feedback_of(index.folder, index.address))
    return chat


def _add_markup(written_here: str) -> None:
    """Add HTML of our own. gr.HTML makes functions of text, which the page's policy forbids."""
    gr.Markdown(written_here, sanitize_html=False, latex_delimiters=[])


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
