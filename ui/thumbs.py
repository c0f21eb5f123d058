"""Thumbs under an answer, and a word about it if the reader has one."""

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import gradio as gr

from ui.conversation import plain
from ui.feedback import Feedback, FeedbackError, Kept, new_feedback
from ui.interface import Chat
from ui.uploads import OWN

Messages = Sequence[dict[str, Any]]
OWN_SOURCE = f'href="source/{OWN}'
MARKS = {True: "up", False: "down"}


def add_thumbs(chat: Chat, file: Kept) -> None:
    """Keep what readers think of answers in a file; call it where the box for a word shall be."""
    given = gr.State(None)
    word = gr.Textbox(
        visible=False,
        label="Why? A word is enough, and none is needed.",
        elem_id="word",
        max_lines=1,
        max_length=500,
        submit_btn=True,
    )
    quiet: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "queue": False,
    }

    def mark(
        messages: Messages, thumb: gr.LikeData, visit: gr.Request
    ) -> tuple[Feedback | None, Any]:
        if OWN_SOURCE in plain(messages[_place(thumb)]["content"]):
            gr.Info("Nothing is kept of answers from documents that you added.")
            return None, gr.update(visible=False)
        feedback = _marked(messages, thumb, str(visit.session_hash))
        _keep(file, feedback)
        return feedback, gr.update(visible=bool(feedback.mark), value="")

    def explain(feedback: Feedback | None, why: str) -> Any:
        if feedback and why.strip():
            _keep(file, replace(feedback, word=why.strip()))
            gr.Info("Thank you. It is kept beside the index and goes nowhere else.")
        return gr.update(visible=False, value="")

    chat.chatbot.like(mark, [chat.chatbot], [given, word], **quiet)
    word.submit(explain, [given, word], word, **quiet | {"queue": True})


def _marked(messages: Messages, thumb: gr.LikeData, visit: str) -> Feedback:
    place = _place(thumb)
    asked = [plain(m["content"]) for m in messages[:place] if m["role"] == "user"]
    mark = MARKS.get(thumb.liked, "") if isinstance(thumb.liked, bool) else ""
    question, answer = asked[-1] if asked else "", said(plain(messages[place]["content"]))
    return new_feedback(f"{visit} {place}", mark, question, answer)


def _place(thumb: gr.LikeData) -> int:
    return thumb.index if isinstance(thumb.index, int) else int(thumb.index[0])


def _keep(file: Kept, feedback: Feedback) -> None:
    try:
        file.add(feedback)
    except FeedbackError as error:
        raise gr.Error(str(error), print_exception=False) from None


def said(html: str) -> str:
    """Return what an answer says, without its notes and what was looked at besides."""
    reading = _Said()
    reading.feed(html)
    return " ".join(" ".join(reading.words).split())


class _Said(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._inside = dict(attrs).get("class") in {None, "said", "short"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.words.append(data)
