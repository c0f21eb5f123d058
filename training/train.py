"""Train the reader on the parts that data.py wrote; run again to continue where it was.

    python training/train.py DATA RUN --encoder MODEL_SAFETENSORS --tokenizer TOKENIZER_JSON

RUN gets `checkpoint.pt`, replaced atomically, and `log.jsonl`. The learning rate falls to nothing
at `--examples`, or at the time `--until` where that is given. Each process computes its share of
a batch on one thread and the gradients are averaged through shared memory: unlike two threads
of one process this keeps its speed when the cores are shared.
"""

import argparse
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from batches import Batch, Part
from evaluate import Asked, measure
from exported import load_exported
from model import Reader, load_encoder
from pairs import load_tokenizer
from reading import torch_logits
from torch import Tensor, multiprocessing
from torch.nn import functional

HEADS = ("span", "pool", "answer")
WARM_UP, DECAY = 0.03, 0.01
FRESH = 4  # times the rate of the body is that of heads which begin at random
ANSWER_WEIGHT = 0.5

Loss = Callable[[Reader, Batch], Tensor]


def loss_of(reader: Reader, batch: Batch) -> Tensor:
    """Return the mean of the losses of start and end, and a share of that of answerability."""
    starts, ends, answer = reader(batch.ids, batch.mask, batch.segments)
    allowed = batch.segments.bool()
    allowed[:, 0] = True
    starts, ends = (logits.masked_fill(~allowed, -10000.0) for logits in (starts, ends))
    losses = (
        functional.cross_entropy(logits, target, reduction="sum")
        for logits, target in ((starts, batch.start), (ends, batch.end))
    )
    has = functional.binary_cross_entropy_with_logits(answer, batch.answered.float())
    return sum(losses) / (2 * len(batch.start)) + ANSWER_WEIGHT * has


def rate_at(progress: float) -> float:
    """Return the share of the full learning rate: up over WARM_UP, then down to nothing."""
    return min(progress / WARM_UP, max(0.0, (1 - progress) / (1 - WARM_UP)), 1.0)


class Every:
    """Tells whether its seconds have gone by since it last said so."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.last = seconds, time.time()

    def due(self) -> bool:
        """Return True once in every `seconds`."""
        if time.time() - self.last < self.seconds:
            return False
        self.last = time.time()
        return True


@dataclass
class Shared:
    """What the processes share: gradients [2, processes, parameters], progress [2], a barrier.

    Steps alternate between two places, so one barrier a step is enough.
    """

    gradients: Tensor
    progress: Tensor
    barrier: Any


class Trainer:
    """One of the processes; all hold equal weights, the first validates, logs and saves."""

    def __init__(self, number: int, given: argparse.Namespace, shared: Shared) -> None:
        self.number, self.given, self.shared = number, given, shared
        torch.manual_seed(given.seed)
        self.reader = Reader()
        load_encoder(self.reader, given.encoder)
        if given.reader:
            load_exported(self.reader, given.reader)
        self.reader.word.weight.requires_grad = False
        trained = [(n, p) for n, p in self.reader.named_parameters() if p.requires_grad]
        heads = [p for n, p in trained if n.startswith(HEADS)]
        body = [p for n, p in trained if not n.startswith(HEADS)]
        self.parameters = body + heads
        tops = (given.rate, given.rate * (1 if given.reader else FRESH))
        groups = [{"params": body, "top": tops[0]}, {"params": heads, "top": tops[1]}]
        self.optimizer = torch.optim.AdamW(groups, lr=tops[0], weight_decay=DECAY, fused=True)
        self.step = self.seen = self.part = self.done = 0
        self.began = time.time()
        self.checkpoint: Path = given.run / "checkpoint.pt"
        if self.checkpoint.exists():
            self._load()
        self.saving, self.validating = Every(given.save_every), Every(given.validate_every)
        self.marked, self.losses = (time.time(), self.seen), list[float]()

    def _load(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seen, self.part, self.done = state["at"]
        self.began = state["began"]

    def save(self) -> None:
        """Write the checkpoint beside the old one, then put it in its place."""
        unfinished = self.checkpoint.with_suffix(".unfinished")
        state = {
            "reader": self.reader.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "at": (self.step, self.seen, self.part, self.done),
            "began": self.began,
        }
        torch.save(state, unfinished)
        os.replace(unfinished, self.checkpoint)

    def run(self) -> None:
        """Train until the learning rate is nothing."""
        loss = torch.compile(loss_of, dynamic=True)
        while self._train_part(loss):
            self.part, self.done = self.part + 1, 0
        if self.number == 0:
            self.save()
            self.validate(10**6)

    def _train_part(self, loss: Loss) -> bool:
        """Train on what is left of the part; False where the end of the run is reached."""
        part = Part(self.given.data, self.part)
        left = part.batches(self.given.batch, [self.given.seed, self.part])
        for rows in itertools.islice(left, self.done, None):
            batch = part.collate(rows[self.number :: self.given.processes])
            if not self._advance(loss, batch):
                return False
            self.step, self.seen, self.done = self.step + 1, self.seen + len(rows), self.done + 1
            if self.number == 0:
                self._record()
        return True

    def _advance(self, loss: Loss, batch: Batch) -> bool:
        """Take one step together with the other processes; False, and none, at the end."""
        turn = self.step % 2
        if self.number == 0:
            self.shared.progress[turn] = self.progress()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            value = loss(self.reader, batch)
        value.backward()
        place = self.shared.gradients[turn]
        torch.cat([p.grad.flatten() for p in self.parameters], out=place[self.number])
        self.shared.barrier.wait()
        progress = float(self.shared.progress[turn])
        if progress >= 1:
            return False
        self._update(place.mean(0), rate_at(progress))
        self.losses.append(float(value.detach()))
        return True

    def _update(self, gradient: Tensor, rate: float) -> None:
        """Apply the gradient, cut to norm 1."""
        gradient *= min(1.0, 1.0 / float(gradient.norm() + 1e-6))
        parts = gradient.split([p.numel() for p in self.parameters])
        for parameter, part in zip(self.parameters, parts, strict=True):
            parameter.grad = part.view_as(parameter)
        for group in self.optimizer.param_groups:
            group["lr"] = group["top"] * rate
        self.optimizer.step()
        self.optimizer.zero_grad()

    def progress(self) -> float:
        """Return how much of the run is over, 0 to 1."""
        if self.given.until:
            return (time.time() - self.began) / (self.given.until - self.began)
        return float(self.seen / self.given.examples)

    def _record(self) -> None:
        if self.step % 50 == 0:
            speed = (self.seen - self.marked[1]) / (time.time() - self.marked[0])
            self._log(loss=sum(self.losses) / len(self.losses), speed=speed)
            self.marked = time.time(), self.seen
            self.losses.clear()
        if self.saving.due():
            self.save()
        if self.validating.due():
            self.validate(self.given.sample)

    def validate(self, most: int) -> None:
        """Log the figures of about `most` questions of the held-out articles."""
        entries = json.loads((self.given.data / "validation.json").read_text())
        asked = [Asked(**entry) for entry in entries[:: max(1, len(entries) // most)]]
        tokenizer = load_tokenizer(self.given.tokenizer)
        self._log(**measure(torch_logits(self.reader), tokenizer, asked))

    def _log(self, **figures: float) -> None:
        line: dict[str, Any] = {"clock": datetime.now().strftime("%H:%M:%S")}
        line |= {"step": self.step, "seen": self.seen, "part": self.part}
        line |= {"progress": round(self.progress(), 4)}
        line |= {name: round(value, 4) for name, value in figures.items()}
        with (self.given.run / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


def work(number: int, given: argparse.Namespace, shared: Shared) -> None:
    """Run one process on one thread."""
    torch.set_num_threads(1)
    Trainer(number, given, shared).run()


def main() -> None:
    """Start the processes and wait for them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--reader", type=Path, help="an exported reader to go on from")
    parser.add_argument("--rate", type=float, default=2e-4, help="the highest learning rate")
    parser.add_argument("--examples", type=int, default=400_000)
    parser.add_argument("--until", type=lambda text: datetime.fromisoformat(text).timestamp())
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=240, help="seconds")
    parser.add_argument("--validate-every", type=float, default=600, help="seconds")
    parser.add_argument("--sample", type=int, default=800, help="questions of a validation")
    given = parser.parse_args()
    given.run.mkdir(parents=True, exist_ok=True)
    trained = sum(p.numel() for n, p in Reader().named_parameters() if n != "word.weight")
    shared = Shared(
        torch.zeros(2, given.processes, trained).share_memory_(),
        torch.zeros(2, dtype=torch.float64).share_memory_(),
        multiprocessing.get_context("fork").Barrier(given.processes),
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the others end too
    multiprocessing.start_processes(
        work, (given, shared), nprocs=given.processes, daemon=True, start_method="fork"
    )


if __name__ == "__main__":
    main()
