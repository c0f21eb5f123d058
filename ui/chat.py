"""The Gradio chat: a conversation on the left, the cited passages on the right."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import FootnoteError
from index.store import Index
from qa.ask import ask
from ui.conversation import Conversation, plain
from ui.render import answer_html, notice_html, source_blocks, sources_html, welcome_html

STYLE = Path(__file__).parent / "chat.css"
NO_SOURCES = (
    '<section class="sources empty"><p>The passages an answer rests on appear here, '
    "with the exact words marked.</p></section>"
)
MOST_STARTERS = 4
MOST_TITLES = 5
MOST_KNOWN = 10_000  # sources
PLACEHOLDER = "Ask about the documents"
RESTORE = f"() => ({{placeholder: '{PLACEHOLDER}', __type__: 'update'}})"


def build_chat(index: Index) -> gr.Blocks:
    """Return the chat over an index, to be mounted in a server."""
    with gr.Blocks(title="Footnote", fill_height=True, analytics_enabled=False) as blocks:
        with gr.Row(elem_id="page"):
            with gr.Column(scale=3, min_width=320, elem_id="conversation"):
                panel = gr.Markdown(
                    NO_SOURCES,
                    elem_id="sources",
                    container=False,
                    latex_delimiters=[],
                    render=False,
                )
                interface = gr.ChatInterface(
                    partial(respond, index, {}),
                    chatbot=_chatbot(index),
                    textbox=gr.Textbox(
                        placeholder=PLACEHOLDER,
                        label="Question",
                        show_label=False,
                        elem_id="question",
                        autofocus=True,
                        submit_btn=True,
                        stop_btn=True,
                        max_length=50_000,
                    ),
                    examples=_starters(index),
                    additional_outputs=[panel],
                    api_name="ask",
                    show_progress="hidden",
                )
                # Gradio empties the placeholder with the first question and leaves it so.
                interface.chatbot.change(None, outputs=interface.textbox, js=RESTORE, queue=False)
            with gr.Column(scale=2, min_width=320, elem_id="reading"):
                gr.Markdown("## Sources", container=False)
                panel.render()
    return blocks


def respond(
    index: Index, known: dict[str, str], message: str, history: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield a stage, then the answer, each with the sources panel beside it.

    `known` holds the HTML of sources by their anchor, so that the panel can go on showing those
    that the footnotes of earlier answers lead to.
    """
    earlier = _earlier_sources(history, known)
    yield notice_html("Reading …", "stage"), earlier or NO_SOURCES
    try:
        answer = ask(message, index, _earlier_questions(history))
    except FootnoteError as error:
        yield notice_html(str(error), "answer refusal"), earlier or NO_SOURCES
        return
    found = source_blocks(answer)
    known |= found
    for anchor in list(known)[: max(0, len(known) - MOST_KNOWN)]:
        known.pop(anchor, None)
    earlier = _earlier_sources(history, known, set(found))
    yield answer_html(answer), sources_html(answer.question, found) + earlier or NO_SOURCES


def _earlier_sources(
    history: Sequence[dict[str, Any]], known: dict[str, str], now: Set[str] = frozenset()
) -> str:
    """Return the sources that footnotes of the conversation lead to, less those shown now."""
    said = "".join(plain(turn["content"]) for turn in history if turn["role"] == "assistant")
    anchors = dict.fromkeys(re.findall(r'href="#(source-[^"]+)"', said))
    kept = {anchor: known[anchor] for anchor in anchors if anchor in known and anchor not in now}
    return sources_html("Earlier in this conversation", kept)


def _earlier_questions(history: Sequence[dict[str, Any]]) -> list[str]:
    return [plain(turn["content"]) for turn in history if turn["role"] == "user"]


def _chatbot(index: Index) -> gr.Chatbot:
    return Conversation(
        elem_id="messages",
        show_label=False,
        label="Conversation",
        layout="bubble",
        height="calc(100dvh - 8rem)",
        min_height=320,
        buttons=["copy"],
        latex_delimiters=[],
        placeholder=welcome_html(index.titles(), MOST_TITLES),
    )


def _starters(index: Index) -> list[str]:
    """Return the questions that the folder's metadata proposes."""
    return index.proposed_questions(MOST_STARTERS)


def theme() -> gr.themes.Base:
    """Return the look: system fonts, nothing fetched from elsewhere."""
    return gr.themes.Soft(
        primary_hue="amber",
        neutral_hue="stone",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
