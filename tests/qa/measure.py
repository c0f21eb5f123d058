"""What answers are like beyond a single fact: `python tests/qa/measure.py [--misses]`.

Asks questions over articles written for the purpose: `town/`, and those inside `pairs.jsonl` and
`yes_no.jsonl`. None of them was trained on.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.measures import holds_answer
from index.ingest import ingest
from index.store import Index
from qa.answer import Answer
from qa.ask import ask

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Judged:
    """What was asked, what it is a case of, whether that went well, and what was said."""

    asked: str
    name: str
    well: bool
    said: str


def read(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file."""
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def open_corpus(folder: Path) -> Index:
    """Index the town, the pairs and the statements as one corpus."""
    documents = {path.name: path.read_text("utf-8") for path in (HERE / "town").glob("*.txt")}
    for number, case in enumerate(read("pairs.jsonl")):
        documents |= {f"pair-{number:02}-{side}.txt": case[side] for side in "ab"}
    for number, case in enumerate(read("yes_no.jsonl")):
        documents |= {f"said-{number:02}.txt": case["text"]} if case["text"] else {}
    (folder / "documents").mkdir()
    for name, text in documents.items():
        (folder / "documents" / name).write_text(text, "utf-8", newline="")
    ingest(folder / "index", folder / "documents")
    return Index(folder / "index")


def follow_ups(index: Index) -> Iterator[Judged]:
    """Judge the last turn of every dialogue: right, or refused where nothing is to be found."""
    for case in read("dialogues.jsonl"):
        *history, question = case["turns"]
        answer = ask(question, index, history)
        well = holds_answer(_shown(answer), case["answers"]) if case["answers"] else answer.refused
        name = "answerable" if case["answers"] else "to be refused"
        yield Judged(
            " / ".join(case["turns"]), name, well, f"({answer.understood}) {_brief(answer)}"
        )


def yes_or_no(index: Index) -> Iterator[Judged]:
    """Judge the word: whether one that is said is right, and whether it is said where it may be."""
    for case in read("yes_no.jsonl"):
        answer = ask(case["question"], index)
        word = answer.short
        said = f"{case['word'] or '-'} expected: {_brief(answer)}"
        if word:
            yield Judged(case["question"], "said and right", word == case["word"], said)
        if case["word"]:
            yield Judged(case["question"], "right where plain", word == case["word"], said)


def differences(index: Index) -> Iterator[Judged]:
    """Judge whether two articles that differ, and only those, are said to differ."""
    for case in read("pairs.jsonl"):
        answer = ask(case["question"], index)
        if answer.differs:
            yield Judged(case["question"], "said and true", case["differs"], _brief(answer))
        if case["differs"]:
            yield Judged(case["question"], "found", answer.differs, _brief(answer))


def several(index: Index) -> Iterator[Judged]:
    """Judge each sentence shown for a question that takes more than a fact."""
    for case in read("several.jsonl"):
        answer = ask(case["question"], index)
        shown = [sentence.text for sentence in answer.sentences]
        good = [any(text.startswith(start) for start in case["belong"]) for text in shown]
        for text, belongs in zip(shown, good, strict=True):
            yield Judged(case["question"], "sentence belongs", belongs, text)
        yield Judged(case["question"], "enough said", sum(good) >= case["least"], _brief(answer))


MEASURES = {
    "follow-up": follow_ups,
    "yes or no": yes_or_no,
    "differing": differences,
    "several": several,
}


def figures(judged: list[Judged], of: str) -> list[tuple[str, float, int]]:
    """Return name, share that went well and number of each name."""
    named = {j.name: [k.well for k in judged if k.name == j.name] for j in judged}
    return [(f"{of}: {name}", sum(well) / len(well), len(well)) for name, well in named.items()]


def _shown(answer: Answer) -> str:
    return " ".join([answer.short, *(sentence.text for sentence in answer.sentences)])


def _brief(answer: Answer) -> str:
    return f"{answer.confidence:.2f} {answer.short!r} {answer.text}"


def main() -> None:
    """Print every figure with its n, and each miss if asked to."""
    chosen = [name for name in MEASURES if name in sys.argv] or list(MEASURES)
    with tempfile.TemporaryDirectory() as folder:
        index = open_corpus(Path(folder))
        for name in chosen:
            judged = list(MEASURES[name](index))
            for figure, value, count in figures(judged, name):
                print(f"{figure:<32} {value:.3f}   n={count}")
            if "--misses" in sys.argv:
                for miss in (j for j in judged if not j.well):
                    print(f"  {miss.name}: {miss.asked}\n      {miss.said}")
        index.close()


if __name__ == "__main__":
    main()
