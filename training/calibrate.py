"""Choose how readings are ordered, what their scores are worth, and when to refuse.

    python training/calibrate.py DATA_FOLDER qa/models

Asks the documents of held_out.py through the product's own search and reader. Writes `reader.json`
and `calibration.svg` beside `reader.onnx`, and prints figures for the card.
"""

import argparse
import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from curves import draw
from fitting import calibration_error, risk_at
from held_out import news, wikipedia
from judging import Judged, judge, order_of, rows

from qa.card import FEATURES, ORDER, Card

KINDS = ("answered", "missing", "swapped", "other")


def main() -> None:
    """Calibrate, write the card and the curves, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sha256 = hashlib.sha256((given.model / "reader.onnx").read_bytes()).hexdigest()
    card = Card(sha256, 0.0, (1.0,) * len(ORDER), (0.0,) * len(FEATURES), 0.0)
    _write(given.model, card)
    held = (
        wikipedia(given.data, given.count, given.seed),
        news(given.data, given.count // 4, given.seed),
    )
    found = [row for each in held for row in rows(each)]
    judged, card = judge(found, replace(card, order=order_of(found)))
    _write(given.model, card)
    names = [each.name for each in held]
    draw(given.model / "calibration.svg", {n: judged.of(n) for n in names}, card.threshold)
    print("order", ", ".join(f"{name} {w:.2f}" for name, w in zip(ORDER, card.order, strict=True)))
    print(f"threshold {card.threshold:.2f}")
    for name in names:
        _print(name, judged, card.threshold)


def _print(name: str, judged: Judged, least: float) -> None:
    p, right = judged.of(name)
    kind = judged.kind[judged.domain == name]
    first = right[kind == "answered"].mean()
    print(f"\n{name}: first right {first:.3f}, calibration error {calibration_error(p, right):.3f}")
    risks = (f"{risk_at(p, right, coverage):.3f}" for coverage in (0.1, 0.2, 0.3, 0.4, 0.5))
    print("risk at coverage 0.1 to 0.5:", ", ".join(risks))
    for at in (0.2, 0.3, 0.4, 0.5, 0.6):
        shown = (p >= at)[kind == "answered"]
        was = right[kind == "answered"] > 0
        shares = [f"right {(shown & was).mean():.3f}, wrong {(shown & ~was).mean():.3f}"]
        shares += [
            f"{k} refused {(p < at)[kind == k].mean():.3f}" for k in KINDS[1:] if (kind == k).any()
        ]
        print(f"at {at:.1f}: {', '.join(shares)}")
    for k in (k for k in KINDS if (kind == k).any()):
        shown, was = (p >= least)[kind == k], right[kind == k] > 0
        counts = f"right {(shown & was).sum()} wrong {(shown & ~was).sum()}"
        print(f"{k:<9} n={len(was)} {counts} refused {(~shown).sum()}")


def _write(folder: Path, card: Card) -> None:
    fields = {name: getattr(card, name) for name in Card.__dataclass_fields__}
    rounded = json.loads(json.dumps(fields), parse_float=lambda text: round(float(text), 5))
    text = json.dumps(rounded, indent=2)
    (folder / "reader.json").write_text(re.sub(r"\n    +", " ", text) + "\n", "utf-8")


if __name__ == "__main__":
    main()
