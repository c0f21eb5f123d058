"""An exported reader as weights to go on training from."""

from pathlib import Path

import numpy as np
import onnx
import torch
from model import Reader
from onnx import numpy_helper
from torch import Tensor

INTEGERS = "_quantized"


def load_exported(reader: Reader, path: Path) -> None:
    """Fill all but the word embeddings from `reader.onnx`, in int8 as export.py writes it.

    Word embeddings are frozen in training: MiniLM's own are nearer to them than their int8 form.
    """
    graph = onnx.load(path).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    state = reader.state_dict()
    for name in state:
        if name in values:
            state[name] = torch.from_numpy(values[name].copy())
    state["segment.weight"] = _dequantised(values, "segment.weight")
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in values:
            name = ".".join(node.name.strip("/").split("/")[:-1])
            state[f"{name}.weight"] = _dequantised(values, node.input[1].removesuffix(INTEGERS)).T
    reader.load_state_dict(state)


def _dequantised(values: dict[str, np.ndarray], name: str) -> Tensor:
    integers = values[name + INTEGERS].astype(np.float32)
    zero = values[f"{name}_zero_point"].astype(np.float32)
    return torch.from_numpy((integers - zero) * values[f"{name}_scale"])
