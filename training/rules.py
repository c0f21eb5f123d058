"""Print what each rule of the verifier costs and gains, on the sentences written by hand.

    python rules.py DATA

DATA holds squad1_train.json. A sentence passes if `qa.support` finds nothing; a rule gains the
wrong ones, and costs the right ones, that it alone keeps out.
"""

import sys
from collections import Counter
from pathlib import Path

from claims import Claim, read_claims
from corpus import read_squad

from qa.support.check import objections


def main() -> None:
    """Print the share of each kind that passes, and a line for each rule."""
    squad = read_squad(Path(sys.argv[1]) / "squad1_train.json")
    claims = [*read_claims(squad), *read_claims(squad, held=True)]
    found = [tuple(objections(claim.sentence, claim.evidence, "")) for claim in claims]
    print_kinds(claims, found)
    alone = Counter(
        (why[0], claim.kind == "right")
        for claim, why in zip(claims, found, strict=True)
        if len(why) == 1
    )
    print("\n| rule | wrong that it alone keeps out | right |\n|---|---|---|")
    for rule in sorted({rule for rule, _ in alone}):
        print(f"| {rule} | {alone[rule, False]} | {alone[rule, True]} |")


def print_kinds(claims: list[Claim], found: list[tuple[str, ...]]) -> None:
    """Print how many of each kind there are, and the share that passes."""
    asked = Counter(claim.kind for claim in claims)
    passed = Counter(claim.kind for claim, why in zip(claims, found, strict=True) if not why)
    print("| kind | n | shown |\n|---|---|---|")
    for kind, count in asked.most_common():
        print(f"| {kind} | {count} | {passed[kind] / count:.3f} |")


if __name__ == "__main__":
    main()
