"""Print, for each set of labelled pairs, how many of each kind were judged rightly, and how fast.

    python -m evals.verification

A pair is a sentence that a model might write, the quote it cites, and the question. Precision is
the share of right ones among the sentences that pass; recall of a kind, the share rejected.
"""

import json
from collections import Counter
from pathlib import Path
from time import perf_counter

from qa.support.check import unsupported
from qa.writing.align import align

SETS = ("development", "second", "third", "fourth", "fifth", "sixth", "fresh")


def main() -> None:
    """Print a Markdown table a set."""
    for name in SETS:
        lines = (Path(__file__).parent / f"{name}.jsonl").read_text("utf-8").splitlines()
        print_table(name, [json.loads(line) for line in lines])


def print_table(name: str, pairs: list[dict[str, str]]) -> None:
    """Print kind, n, and the share judged rightly; then precision and milliseconds a sentence."""
    asked, right = Counter[str](), Counter[str]()
    started = perf_counter()
    for pair in pairs:
        asked[pair["kind"]] += 1
        right[pair["kind"]] += passes(pair) == (pair["kind"] == "right")
    taken = 1000 * (perf_counter() - started) / len(pairs)
    wrongly_shown = sum(asked.values()) - sum(right.values()) - asked["right"] + right["right"]
    print(f"\n{name}: {len(pairs)} pairs\n\n| kind | n | judged rightly |\n|---|---|---|")
    for kind, count in sorted(asked.items(), key=lambda item: (item[0] != "right", item[0])):
        print(f"| {kind} | {count} | {right[kind] / count:.3f} |")
    precision = right["right"] / max(1, right["right"] + wrongly_shown)
    print(f"\nprecision of what is shown {precision:.3f}, {taken:.1f} ms a sentence")


def passes(pair: dict[str, str]) -> bool:
    """Tell whether the sentence would be shown with its quote, as the writer checks it."""
    place = align(pair["quote"], pair["quote"])
    evidence = pair["quote"][slice(*place)] if place else ""
    return not unsupported(pair["sentence"], evidence, pair["question"])


if __name__ == "__main__":
    main()
