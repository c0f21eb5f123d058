"""Thousands of mutated replies: a sentence that was made wrong is never shown.

FOOTNOTE_TRIES=10000 runs as many of them; the ordinary run takes 500.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.llms import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CustomLLM,
    LLMMetadata,
)

from index.chunk import Chunk
from index.store import Passage
from qa.answer import Sentence
from qa.writing.allowance import Allowance
from qa.writing.writer import Writer

TRIES = int(os.environ.get("FOOTNOTE_TRIES", "500"))
PAIRS = Path(__file__).parents[2] / "evals" / "verification" / "development.jsonl"
RIGHT = [
    pair for pair in map(json.loads, PAIRS.read_text().splitlines()) if pair["kind"] == "right"
]
SOURCES = list(dict.fromkeys(pair["quote"] for pair in RIGHT))
AUXILIARY = re.compile(r"\b(was|were|had|did|has)\b")


class Scripted(CustomLLM):
    """A LlamaIndex LLM that replies with a given text, in pieces."""

    reply: str = ""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata()

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text=self.reply)

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        raise NotImplementedError

    def stream_chat(self, messages: Any, **_: Any) -> Any:
        for at in range(0, len(self.reply), 11):
            message = ChatMessage(role="assistant", content=self.reply[: at + 11])
            yield ChatResponse(message=message, delta=self.reply[at : at + 11])


def passages(sources: list[str]) -> list[Passage]:
    return [
        Passage(Chunk(str(n), f"{n}.txt", 0, len(text), text), f"Title {n}", 1.0, n)
        for n, text in enumerate(sources, 1)
    ]


def lie_of(draw: Any, pair: dict[str, str]) -> tuple[str, str] | None:
    """Return a sentence that its quote does not bear out, and the quote; None if no way fits."""
    sentence, quote = pair["sentence"], pair["quote"]
    way = draw(st.sampled_from(("number", "name", "negation", "quote", "source")))
    if way == "number" and (found := re.search(r"\d+", sentence)):
        changed = str(int(found[0]) + draw(st.integers(1, 900)))
        if changed not in quote + pair["question"]:
            return sentence.replace(found[0], changed, 1), quote
    if way == "name" and (found := re.search(r"(?<=[a-z] )[A-Z][a-z]{3,}", sentence)):
        return sentence.replace(found[0], draw(st.sampled_from(("Zelmira", "Quorn"))), 1), quote
    negated = re.search(r"\b(not|never|no|nobody)\b|n't", f"{sentence} {quote}", re.IGNORECASE)
    if way == "negation" and not negated and AUXILIARY.search(sentence):
        return AUXILIARY.sub(
            lambda m: f"{m[0]} {draw(st.sampled_from(('not', 'never')))}", sentence, 1
        ), quote
    if way == "quote":
        return sentence, draw(st.text(min_size=15, max_size=80))
    if way == "source":
        return sentence, draw(st.sampled_from([s for s in SOURCES if s != quote]))
    return None


def written_as(draw: Any, sentence: str, number: int, quote: str) -> str:
    """Return a claim in one of the forms in which models reply."""
    form = draw(st.sampled_from(("line", "nested", "prose", "cut")))
    line = json.dumps({"sentence": sentence, "passage": number, "quote": quote})
    if form == "nested":
        cited = [{"passage": f"[{number}]", "quote": quote}]
        return json.dumps({"answer": [{"sentence": sentence, "citations": cited}]})
    if form == "prose":
        return f"{sentence.rstrip('.')} [{number}]."
    return line[:-1] + ', "rest": "…' if form == "cut" else line


@given(st.data())
@settings(max_examples=TRIES, deadline=None)
def test_no_sentence_that_was_made_wrong_is_shown(data: st.DataObject) -> None:
    pair = data.draw(st.sampled_from(RIGHT))
    made = lie_of(data.draw, pair)
    if made is None:
        return
    sentence, quote = made
    others = data.draw(st.lists(st.sampled_from(SOURCES), max_size=3))
    found = passages(list(dict.fromkeys([*others, quote if quote in SOURCES else pair["quote"]])))
    shown = quote in SOURCES
    texts = [p.chunk.text for p in found]
    number = texts.index(quote) + 1 if shown else data.draw(st.integers(0, 9))
    if not shown or pair["quote"] != quote:  # with its own source at hand a marker would be right
        found = [p for p in found if p.chunk.text != pair["quote"]] or passages([SOURCES[0]])
        number = min(number, len(found))
        if any(p.chunk.text == pair["quote"] for p in found):
            return
    writer = Writer(
        Scripted(reply=written_as(data.draw, sentence, number, quote)), "m", Allowance(10**9)
    )
    written = list(writer.write(pair["question"], (), found, ""))
    assert [step.text for step in written if isinstance(step, Sentence)] == []


def test_without_a_lie_nearly_all_is_shown_in_every_form() -> None:
    shown = []
    for pair in RIGHT:
        line = json.dumps({"sentence": pair["sentence"], "passage": 1, "quote": pair["quote"]})
        forms = (line, f"{pair['sentence'].rstrip('.')} [1].", line[:-1] + ', "rest": "…')
        writers = [Writer(Scripted(reply=form), "m", Allowance(10**9)) for form in forms]
        found = passages([pair["quote"]])
        written = [list(w.write(pair["question"], (), found, "")) for w in writers]
        assert len({steps == written[0] for steps in written}) == 1
        shown.append(isinstance(written[0][0], Sentence))
    assert sum(shown) >= 0.9 * len(shown)


@given(st.data())
@settings(max_examples=TRIES // 5, deadline=None)
def test_what_is_shown_cites_exact_words_whatever_the_reply(data: st.DataObject) -> None:
    found = passages(SOURCES[:4])
    pair = data.draw(st.sampled_from([p for p in RIGHT if p["quote"] in SOURCES[:4]]))
    reply = written_as(data.draw, pair["sentence"], 1, pair["quote"])
    at = data.draw(st.integers(0, len(reply)))
    reply = (
        reply[:at] + data.draw(st.text(max_size=20)) + reply[at + data.draw(st.integers(0, 9)) :]
    )
    writer = Writer(Scripted(reply=reply), "m", Allowance(10**9))
    for step in writer.write(pair["question"], (), found, ""):
        if isinstance(step, Sentence):
            (citation,) = step.citations
            text = next(p.chunk.text for p in found if p.chunk.article_id == citation.article_id)
            assert text[citation.start : citation.end] == citation.quote
