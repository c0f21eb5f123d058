"""Text to vectors: the MiniLM that ships, and how any other embedding takes its place."""

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

MODELS = Path(__file__).parent / "models"
EMBEDDING_SHA256 = "967bfc6aca9e0cea6e49b2c45dd5046a3de5b068fa54875162d5794d2f91f88a"
TOKENIZER_SHA256 = "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"
REINSTALL = "run `git checkout -- index/models qa/models`, or install footnote-qa again"
LONGEST = 256  # word pieces; the model was trained with so many
AHEAD = 64  # texts that wait for a core

Vectors = NDArray[np.float32]


class Embedding(Protocol):
    """What the index needs of an embedding. `name` is kept with the index and has to match."""

    @property
    def name(self) -> str:
        """Return the identity: vectors of different names are never mixed."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text, float32 [dimension]."""

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector to search with."""


class MiniLM:
    """all-MiniLM-L6-v2 in ONNX int8, 384 dimensions. Raises ModelError if its file is damaged."""

    name = f"all-MiniLM-L6-v2-int8-{EMBEDDING_SHA256[:8]}"

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text.

        Each is embedded alone on one core, since int8 vectors depend on what shares their batch;
        all cores are used by embedding several at once.
        """
        ahead: deque[Future[Vectors]] = deque()
        for text in texts:
            ahead.append(workers().submit(self._vector, text))
            if len(ahead) > AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector to search with, which is that of the text."""
        return _query_vector(query)

    def _vector(self, text: str) -> Vectors:
        whole = load_tokenizer().encode(text).ids  # [CLS] … [SEP]
        ids = np.array([[*whole[: LONGEST - 1], *whole[LONGEST - 1 :][-1:]]], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Vectors = _session().run(None, feed)[0][0]
        return vector


@lru_cache(maxsize=64)
def _query_vector(query: str) -> Vectors:
    """Return the vector of a question, which the search and the reader's order both ask for."""
    vector: Vectors = MiniLM()._vector(query)
    vector.setflags(write=False)
    return vector


@cache
def workers() -> ThreadPoolExecutor:
    """Return the threads on which the models of this process run, one a core."""
    return ThreadPoolExecutor(_cores())


def load_session(path: Path, sha256: str) -> Any:
    """Return an onnxruntime session for a model whose bytes are checked first.

    It runs on the thread that calls it. Raises ModelError if the file is missing or is not the
    one that shipped.
    """
    import onnxruntime

    content = _checked(path, sha256)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


@cache
def _session() -> Any:
    return load_session(MODELS / "embedding.onnx", EMBEDDING_SHA256)


def _cores() -> int:
    """Count the cores this process may use, where the system tells or OMP_NUM_THREADS does.

    Ray says by the latter how many a worker was given.
    """
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdecimal() and int(told):
        return int(told)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def load_tokenizer() -> Any:
    """Return the one tokenizer that both models share: WordPiece, no padding, no truncation."""
    from tokenizers import Tokenizer

    return Tokenizer.from_buffer(_checked(MODELS / "tokenizer.json", TOKENIZER_SHA256))


def _checked(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"model {path} cannot be read ({error.strerror}): {REINSTALL}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ModelError(
            f"model {path} with sha256 {sha256[:12]}… expected, {found[:12]}… found: {REINSTALL}"
        )
    return content
