"""Export a checkpoint as ONNX, in fp32 and in int8.

    python training/export.py CHECKPOINT OUT_FOLDER --tokenizer TOKENIZER_JSON

Writes `reader.fp32.onnx` and `reader.onnx` (int8) and prints the latter's sha256. `--average`
names further checkpoints, whose weights are averaged with the first one's.
"""

import argparse
import hashlib
from pathlib import Path

import torch
from model import Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from pairs import load_tokenizer
from reading import Logits, onnx_logits, read, torch_logits

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUTS = ["start_logits", "end_logits", "answer_logit"]
PASSAGE = (
    "DENVER (AP) — The tower was repainted in 1968, a year after the bridge opened. Rain fell on "
    "the city for nine days, and the river left its banks, said Ruth Okafor, the mayor."
)
PROBES = (
    "When was the tower repainted?",
    "How long did it rain?",
    "Who is the mayor?",
    "When was the tower pulled down?",
)


def load(checkpoints: list[Path]) -> Reader:
    """Return a reader with the mean of the checkpoints' weights, in fp32."""
    states = [torch.load(path, weights_only=True)["reader"] for path in checkpoints]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    reader = Reader()
    reader.load_state_dict(mean)
    return reader.eval()


def write(reader: Reader, folder: Path) -> tuple[Path, Path]:
    """Write the fp32 and the int8 file and return their paths."""
    full, small = folder / "reader.fp32.onnx", folder / "reader.onnx"
    ids = torch.ones(2, 12, dtype=torch.long)
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, *OUTPUTS[:2])}
    torch.onnx.export(
        reader,
        (ids, ids, ids),
        str(full),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes | {"answer_logit": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8)
    return full, small


def compare(small: Logits, trained: Logits, tokenizer_path: Path) -> None:
    """Print what both find for the probes; raise ValueError where margins are a quarter apart."""
    tokenizer = load_tokenizer(tokenizer_path)
    for question in PROBES:
        one = read(small, tokenizer, question, PASSAGE)
        other = read(trained, tokenizer, question, PASSAGE)
        print(f"{question}\n  int8  {one}\n  torch {other}")
        if abs(one.margin - other.margin) > max(2.0, abs(other.margin) / 4):
            raise ValueError(f"int8 and torch differ on {question!r}: expected margins alike")


def main() -> None:
    """Export, compare, print the hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--average", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    reader = load([given.checkpoint, *given.average])
    _, small = write(reader, given.out)
    compare(onnx_logits(small), torch_logits(reader), given.tokenizer)
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    print(f"{small.name} {small.stat().st_size / 1e6:.1f} MB sha256 {digest}")


if __name__ == "__main__":
    main()
