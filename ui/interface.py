"""Gradio's chat as we use it: an answer is one event, and conversations outlive the server."""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from gradio.events import Dependency

from ui.stopping import Stops

MOST_SAVED = 20  # conversations: all of them travel with every answer
STORED = "footnote-conversations"
PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
AT_ONCE = PRIVATE | {"queue": False}
Shown = list[dict[str, Any]]
Steps = AsyncIterator[tuple[Any, Shown]]  # the box and the messages


class Chat(gr.ChatInterface):
    """Gradio's chat with its history in a sidebar, which a new server can still read.

    Gradio makes a chain of requests of a question, and between two of them Stop finds nothing to
    stop. Here a question is one event however it is asked: its first step shuts the box and shows
    Stop, and once it has ended the box is opened.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._stops = Stops()
        super().__init__(*args, save_history=True, **kwargs)
        # Both are random by default: a restart would orphan what the browser holds.
        self.saved_conversations.storage_key = STORED
        self.saved_conversations.secret = STORED

    def _setup_events(self) -> None:
        asked = {
            "outputs": [self.textbox, self.chatbot],
            "concurrency_id": "answer",
            **PRIVATE,
        }
        typed = asked | {"api_name": "ask", "api_visibility": "undocumented"}
        answers = [
            self.textbox.submit(self._typed, [self.textbox, self.chatbot], **typed),
            self.chatbot.example_select(self._chosen, self.chatbot, **asked),
            self.chatbot.option_select(self._chosen, self.chatbot, **asked),
            self.chatbot.retry(self._again, self.chatbot, **asked),
            self.chatbot.edit(self._edited, self.chatbot, **asked),
        ]
        for answer in answers:
            self._save_after(answer.then(_opened, None, self.textbox, **AT_ONCE))
        self.textbox.stop(self._stop, **AT_ONCE)
        self._undo()
        self._keep_conversations()

    async def _typed(self, question: str, shown: Shown, request: gr.Request) -> Steps:
        async for step in self._answer(question, shown, request):
            yield step

    async def _chosen(self, shown: Shown, chosen: gr.SelectData, request: gr.Request) -> Steps:
        question = chosen.value if isinstance(chosen.value, str) else chosen.value["text"]
        async for step in self._answer(question, shown, request):
            yield step

    async def _again(self, shown: Shown, request: gr.Request) -> Steps:
        earlier, question = self._pop_last_user_message(shown)
        async for step in self._answer(question, earlier, request):
            yield step

    async def _edited(self, shown: Shown, edited: gr.EditData, request: gr.Request) -> Steps:
        earlier, _, question = self._edit_message(shown, edited)
        async for step in self._answer(question, earlier, request):
            yield step

    async def _answer(self, question: str, earlier: Shown, request: gr.Request) -> Steps:
        """Yield the shut box and the conversation with each step of the answer.

        The box is in every step: a skipped one would be deleted from what the page holds of the
        step before, and a busy page may not have shown that yet.
        """
        asked = self._append_message_to_history(question, earlier)
        box: Any = gr.Textbox("", interactive=False, submit_btn=False, stop_btn=True)
        steps = self.fn(question, earlier, request)
        async for step in self._stops.until_stopped(request.session_hash or "", steps):
            yield box, self._append_message_to_history(step, asked, "assistant")

    async def _stop(self, request: gr.Request) -> None:
        self._stops.stop(request.session_hash or "")

    def _undo(self) -> None:
        given, shown = self._pop_last_user_message, [self.chatbot, self.textbox]
        self._save_after(self.chatbot.undo(given, self.chatbot, shown, **AT_ONCE))

    def _save_after(self, event: Dependency) -> None:
        saved = [self.conversation_id, self.saved_conversations]
        given = [self.conversation_id, self.chatbot, self.saved_conversations]
        event.then(self._save_conversation, given, saved, **AT_ONCE)

    def _keep_conversations(self) -> None:
        """List the conversations beside the chat, show the one that is chosen, begin a new one."""
        current = [self.conversation_id, self.chatbot]
        listed = self.chat_history_dataset
        gr.on(
            [self.load, self.saved_conversations.change],
            self._load_chat_history,
            self.saved_conversations,
            listed,
            **AT_ONCE,
        )
        self.new_chat_button.click(lambda: (None, []), None, current, **AT_ONCE)
        # Emptied first: what is shown would else be mixed with what comes.
        listed.click(list, None, self.chatbot, **AT_ONCE).then(
            self._load_conversation, [listed, self.saved_conversations], current, **AT_ONCE
        )

    def _render_history_area(self) -> None:
        with gr.Sidebar(label="Conversations", open=False, width=300, elem_id="history"):
            super()._render_history_area()
            self.new_chat_button.icon = None  # its address would name a folder of this machine

    def _save_conversation(self, index: int | None, shown: Shown, saved: list[Shown] | None) -> Any:
        """Save what is shown; as a new conversation if the list it was in has not come yet."""
        known = index if index is not None and index < len(saved or []) else None
        index, saved = super()._save_conversation(known, shown, saved)
        return index, saved[:MOST_SAVED]


def _opened() -> Any:
    return gr.update(interactive=True, submit_btn=True, stop_btn=False)
