"""A model's quote to the exact words of a source, or to nothing."""

import re
from bisect import bisect_right

from rapidfuzz import fuzz

from index.sentence import sentences

LIKENESS = 88.0  # of 100: a letter here and there, not another word of weight
SHORTEST = 12  # letters: less stands everywhere
ALIKE = str.maketrans("“”„«»‘’‚`´–—−‐‑\u00a0\t\n\r", '"""""' + "'''''" + "-----" + "    ")


def align(quote: str, text: str) -> tuple[int, int] | None:
    """Return where whole sentences of `text` hold the quote, as (start, end), or None.

    A near miss (fuzz.partial_ratio of at least LIKENESS) counts: what is cited is the source's
    words, not the quote's. The range is widened to whole sentences, so that no quote can leave
    out the "not" beside it.
    """
    wanted = _plain(quote).strip(" .\"'…[]()")
    if sum(map(str.isalnum, wanted)) < SHORTEST:
        return None
    place = _exact(wanted, _plain(text)) or _near(wanted, _plain(text))
    return _widened(place, text) if place else None


def _plain(text: str) -> str:
    """Return the text in lower case with plain quotes, dashes and blanks, as long as it was."""
    lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(ALIKE)


def _exact(wanted: str, text: str) -> tuple[int, int] | None:
    found = re.search(r" +".join(map(re.escape, wanted.split())), text)
    return found.span() if found else None


def _near(wanted: str, text: str) -> tuple[int, int] | None:
    found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=LIKENESS)
    if found is None or len(text) < len(wanted) * 0.8:
        return None
    return found.dest_start, found.dest_end


def _widened(place: tuple[int, int], text: str) -> tuple[int, int] | None:
    spans = sentences(text)
    starts = [start for start, _ in spans]
    low = max(0, bisect_right(starts, place[0]) - 1)
    high = max(low, bisect_right(starts, place[1] - 1) - 1)
    return spans[low][0], spans[high][1]
