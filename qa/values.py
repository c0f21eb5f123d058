"""Numbers, dates and names as short answers give them, so that two can be compared."""

import re
from dataclasses import dataclass

from qa.constraints import MONTHS, WEEKDAYS
from qa.support.figures import ONES, TENS

SPELT = {word: n for n, word in enumerate(ONES)} | {w: 10 * n for n, w in enumerate(TENS, 2)}
TIMES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0}
TIMES |= {"m": 1e6, "bn": 1e9, "k": 1e3, "trillion": 1e12}
CURRENCY = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "%": "percent"}
WORD = rf"(?:{'|'.join(TENS)})(?:-(?:{'|'.join(ONES[1:10])}))?|{'|'.join(ONES)}"
AMOUNT = re.compile(
    rf"(?P<sign>[$£€¥]?)(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{WORD})\b)"
    rf"[\s-]*(?P<times>(?:{'|'.join(TIMES)})\b)?\s*(?P<unit>%|[A-Za-z]+)?",
    re.IGNORECASE,
)
AT_LEAST = re.compile(r"\b(more than|over|at least|upwards of|above)\W*$", re.IGNORECASE)
AT_MOST = re.compile(
    r"\b(less than|fewer than|under|below|up to|at most|as many as)\W*$", re.IGNORECASE
)
ROUGHLY = re.compile(
    r"\b(about|around|some|nearly|almost|roughly|approximately|close to|an? estimated)\W*$", re.I
)
ROUGH = 0.1  # of the value
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b(?!s)")
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\b(?=,? (?:of )?(?:{'|'.join(MONTHS)}))"
                 rf"|(?<=[a-z] )(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)")  # fmt: skip
PLACES = (YEAR, MONTH, DAY, WEEKDAY)
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2})(?! *(?:million|billion|percent|%)))? *[ap]\.?m\b|"
                   r"\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """A number with its unit; the true one is from `least` to `most`."""

    value: float
    unit: str
    least: float
    most: float


def amount(span: str, sentence: str) -> Amount | None:
    """Return the one number of a span as it stands in its sentence; None if there are others."""
    at = sentence.find(span)
    found = [m for m in AMOUNT.finditer(sentence) if at <= m.start("number") < at + len(span)]
    if at < 0 or len(found) != 1:
        return None
    match = found[0]
    said = match["number"].lower()
    number = float(said.replace(",", "")) if said[0].isdigit() else float(_spelt(said))
    value = number * TIMES.get((match["times"] or "").lower(), 1.0)
    unit = (match["unit"] or "").lower()
    before = sentence[: match.start()]
    least, most = _bounds(before, value)
    return Amount(value, CURRENCY.get(match["sign"] or unit, unit.removesuffix("s")), least, most)


def _spelt(word: str) -> int:
    tens, _, ones = word.partition("-")
    return SPELT[tens] + SPELT.get(ones, 0)


def _bounds(before: str, value: float) -> tuple[float, float]:
    if AT_LEAST.search(before):
        return value, float("inf")
    if AT_MOST.search(before):
        return 0.0, value
    if ROUGHLY.search(before):
        return value * (1 - ROUGH), value * (1 + ROUGH)
    return value, value


def clock(span: str) -> int | None:
    """Return the one time of day that a text tells, in minutes since noon or midnight, or None."""
    found = {
        (60 * int(hour or other) + int(minute or minutes or 0)) % 720
        for hour, minute, other, minutes in CLOCK.findall(span)
    }
    return found.pop() if len(found) == 1 else None


def date(span: str) -> tuple[str, ...] | None:
    """Return year, month, day and weekday, "" where not told; None if any of them is told twice."""
    found = [[m.group(m.lastindex or 0) for m in place.finditer(span)] for place in PLACES]
    if any(len(set(values)) > 1 for values in found) or not any(found):
        return None
    return tuple(values[0] if values else "" for values in found)
