"""Measure a reader on questions with their own paragraph.

    python training/evaluate.py DATA_FOLDER MODEL --tokenizer TOKENIZER_JSON [--sample 1000]

MODEL is `reader.onnx` or a checkpoint. Prints one figure a line: SQuAD 1.1 F1 and EM, SQuAD 2.0
best F1 with its threshold, and how well each score tells answerable questions from others; then how
well the head tells claims on held-out texts that are borne out from those that are not.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims import Claim, read_claims
from measures import auroc, best_threshold, exact, f1
from pairs import load_tokenizer
from reading import Logits, load_logits, read
from tokenizers import Tokenizer


@dataclass(frozen=True)
class Asked:
    """A question with its paragraph; no `answers` where the paragraph does not answer it."""

    question: str
    passage: str
    answers: list[str]


def questions(path: Path, sample: int) -> list[Asked]:
    """Return about `sample` questions of a SQuAD file, evenly from all of it."""
    every = list(questions_of(json.loads(path.read_text())["data"]))
    return every[:: max(1, len(every) // sample)]


def questions_of(squad: list[dict]) -> Iterator[Asked]:
    for paragraph in (p for article in squad for p in article["paragraphs"]):
        for entry in paragraph["qas"]:
            answers = [] if entry.get("is_impossible") else [a["text"] for a in entry["answers"]]
            yield Asked(entry["question"], paragraph["context"], answers)


def measure(logits: Logits, tokenizer: Tokenizer, asked: list[Asked]) -> dict[str, float]:
    """Return the figures of answerable questions, and of refusal where some are not."""
    found = [read(logits, tokenizer, each.question, each.passage) for each in asked]
    pairs = [(one.text, each.answers) for one, each in zip(found, asked, strict=True)]
    answered = [pair for pair in pairs if pair[1]]
    figures = {
        "questions": len(asked),
        "F1 answerable": sum(f1(*pair) for pair in answered) / len(answered),
        "EM answerable": sum(exact(*pair) for pair in answered) / len(answered),
    }
    if len(answered) == len(asked):
        return figures
    gains = [f1(*pair) if pair[1] else -1.0 for pair in pairs]
    scores = {
        "margin": [one.margin for one in found],
        "head": [one.answer for one in found],
        "margin + head": [one.margin / 2 + one.answer for one in found],
    }
    for name, values in scores.items():
        right = [value for value, gain in zip(values, gains, strict=True) if gain >= 0]
        wrong = [value for value, gain in zip(values, gains, strict=True) if gain < 0]
        best, threshold = best_threshold(values, gains)
        figures |= {f"best F1, {name}": best, f"threshold, {name}": threshold}
        figures[f"AUROC, {name}"] = auroc(right, wrong)
    return figures


def judge_claims(logits: Logits, tokenizer: Tokenizer, claims: list[Claim]) -> dict[str, float]:
    """Return AUROC, and the share of right claims above all but 5 % of the wrong ones."""
    scores = [read(logits, tokenizer, c.sentence, c.evidence).answer for c in claims]
    right = [s for s, claim in zip(scores, claims, strict=True) if claim.kind == "right"]
    wrong = sorted(s for s, claim in zip(scores, claims, strict=True) if claim.kind != "right")
    least = wrong[int(0.95 * len(wrong))]
    kept = sum(score > least for score in right) / len(right)
    return {"claims": len(claims), "AUROC, head": auroc(right, wrong), "kept": kept}


def main() -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=10**6)
    given = parser.parse_args()
    tokenizer, logits = load_tokenizer(given.tokenizer), load_logits(given.model)
    for name in ("squad1_dev_articles", "squad2_dev_articles", "squadshifts_reddit"):
        asked = questions(given.data / f"{name}.json", given.sample)
        for figure, value in measure(logits, tokenizer, asked).items():
            print(f"{name:22} {figure:26} {value:.4g}", flush=True)
    squad = json.loads((given.data / "squad1_train.json").read_text())["data"]
    claims = read_claims(squad, held=True)
    for figure, value in judge_claims(logits, tokenizer, claims).items():
        print(f"{'claims':22} {figure:26} {value:.4g}")


if __name__ == "__main__":
    main()
