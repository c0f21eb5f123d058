"""What a language model replied, as claims: a sentence, the passage it names, a quote."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from index.sentence import sentences

OBJECT = re.compile(r'\{(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+\}', re.DOTALL)
FIELD = r'"{0}"\s*:\s*("(?:[^"\\]++|\\.)*+"|-?\d+)'
MARKER = re.compile(r"\[\s*(?:passage\s*)?(\d{1,2})(?:\s*,\s*\d{1,2})*\s*\]", re.IGNORECASE)
QUOTED = re.compile(r"[“\"«]([^”\"»]{12,})[”\"»]")
THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
SENTENCE_KEYS = ("sentence", "text", "claim", "answer")
QUOTE_KEYS = ("quote", "evidence", "words")
PASSAGE_KEYS = ("passage", "source", "number", "id")


@dataclass(frozen=True)
class Claim:
    """A sentence with the number of the passage it names (0: none) and a quote ("": none)."""

    text: str
    passage: int
    quote: str


def claims(deltas: Iterable[str]) -> Iterator[Claim]:
    """Yield the claims of a reply as soon as each is whole.

    JSON objects are taken as they close. What is left at the end is looked through for objects
    in objects, for one that was cut off, and, if nothing was JSON, for prose with markers.
    """
    reply, read, found = "", 0, False
    for delta in deltas:
        reply += delta
        if "}" not in delta:
            continue
        for match in OBJECT.finditer(reply, read):
            read = match.end()
            for claim in _of_object(_loaded(match[0])):
                found = True
                yield claim
    if not found:
        yield from _salvaged(THOUGHT.sub("", reply))
    else:
        yield from _cut_off(reply[read:])


def _of_object(value: Any) -> Iterator[Claim]:
    """Yield the claims of a JSON value, however deep they lie."""
    if isinstance(value, list):
        for part in value:
            yield from _of_object(part)
    if not isinstance(value, dict):
        return
    text = _first(value, SENTENCE_KEYS)
    inner = [part for part in value.values() if isinstance(part, list | dict)]
    if not isinstance(text, str):
        for part in inner:
            yield from _of_object(part)
        return
    cited = next((p for part in inner for p in _objects(part) if _first(p, QUOTE_KEYS)), value)
    quote = _first(cited, QUOTE_KEYS)
    yield Claim(text, _number(_first(cited, PASSAGE_KEYS)), quote if isinstance(quote, str) else "")


def _objects(value: Any) -> list[dict[str, Any]]:
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, dict)]


def _salvaged(reply: str) -> Iterator[Claim]:
    begin = min((at for mark in "[{" if (at := reply.find(mark)) >= 0), default=-1)
    whole = (
        _loaded(reply[begin : max(reply.rfind("}"), reply.rfind("]")) + 1]) if begin >= 0 else None
    )
    held = list(_of_object(whole)) or list(_cut_off(reply))
    yield from held or _of_prose(reply)


def _cut_off(text: str) -> Iterator[Claim]:
    """Yield the claim of an object that has no end, if its sentence and its quote are whole."""
    fields = {
        name: _loaded(match[1])
        for name in ("sentence", "passage", "quote")
        if (match := re.search(FIELD.format(name), text))
    }
    if isinstance(fields.get("sentence"), str) and isinstance(fields.get("quote"), str):
        yield Claim(fields["sentence"], _number(fields.get("passage")), fields["quote"])


def _of_prose(reply: str) -> Iterator[Claim]:
    """Yield the sentences of prose; a marker names the passage, quotation marks hold the quote."""
    if OBJECT.search(reply):
        return
    for start, end in sentences(MARKER.sub(lambda m: f" {m[0]}", reply)):
        piece = MARKER.sub(lambda m: f" {m[0]}", reply)[start:end]
        marker, quoted = MARKER.search(piece), QUOTED.search(piece)
        bare = " ".join(QUOTED.sub("", MARKER.sub("", piece)).split())
        text = bare if len(bare.split()) > 2 else " ".join(MARKER.sub("", piece).split())
        if marker or quoted:
            text = re.sub(r"\s+(?=[.,;:!?])", "", text)
            yield Claim(text, int(marker[1]) if marker else 0, quoted[1] if quoted else "")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _first(value: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((value[key] for key in keys if value.get(key)), None)


def _number(value: Any) -> int:
    """Return the number of a passage as models write it: 2, "2", "[2]", "passage 2", [2]."""
    found = re.search(r"\d{1,3}", str(value)) if value is not None else None
    return int(found[0]) if found else 0
