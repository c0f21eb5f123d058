"""The Gradio chat: a conversation on the left, the cited passages on the right."""

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import FootnoteError
from index.store import Index
from qa.ask import ask
from ui.conversation import Conversation, plain
from ui.render import answer_html, sources_html

STYLE = Path(__file__).parent / "chat.css"
NO_SOURCES = (
    '<section class="sources empty"><p>The passages an answer rests on appear here, '
    "with the exact words marked.</p></section>"
)
MOST_STARTERS = 4
MOST_SHOWN = 100_000  # characters of HTML
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
                shown = gr.State("")
                interface = gr.ChatInterface(
                    partial(respond, index),
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
                    additional_inputs=[shown],
                    additional_outputs=[panel, shown],
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
    index: Index, message: str, history: Sequence[dict[str, Any]], shown: str
) -> Iterator[tuple[str, str, str]]:
    """Yield a stage, then the answer, each with the sources panel and what is to be kept of it.

    The panel keeps the sources of the answers before, so that their footnotes still lead there.
    """
    shown = shown[:MOST_SHOWN] if history else ""
    yield '<div class="stage"><p>Reading …</p></div>', shown or NO_SOURCES, shown
    try:
        answer = ask(message, index, _earlier_questions(history))
    except FootnoteError as error:
        yield f'<div class="answer refusal"><p>{escape(str(error))}</p></div>', NO_SOURCES, shown
        return
    if answer.citations:
        shown = sources_html(answer) + shown
    yield answer_html(answer), shown or NO_SOURCES, shown


def _earlier_questions(history: Sequence[dict[str, Any]]) -> list[str]:
    return [plain(turn["content"]) for turn in history if turn["role"] == "user"]


def _chatbot(index: Index) -> gr.Chatbot:
    articles = index.articles()
    titles = "".join(f"<li>{escape(article.title)}</li>" for article in articles[:5])
    more = f"<li>and {len(articles) - 5} more</li>" if len(articles) > 5 else ""
    return Conversation(
        elem_id="messages",
        show_label=False,
        label="Conversation",
        layout="bubble",
        height="calc(100dvh - 8rem)",
        min_height=320,
        buttons=["copy"],
        latex_delimiters=[],
        placeholder=f'<div class="welcome"><h2>Footnote</h2><p>Ask about {len(articles)} documents.'
        f" Every sentence of an answer is footnoted with the exact words it rests on.</p>"
        f"<ul>{titles}{more}</ul></div>",
    )


def _starters(index: Index) -> list[str]:
    """Return the questions that the folder's metadata proposes."""
    proposed = (article.metadata.get("question", "") for article in index.articles())
    return [question for question in proposed if question][:MOST_STARTERS]


def theme() -> gr.themes.Base:
    """Return the look: system fonts, nothing fetched from elsewhere."""
    return gr.themes.Soft(
        primary_hue="amber",
        neutral_hue="stone",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
