"""Judge the shipped reader as the product uses it: articles that it never saw as one corpus.

    python training/open_corpus.py DATA_FOLDER [--count 400]

Asks `count` questions that the SQuAD 1.1 dev articles answer and as many about other articles,
through search, reader, order and threshold, and prints a figure a line.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))
from corpus import Asked, build, questions, read_squad, sample, texts
from measures import exact, f1

from evals.measures import holds_answer
from index.store import Index, Passage
from qa.ask import ask, candidates, read


def print_answerable(asked: list[Asked], index: Index) -> None:
    """Print what is found, ordered first, read and shown of questions that have an answer."""
    found = [read(each.question, index) for each in asked]
    answers = [ask(each.question, index) for each in asked]
    fetched = [
        any(each.is_held_by(r.passage) for r in f) for each, f in zip(asked, found, strict=True)
    ]
    first = [each.is_held_by(f[0].passage) for each, f in zip(asked, found, strict=True)]
    bm25 = [_first_by_bm25(each, index) for each in asked]
    shorts = [(f[0].text, list(each.answers)) for each, f in zip(asked, found, strict=True)]
    shown = [
        " ".join([a.short, *(s.text for s in a.sentences)]) if not a.refused else None
        for a in answers
    ]
    right = [bool(s) and holds_answer(s, e.answers) for s, e in zip(shown, asked, strict=True)]
    close = [
        not a.refused and f1(a.short, list(e.answers)) > 0.5
        for a, e in zip(answers, asked, strict=True)
    ]
    wrong = [not a.refused and not r for a, r in zip(answers, right, strict=True)]
    off = [not a.refused and not c for a, c in zip(answers, close, strict=True)]
    for name, values in {
        "answer among the candidates": fetched,
        "recall@1, reordered": first,
        "recall@1, BM25": [e.is_held_by(b) for e, b in zip(asked, bm25, strict=True)],
        "short answer F1, no threshold": [f1(*pair) for pair in shorts],
        "short answer EM, no threshold": [exact(*pair) for pair in shorts],
        "sentence shown holds an answer": right,
        "sentence shown holds none": wrong,
        "short answer right (F1 above a half)": close,
        "short answer wrong": off,
    }.items():
        print(f"{name:38} {sum(values) / len(values):.3f}  n={len(values)}")


def _first_by_bm25(asked: Asked, index: Index) -> Passage:
    return max(candidates(asked.question, index), key=lambda passage: passage.lexical)


def main() -> None:
    """Build the corpus and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random = Random(given.seed)
    articles = read_squad(given.data / "squad1_dev_articles.json")
    others = questions(read_squad(given.data / "squad1_train.json"), "other")
    with tempfile.TemporaryDirectory() as folder:
        index = build(texts(articles), Path(folder))
        print_answerable(sample(questions(articles, "answered"), given.count, random), index)
        away = [ask(a.question, index).refused for a in sample(others, given.count, random)]
        print(
            f"{'questions of other articles refused':38} {sum(away) / len(away):.3f}  n={len(away)}"
        )
        index.close()


if __name__ == "__main__":
    main()
