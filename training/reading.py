"""What a reader, in torch or in ONNX, finds for a question in a passage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from measures import best_span
from model import Reader
from numpy.typing import NDArray
from pairs import encode
from tokenizers import Tokenizer

Arrays = list[NDArray]
Logits = Callable[[NDArray, NDArray], Arrays]  # ids and segments [1, length]


@dataclass(frozen=True)
class Found:
    """The best span; `margin` is its logits less those of null, `answer` the head's logit."""

    text: str
    margin: float
    answer: float


def read(
    logits: Logits, tokenizer: Tokenizer, question: str, passage: str, longest: int = 384
) -> Found:
    """Return what is found in the first `longest` word pieces of question and passage."""
    pair = encode(tokenizer, question, passage, longest)
    ids = np.array([pair.ids], dtype=np.int64)
    segments = (np.arange(ids.shape[1]) >= pair.first).astype(np.int64)[None]
    starts, ends, answer = logits(ids, segments)
    low, high, margin = best_span(starts[0], ends[0], pair.first)
    begin, end = pair.offsets[low - pair.first][0], pair.offsets[high - pair.first][1]
    return Found(passage[begin:end], margin, float(answer[0]))


def torch_logits(reader: Reader) -> Logits:
    """Return a reader in bf16, as it is trained."""

    def logits(ids: NDArray, segments: NDArray) -> Arrays:
        rows = torch.from_numpy(ids)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = reader(rows, torch.ones_like(rows), torch.from_numpy(segments))
        return [logit.numpy() for logit in found]

    return logits


def onnx_logits(path: Path) -> Logits:
    """Return an exported reader on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])

    def logits(ids: NDArray, segments: NDArray) -> Arrays:
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": segments}
        return session.run(["start_logits", "end_logits", "answer_logit"], feed)

    return logits


def load_logits(path: Path) -> Logits:
    """Return the reader of a checkpoint (.pt) or of an ONNX file."""
    if path.suffix == ".onnx":
        return onnx_logits(path)
    reader = Reader()
    reader.load_state_dict(torch.load(path, weights_only=True, map_location="cpu")["reader"])
    return torch_logits(reader.eval())
