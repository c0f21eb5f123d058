"""What a run was made of: digests of corpus, index, models and questions, and versions."""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import index
import qa
from evals.case import Case
from index.chunk import split_article
from index.store import Index

LIBRARIES = ("footnote-qa", "chromadb", "numpy", "onnxruntime", "tantivy", "tokenizers")
INSTRUCTIONS = ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "amx_int8", "asimddp", "i8mm")


@dataclass(frozen=True)
class Stamp:
    """Digests are the first 16 hex digits of SHA-256; `models` and `versions` by name."""

    corpus: str
    index: str
    questions: str
    models: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    processor: str


def stamp(cases: Sequence[Case], opened: Index) -> Stamp:
    """Return the stamp of a run of these cases on an index."""
    articles = opened.articles()
    chunks = ((c.id, c.start, c.end) for article in articles for c in split_article(article))
    return Stamp(
        corpus=_digest((a.id, a.title, a.sha256) for a in articles),
        index=_digest(chunks),
        questions=_digest(asdict(case) for case in cases),
        models=tuple(models()),
        versions=(("python", platform.python_version()), *((n, _version(n)) for n in LIBRARIES)),
        processor=processor(),
    )


def processor() -> str:
    """Return the kind of processor, and those of its instructions that int8 results depend on."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").lower().splitlines()
    except OSError:
        lines = []
    flags = next(
        (set(line.split()) for line in lines if line.startswith(("flags", "features"))), set()
    )
    return " ".join((platform.machine(), sys.platform, *(i for i in INSTRUCTIONS if i in flags)))


def models() -> Iterable[tuple[str, str]]:
    """Yield name and digest of every model file and card that ships."""
    for package in (index, qa):
        folder = Path(str(package.__file__)).parent / "models"
        for path in sorted([*folder.glob("*.onnx"), *folder.glob("*.json")]):
            name = f"{folder.parent.name}/{path.name}"
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _digest(rows: Iterable[object]) -> str:
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(row, ensure_ascii=True, sort_keys=True).encode() + b"\n")
    return found.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
