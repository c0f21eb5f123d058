"""Measure a reader on each held-out article with its own paragraphs, as a table for the card.

python training/by_article.py DATA_FOLDER qa/models/reader.onnx --tokenizer TOKENIZER_JSON
"""

import argparse
from pathlib import Path

from evaluate import measure, questions_of
from pairs import load_tokenizer
from reading import load_logits
from split import split


def main() -> None:
    """Print a row for each article, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=60, help="questions of an article")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tokenizer, logits = load_tokenizer(given.tokenizer), load_logits(given.model)
    print("| article | n | F1 | EM |\n|---|---|---|---|")
    sums = {"questions": 0.0, "F1 answerable": 0.0, "EM answerable": 0.0}
    for article in split(given.data, given.seed)[0]:
        every = list(questions_of([article]))
        asked = every[:: max(1, len(every) // given.sample)][: given.sample]
        figures = measure(logits, tokenizer, asked)
        sums["questions"] += len(asked)
        for name in ("F1 answerable", "EM answerable"):
            sums[name] += figures[name] * len(asked)
        _row(str(article["title"]).replace("_", " "), figures)
    total = sums.pop("questions")
    _row("all", {"questions": total} | {name: value / total for name, value in sums.items()})


def _row(name: str, figures: dict[str, float]) -> None:
    f1, em = figures["F1 answerable"], figures["EM answerable"]
    print(f"| {name} | {figures['questions']:.0f} | {f1:.3f} | {em:.3f} |", flush=True)


if __name__ == "__main__":
    main()
