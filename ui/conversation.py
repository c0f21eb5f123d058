"""Gradio's chat as we use it: questions are text, and finished conversations outlive the server."""

from collections.abc import Callable
from html import escape, unescape
from typing import Any

import gradio as gr
from gradio import component_meta
from gradio.context import get_blocks_context

component_meta.create_or_modify_pyi = lambda *_: None  # it would write a stub beside this file
OPEN, CLOSE = '<div class="asked" dir="auto">', "</div>"
MOST_SAVED = 20  # conversations: all of them travel with every answer
STORED = "footnote-conversations"
RETURNED = (
    "(saved) => performance.getEntriesByType('navigation')[0].type === 'navigate' ? [[]] : [saved]"
)


class Conversation(gr.Chatbot):
    """Wraps questions in an escaped block on their way to the browser, and unwraps them back."""

    is_template = True  # the browser has Gradio's own component for it

    def preprocess(self, payload: Any) -> Any:
        """Return the messages with the questions as they were typed."""
        return [_changed(message, unwrapped) for message in super().preprocess(payload)]

    def postprocess(self, value: Any) -> Any:
        """Return the messages with the questions escaped."""
        return super().postprocess([_changed(message, wrapped) for message in value or []])


class Chat(gr.ChatInterface):
    """Gradio's chat with its history in a sidebar, which a new server can still read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, save_history=True, **kwargs)
        # Both are random by default: a restart would orphan what the browser holds.
        self.saved_conversations.storage_key = STORED
        self.saved_conversations.secret = STORED

        self._restore_after_reload()

    def _setup_events(self) -> None:
        super()._setup_events()
        events = get_blocks_context().fns.values()
        # Gradio clears the box and shows the question in two requests, one after the other.
        taken = next(f for f in events if f.name == "_clear_and_save_textbox")
        shown = next(f for f in events if f.trigger_after == taken._id)
        taken.fn, shown.fn = self._take, None
        taken.inputs, taken.outputs = [*taken.inputs, self.chatbot], [*taken.outputs, self.chatbot]

    def _take(self, question: str, shown: list[Any]) -> tuple[Any, ...]:
        """Return the emptied box, the question, and the conversation with the question."""
        history = self._append_message_to_history(question, shown)
        return *self._clear_and_save_textbox(question), history

    def _restore_after_reload(self) -> None:
        """Show the last conversation again after a reload or on the way back from an article."""
        self.load(
            lambda saved: (0, saved[0]) if saved else (gr.skip(), gr.skip()),
            [self.saved_conversations],
            [self.conversation_id, self.chatbot],
            js=RETURNED,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        ).then(
            lambda shown: (shown, shown),
            [self.chatbot],
            [self.chatbot_state, self.chatbot_value],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def _render_history_area(self) -> None:
        with gr.Sidebar(label="Conversations", open=False, width=300, elem_id="history"):
            super()._render_history_area()
            self.new_chat_button.icon = None  # its address would name a folder of this machine

    def _save_conversation(self, *args: Any) -> Any:
        index, saved = super()._save_conversation(*args)
        return index, saved[:MOST_SAVED]


def wrapped(text: str) -> str:
    """Escape a question into one line of HTML, in which Markdown sees nothing to do."""
    return OPEN + escape(unwrapped(text)).replace("\n", "<br>") + CLOSE


def unwrapped(text: str) -> str:
    """Return the question that was wrapped; any other text as it is."""
    if text.startswith(OPEN) and text.endswith(CLOSE):
        return unescape(text[len(OPEN) : -len(CLOSE)].replace("<br>", "\n"))
    return text


def plain(content: Any) -> str:
    """Return the text of a message, which Gradio gives as a string or as parts."""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content if isinstance(part, dict))


def _changed(message: Any, change: Callable[[str], str]) -> Any:
    if not isinstance(message, dict) or message.get("role") != "user":
        return message
    content = message["content"]
    if isinstance(content, str):
        return {**message, "content": change(content)}
    return {**message, "content": [_changed_part(part, change) for part in content]}


def _changed_part(part: Any, change: Callable[[str], str]) -> Any:
    if not isinstance(part, dict) or "text" not in part:
        return part
    return {**part, "text": change(part["text"])}
