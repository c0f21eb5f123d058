"""The reader: MiniLM's six layers with a head for spans and one for answerability."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, VOCABULARY, POSITIONS = 384, 12, 6, 30522, 512


class Layer(nn.Module):
    """One BERT layer; query, key and value share a matrix because one product is faster."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.attended = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.finished = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Hidden states [batch, length, width] to the same shape; `bias` hides the padding."""
        batch, length, _ = x.shape
        qkv = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = qkv[0], qkv[1], qkv[2]
        scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias
        mixed = (scores.softmax(-1).to(value.dtype) @ value).transpose(1, 2)
        x = self.attended(x + self.out(mixed.reshape(batch, length, WIDTH)))
        return self.finished(x + self.down(functional.gelu(self.up(x))))


class Reader(nn.Module):
    """Token ids to start and end logits [batch, length] and an answerability logit [batch]."""

    def __init__(self) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.segment = nn.Embedding(2, WIDTH)
        self.embedded = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span = nn.Linear(WIDTH, 2)
        self.pool = nn.Linear(WIDTH, WIDTH)
        self.answer = nn.Linear(WIDTH, 1)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of start and end, unmasked, and of "this passage answers the question"."""
        position = self.position.weight[: input_ids.shape[1]]
        x = self.embedded(self.word(input_ids) + position + self.segment(token_type_ids))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        spans = self.span(x).float()
        answer = self.answer(torch.tanh(self.pool(x[:, 0]))).float()
        return spans[..., 0], spans[..., 1], answer[:, 0]


def load_encoder(reader: Reader, path: Path) -> None:
    """Fill everything but the heads from all-MiniLM-L6-v2's safetensors file."""
    weights = load_file(path)
    names = {
        "word": "embeddings.word_embeddings",
        "position": "embeddings.position_embeddings",
        "segment": "embeddings.token_type_embeddings",
        "embedded": "embeddings.LayerNorm",
    }
    parts = {
        "out": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "finished": "output.LayerNorm",
    }
    state = reader.state_dict()
    for number in range(LAYERS):
        old = f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            heads = [weights[f"{old}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            state[f"layers.{number}.qkv.{kind}"] = torch.cat(heads)
        names |= {f"layers.{number}.{new}": f"{old}.{name}" for new, name in parts.items()}
    for new, name in names.items():
        for kind in ("weight", "bias"):
            if f"{new}.{kind}" in state:
                state[f"{new}.{kind}"] = weights[f"{name}.{kind}"]
    reader.load_state_dict(state)
