"""Export all-MiniLM-L6-v2 as an int8 ONNX sentence embedding.

    python training/export_embedding.py WEIGHTS_FOLDER index/models

WEIGHTS_FOLDER holds the published `config.json`, `model.safetensors` and `tokenizer.json`.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PROBES = (
    "How many electoral votes did Joe Biden win?",
    "The tower was repainted in 1968, a year after the bridge opened.",
    "Rain fell on the city for nine days, and the river left its banks.",
    "(AP Photo/J. Smith)",
)


class SentenceEmbedding(torch.nn.Module):
    """Token ids to unit vectors: the mean of the last layer over the attended tokens."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Map int64 [batch, length] ids and mask to float32 [batch, 384]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def sha256(path: Path) -> str:
    """Return the hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(folder: Path) -> SentenceEmbedding:
    """Load the published weights; exit if they are not the published bytes."""
    weights = folder / "model.safetensors"
    if (found := sha256(weights)) != PUBLISHED:
        sys.exit(f"{weights}: sha256 {PUBLISHED} expected, {found} found")
    config = BertConfig.from_json_file(folder / "config.json")
    config._attn_implementation = "eager"
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(load_file(weights), strict=False)
    return SentenceEmbedding(encoder).eval()


def cosines(model: SentenceEmbedding, exported: Path, tokenizer: Tokenizer) -> np.ndarray:
    """Return the cosine between the torch and the int8 vector of every probe."""
    session = onnxruntime.InferenceSession(exported)
    found = []
    for text in PROBES:
        encoding = tokenizer.encode(text)
        ids, mask = np.array([encoding.ids]), np.array([encoding.attention_mask])
        (vector,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
        with torch.no_grad():
            expected = model(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
        found.append(float((vector * expected).sum()))
    return np.array(found)


def main(weights: Path, target: Path) -> None:
    """Write `embedding.onnx` and `tokenizer.json` into `target` and check them."""
    model = load(weights)
    target.mkdir(parents=True, exist_ok=True)
    full, small = target / "embedding-fp32.onnx", target / "embedding.onnx"
    names = ["input_ids", "attention_mask"]
    torch.onnx.export(
        model,
        (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64)),
        full,
        input_names=names,
        output_names=["embedding"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in names},
        dynamo=False,
        opset_version=17,
    )
    quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target / "tokenizer.json"))
    found = cosines(model, small, tokenizer)
    print(f"cosine to fp32: mean {found.mean():.4f}, least {found.min():.4f}")
    print(f"{small}: {small.stat().st_size / 1e6:.1f} MB, sha256 {sha256(small)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
