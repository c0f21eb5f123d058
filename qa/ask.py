"""The whole path of one question, on one screen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

from index.errors import FootnoteError
from index.query import Filter, parse_query
from index.store import Index, Passage
from qa.answer import LEXICAL_ONLY, READER, SMALL_TALK, Answer, Sentence, Trace
from qa.card import card
from qa.compose import compose
from qa.confidence import confidence
from qa.constraints import absent_names
from qa.followup import standalone_question
from qa.kinds import is_yes_or_no, wants_several
from qa.lists import complete_lists
from qa.rank import rank
from qa.reader import EDGES, Reading, reader
from qa.smalltalk import small_talk
from qa.tables import with_header
from qa.verify import verify
from qa.yes_no import word

if TYPE_CHECKING:  # its libraries load only where a language model is asked for
    from qa.writing.writer import Writer

CANDIDATES = 20  # from each side
READ = 8  # of them, those that the search ranks first
FIRST = 4  # of those, what is read at once; the others only where these leave doubt
DOUBT = (0.2, 0.5)  # probabilities of being right that do
ENOUGH = 0.5  # of the threshold: to be put first takes less than to be said
STAGES = ("understand", "search", "read")
HEAD = 300  # characters
MARK = re.compile(r"^[-+•]\s+")  # of a list's item
LONGEST_QUESTION = 50_000  # characters


class QuestionError(FootnoteError):
    """The question cannot be asked."""


@dataclass(frozen=True)
class Stage:
    """A step that begins: "understanding", "searching", "reading", with a model "writing"."""

    name: str
    question: str


def ask(
    question: str,
    index: Index,
    history: Sequence[str] = (),
    writer: "Writer | None" = None,
    client: str = "",
) -> Answer:
    """Answer from the index; `history` are the earlier questions of the conversation.

    With a `writer` its language model writes, for a `client` whose allowance it uses.

    Every sentence of the answer carries an exact citation; what the documents do not hold is
    refused. Raises QuestionError if the question is empty or too long.
    """
    found = stages(question, index, history, writer, client)
    return next(step for step in found if isinstance(step, Answer))


def stages(
    question: str,
    index: Index,
    history: Sequence[str] = (),
    writer: "Writer | None" = None,
    client: str = "",
) -> Iterator[Stage | Sentence | Answer]:
    """Return what `ask` goes through: each stage as it begins, and last the verified answer.

    A writer's sentences come one by one before the answer, each as it is verified.

    Raises QuestionError at once, before the first stage.
    """
    return _stages(_checked(question), index, history, writer, client)


def _stages(
    question: str, index: Index, history: Sequence[str], writer: "Writer | None", client: str
) -> Iterator[Stage | Sentence | Answer]:
    if remark := small_talk(question, index):
        yield Answer(question, (), "", 1.0, (), SMALL_TALK, remark=remark)
        return
    times = [perf_counter()]
    yield Stage("understanding", question)
    earlier = _questions(history, index)
    asked = writer.restate(question, earlier, client) if writer and earlier else None
    asked = asked or standalone_question(
        question, earlier, partial(_short, index), partial(_stands, index)
    )
    times.append(perf_counter())
    yield Stage("searching", asked)
    passages = candidates(asked, index)
    times.append(perf_counter())
    yield Stage("reading", asked)
    draft = replace(_answer(question, asked, passages, index), trace=Trace(asked))
    answer = draft
    if writer:
        from qa.writing.writer import written

        yield Stage("writing", asked)
        for found in written(writer, draft, asked, earlier, client):
            if isinstance(found, Answer):
                answer = found
            else:
                yield found
    answer = verify(answer, index.article)
    if index.lexical_only:
        answer = replace(answer, answerer=f"{answer.answerer}, {LEXICAL_ONLY}")
    times.append(perf_counter())
    yield replace(answer, trace=replace(answer.trace, timings=_timings(times)))


def _answer(question: str, asked: str, passages: Sequence[Passage], index: Index) -> Answer:
    """Return the answer that the passages give, not yet verified."""
    readings, probable = _considered(asked, passages, index)
    shown = readings if probable >= card().threshold else []
    found = compose(asked, shown)
    sentences = complete_lists(asked, found, index.article)
    return Answer(
        question=question,
        sentences=sentences,
        short=_short_answer(asked, shown) if sentences == found else "",  # one item of many is none
        confidence=probable,
        passages=tuple(dict.fromkeys([*(reading.passage for reading in readings), *passages])),
        answerer=READER,
    )


def _considered(
    question: str, passages: Sequence[Passage], index: Index
) -> tuple[list[Reading], float]:
    """Return readings, best first, and how probable the first is right: of all, or of enough."""
    found: list[Reading] = []
    readings: list[Reading] = []
    probable = 0.0
    for part in filter(None, (passages[:FIRST], passages[FIRST:])):
        found += reader().read(question, part)
        readings = rank(question, found, card())
        probable = _probable(question, readings, index)
        if not (wants_several(question) or DOUBT[0] <= probable < DOUBT[1]):
            break
    return readings, probable


def _short_answer(question: str, shown: Sequence[Reading]) -> str:
    """Return the span of the first reading, or the word that all who say one say."""
    if not shown or not is_yes_or_no(question):
        return MARK.sub("", shown[0].text.strip(EDGES)) if shown else ""
    found = word(question, shown[0].sentence_text)
    others = {word(question, reading.sentence_text) for reading in shown[1:]}
    return "" if others - {found, ""} else found


def _probable(question: str, readings: Sequence[Reading], index: Index) -> float:
    """Return how probable the first reading is right; not at all if its article lacks a name."""
    article = index.article(readings[0].passage.chunk.article_id) if readings else None
    if article is None:
        return 0.0
    head = f"{article.metadata.get('date', '')} {article.text[:HEAD]}"  # where its date stands
    if absent_names(question, f"{article.title} {head} {article.text}"):
        return 0.0
    return confidence(question, readings, card(), head)


def _timings(times: Sequence[float]) -> dict[str, float]:
    """Return milliseconds between the times, by stage."""
    taken = (1000 * (end - start) for start, end in pairwise(times))
    return {**dict(zip(STAGES, taken, strict=True)), "all": 1000 * (times[-1] - times[0])}


def _questions(history: Sequence[str], index: Index) -> list[str]:
    """Return the earlier turns that asked something of the documents."""
    turns = (_clean(turn) for turn in history)
    return [turn for turn in turns if turn and not small_talk(turn, index)]


def _short(index: Index, question: str) -> str | None:
    answer = ask(question, index)
    return None if answer.refused else answer.short


def _stands(index: Index, phrase: str) -> bool:
    return bool(index.search(f'"{phrase}"', 1))


def read(question: str, index: Index) -> list[Reading]:
    """Return a reading of every candidate passage, best first."""
    return _read(question, candidates(question, index))


def candidates(question: str, index: Index) -> list[Passage]:
    """Return what is read; a question that quotes inexactly is looked up without its marks."""
    found = index.search(question, CANDIDATES)
    found = found or index.search(parse_query(question).text, CANDIDATES)
    return _headed(found[:READ], index)


def _headed(passages: Sequence[Passage], index: Index) -> list[Passage]:
    return [with_header(passage, index.article) for passage in passages]


def _read(question: str, passages: Sequence[Passage]) -> list[Reading]:
    return rank(question, reader().read(question, passages), card())


def search(query: str, index: Index, k: int = 10, where: Sequence[Filter] = ()) -> list[Passage]:
    """Return the k best passages that meet the filters.

    They come as the search ranks them, but that the one which may well answer the query is first:
    the reader tells what answers a question by itself, and not what helps to answer it.
    """
    query = _checked(query)
    found = index.search(query, max(k, CANDIDATES), where)
    found[:READ] = _headed(found[:READ], index)
    readings = _read(query, found[:READ])
    probable = _probable(query, readings, index)
    if probable >= ENOUGH * card().threshold:
        best = readings[0].passage
        others = [passage for passage in found if passage is not best]
        found = [replace(best, score=found[0].score + probable), *others]
    return [replace(passage, rank=place) for place, passage in enumerate(found[:k], 1)]


def _checked(question: str) -> str:
    text = _clean(question)
    if not text:
        raise QuestionError("a question expected, nothing found: type one")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"a question of at most {LONGEST_QUESTION:,} characters expected, {len(text):,} found:"
            " ask something shorter"
        )
    return text


def _clean(text: str) -> str:
    """Return a text that can be encoded: JSON may hold half a surrogate pair."""
    return text.encode("utf-8", "replace").decode().strip()
