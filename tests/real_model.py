"""Ask a real model server once: `transformers serve` with a tiny model that is made on the spot.

    .venv/bin/python tests/real_model.py training/.venv/bin/python

The interpreter that is named needs torch and `transformers[serving]`. The model, two layers and
64 wide, learns by heart to reply one true and one false claim; Footnote has to show the one and
drop the other. Not part of `make test`.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from index.ingest import ingest
from index.store import Index
from qa.answer import Answer
from qa.ask import ask
from qa.writing.allowance import Allowance
from qa.writing.connection import connect
from qa.writing.writer import Writer

FERRY = "The council of Lindau sold the old ferry in 1998. Mayor Ruth Okafor opposed the sale."
QUESTION = "Who opposed the sale of the ferry?"
REPLY = (
    '{"sentence": "Mayor Ruth Okafor opposed the sale.", "passage": 1, '
    '"quote": "Mayor Ruth Okafor opposed the sale"}\n'
    '{"sentence": "The council of Lindau sold the old ferry in 1989.", "passage": 1, '
    '"quote": "The council of Lindau sold the old ferry in 1998."}'
)
MAKE = """
import random, sys, torch
from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
folder, reply = sys.argv[1], sys.argv[2]
torch.manual_seed(1); random.seed(1)
bpe = Tokenizer(models.BPE())
bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
bpe.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<s>", "</s>", "<reply>"],
                              initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
bpe.train_from_iterator([reply], trainer)
tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, bos_token="<s>", eos_token="</s>",
                                    pad_token="</s>")
tokenizer.chat_template = (
    "{% for m in messages %}{{ m['content'][-40:] }}{% endfor %}<reply>")
config = LlamaConfig(vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128,
    num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=1024,
    bos_token_id=0, eos_token_id=1, pad_token_id=1)
model = LlamaForCausalLM(config)
optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
answer = tokenizer.encode("<reply>" + reply, add_special_tokens=False) + [1]
for step in range(600):
    noise = [random.randrange(3, len(tokenizer)) for _ in range(random.randrange(5, 120))]
    ids = torch.tensor([noise + answer])
    labels = torch.tensor([[-100] * (len(noise) + 1) + answer[1:]])
    loss = model(input_ids=ids, labels=labels).loss
    loss.backward(); optimizer.step(); optimizer.zero_grad()
    if float(loss) < 0.003: break
print("learnt by heart, loss", round(float(loss), 4), "after", step + 1, "steps")
model.save_pretrained(folder); tokenizer.save_pretrained(folder)
"""


def main() -> None:
    """Make, serve, ask, and exit 1 unless just the true claim is shown."""
    python = sys.argv[1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([python, "-c", MAKE, str(folder / "model"), REPLY], check=True)
        answer = _answer(python, folder)
    print(answer.text)
    print("dropped:", [(d.text, d.reason) for d in answer.trace.dropped])
    shown = [s.text for s in answer.sentences]
    sys.exit(0 if shown == [json.loads(REPLY.split("\n", maxsplit=1)[0])["sentence"]] else 1)


def _answer(python: str, folder: Path) -> Answer:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.txt").write_text(FERRY)
    ingest(folder / "index", folder / "corpus")
    model, port = str(folder / "model"), _free_port()
    command = [python, "-m", "transformers.cli.transformers", "serve", model]
    command += ["--device", "cpu", "--port", str(port), "--host", "127.0.0.1"]
    server = subprocess.Popen(command)
    try:
        url = f"http://127.0.0.1:{port}/v1"
        _wait_for(url)
        writer = Writer(connect(url, model), "made on the spot", Allowance(), 120.0)
        return ask(QUESTION, Index(folder / "index"), writer=writer)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{url}/models", timeout=2)
        except httpx.HTTPError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(f"a server at {url} expected within 300 s")


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


if __name__ == "__main__":
    main()
