"""Gradio's list of messages as we use it: a question is text, whatever it is made of."""

from collections.abc import Callable
from html import escape, unescape
from typing import Any

import gradio as gr
from gradio import component_meta

component_meta.create_or_modify_pyi = lambda *_: None  # it would write a stub beside this file
OPEN, CLOSE = '<div class="asked" dir="auto">', "</div>"


class Conversation(gr.Chatbot):
    """Wraps questions in an escaped block on their way to the browser, and unwraps them back."""

    is_template = True  # the browser has Gradio's own component for it

    def preprocess(self, payload: Any) -> Any:
        """Return the messages with the questions as they were typed."""
        return [_changed(message, unwrapped) for message in super().preprocess(payload)]

    def postprocess(self, value: Any) -> Any:
        """Return the messages with the questions escaped."""
        return super().postprocess([_changed(message, wrapped) for message in value or []])


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
