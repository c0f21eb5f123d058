"""Documents that the reader never saw, with questions about them, to calibrate and validate on.

Two of them: the held-out articles of SQuAD 1.1 train, and news articles of MultiHop-RAG with the
questions of `news_questions.jsonl`, which were written for this purpose in words of their own.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from corpus import Asked, questions, read_squad, sample, texts
from news import dress
from questions import put, swap_name
from split import split
from wordings import reword

from evals.measures import holds_answer
from index.lexical import terms
from index.sentence import sentences

REWORDED = 0.4  # of the questions on Wikipedia, since people do not see the text they ask about
DISTRACTORS = 60  # news articles beside those with questions


@dataclass(frozen=True)
class HeldOut:
    """Texts by file name, and questions: `answered`, `missing`, `swapped` or `other`."""

    name: str
    texts: Mapping[str, str]
    asked: list[Asked]


def wikipedia(data: Path, count: int, seed: int) -> HeldOut:
    """Return the held-out SQuAD articles, a third in news form, with about 2 * `count` questions.

    Those without an answer have lost the sentences that held it ("missing"), hold another number
    or place ("swapped"), or belong to other articles.
    """
    random = Random(seed)
    held, trained = split(data, seed)
    kept, missing = gut(held, random)
    answered = sample(questions(kept, "answered"), count, random)
    others = questions(trained, "other")
    asked = [
        *answered,
        *sample(missing, count // 3, random),
        *sample(_swapped(questions(kept, "answered"), random), count // 3, random),
        *(replace(a, answers=()) for a in sample(others, count // 3, random)),
    ]
    asked = [
        replace(a, question=reword(a.question, random)) if random.random() < REWORDED else a
        for a in asked
    ]
    made = {
        name: _as_news(text, random) if number % 3 == 0 else text
        for number, (name, text) in enumerate(texts(kept).items())
    }
    return HeldOut("Wikipedia", made, asked)


def news(data: Path, count: int, seed: int) -> HeldOut:
    """Return news articles with the hand-written questions and `count` of other subjects."""
    random = Random(seed)
    written = (Path(__file__).parent / "news_questions.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in written]
    titles = {entry["title"] for entry in entries}
    articles = json.loads((data / "multihop_rag_corpus.json").read_text("utf-8"))
    asked_of = [article for article in articles if article["title"] in titles]
    others = [article for article in articles if article["title"] not in titles]
    made, names = {}, {}
    for number, article in enumerate(asked_of + random.sample(others, DISTRACTORS)):
        names[article["title"]] = f"{number:03}.txt"
        made[f"{number:03}.txt"] = f"{article['title']}\n\n{article['body']}"
    asked = [
        Asked(
            entry["question"],
            tuple(entry["answers"]),
            "answered" if entry["answers"] else "missing",
            names[entry["title"]],
        )
        for entry in entries
    ]
    away = questions(read_squad(data / "squad1_train.json"), "other")
    asked += [replace(a, answers=()) for a in sample(away, count, random)]
    return HeldOut("news", made, asked)


def _as_news(text: str, random: Random) -> str:
    """Return a text with a line for each sentence, and datelines, captions and quotes between."""
    made = []
    for paragraph in text.split("\n\n"):
        said = [paragraph[start:end] for start, end in sentences(paragraph)]
        lines = dress(said, random)
        for before, sentence in zip(lines, [*said, ""], strict=True):
            made += [*before, sentence]
    return "\n\n".join(line for line in made if line)


def gut(articles: list[dict[str, Any]], random: Random) -> tuple[list[dict[str, Any]], list[Asked]]:
    """Take the answering sentences of one question in a quarter of the paragraphs out."""
    kept, missing = deepcopy(articles), []
    for article in kept:
        for paragraph in article["paragraphs"]:
            if random.random() < 0.25 and paragraph["qas"]:
                asked = random.choice(paragraph["qas"])
                answer = asked["answers"][0]["text"]
                missing.append(Asked(asked["question"].strip(), (), "missing"))
                paragraph["qas"] = []
                for other in article["paragraphs"]:
                    other["context"] = _without(other["context"], answer, asked["question"])
        for paragraph in article["paragraphs"]:
            paragraph["qas"] = [q for q in paragraph["qas"] if _stands(q, paragraph["context"])]
    return kept, missing


def _without(text: str, answer: str, question: str) -> str:
    """Drop the sentences that hold the answer and share two words with the question."""
    asked = set(terms(question))
    spans = [text[start:end] for start, end in sentences(text)]
    return " ".join(
        s for s in spans if not (holds_answer(s, [answer]) and len(asked & set(terms(s))) >= 2)
    )


def _stands(asked: dict[str, Any], text: str) -> bool:
    return any(answer["text"] in text for answer in asked["answers"])


def _swapped(found: list[Asked], random: Random) -> list[Asked]:
    """Return questions with another number or place in them, and so without an answer."""
    changed = []
    for asked in found:
        change = swap_name(asked.question, asked.question, [], random)
        if change:
            changed.append(Asked(put(asked.question, change), (), "swapped", asked.document))
    return changed
