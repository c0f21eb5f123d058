"""Sentence boundaries with exact offsets, for news as it is written."""

import re

# A title never ends a sentence. The others do where a usual opener follows ("… at 5 p.m. The …").
TITLES = frozenset(
    "Mr Mrs Ms Mx Dr Prof Rep Reps Sen Sens Gov Govs Gen Lt Col Sgt Capt Cmdr Adm Maj Rev Hon "
    "Pres Ste Mt Ft Fr Messrs Supt Det Insp Cpl Pvt Amb Atty Asst Fig Nos Vol Dept asst assoc "
    "dept vs cf e.g i.e nos vol pp ca approx".split()
)
OTHERS = frozenset(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun "
    "Jr Sr St Inc Co Corp Ltd Bros Ave Blvd Rd Hwy Ph.D No Est inc etc al a.m p.m plc Ala Ariz Ark "
    "Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore "
    "Pa Penn Tenn Tex Va Vt Wash Wis Wyo".split()
)
OPENERS = frozenset(
    "the a an he she it they we i you this that these those there in on at for from with after "
    "before but and or so if when while as however meanwhile then his her its their our my by "
    "what who why how where which yes no not one some many most all both each to".split()
)
DATELINE = re.compile(r"\s*date \d{4}-\d\d-\d\d\s+(?=\S)", re.IGNORECASE)
# The look-behinds keep both linear on a megabyte of dots or spaces.
END = re.compile(r"(?<![.!?…])[.!?…]++(?:[\"'”’»)*_]|\[\d+\]|\])*+(?=\s)|[。！？]+[”’」』）]*")
BREAK = re.compile(r"(?<!\s)\s*\n\s*")
LIST_ITEM = re.compile(r"(?:[-*+•>#|]|\d+[.)])")
NUMBERED = re.compile(r"\s*\d{1,3}\.")  # "1." opens an item of a list
CREDIT = re.compile(
    r"\s*(?:(?:\([^()\n]{1,80}\)\s*)+|(?:Credit|Photo|Picture|Image)s?: [^.!?\n]{1,60})$"
)
SPEECH = re.compile(  # “Go!” Mr Smith told the crowd
    r"\s*(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|told|tells|asked|asks|added|shouted|yelled|cried"
    r"|replied|wrote|tweeted|exclaimed|chanted|called)\b"
)
WRAPPED = 50  # a line at least this long that ends without a stop is taken to run on


def sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence, in order, without the white space around it.

    Blank lines, headings, captions and list items end a sentence even without a stop; a row of a
    table between its outer pipes is one.
    Everything that is not white space is in exactly one sentence.
    """
    return [
        span
        for start, end in _blocks(text)
        for piece in _split(text, start, end)
        if (span := _strip(text, *piece))[0] < span[1]
    ]


def _blocks(text: str) -> list[tuple[int, int]]:
    """Cut at line breaks, except those in the middle of a wrapped sentence."""
    header = DATELINE.match(text)
    start = header.end() if header else 0
    blocks = [(0, start)] if header else []
    line = start
    for match in BREAK.finditer(text, start):
        if not _runs_on(text, line, match):
            blocks.append((start, match.start()))
            start = match.end()
        line = match.end()
    return [*blocks, (start, len(text))]


def _runs_on(text: str, line: int, match: re.Match[str]) -> bool:
    return (
        match.group().count("\n") == 1
        and match.start() - line >= WRAPPED
        and not _stops(text, line, match.start())
        and not LIST_ITEM.match(text, line)
        and not LIST_ITEM.match(text, match.end())
    )


def _stops(text: str, line: int, end: int) -> bool:
    """Tell whether a line ends in a stop that is not of a shortened word."""
    last = text[max(line, end - 30) : end]
    stopped = re.search(r"[.!?…:][\"'”’»)\]]*$", last)
    following = text[end : end + 100].lstrip()
    if stopped is None or not following:
        return stopped is not None
    return stopped.group() != "." or not _abbreviates(last[: stopped.start()], following)


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if text.startswith("|", start) and text[start:end].rstrip().endswith("|"):
        return [(start, end)]  # a row of a table
    pieces = []
    for match in END.finditer(text, start, end):
        if _is_boundary(text, start, match, end):
            pieces.append((start, match.end()))
            start = match.end()
    return [*pieces, (start, end)]


def _is_boundary(text: str, start: int, match: re.Match[str], end: int) -> bool:
    following = text[match.end() : min(end, match.end() + 100)].lstrip()
    if match.group()[0] in "。！？" or not following:
        return True
    if CREDIT.match(text, match.end(), end):
        return False
    if (
        match.group()[0] in "!?"
        and match.group()[-1] in "\"'”’»"
        and SPEECH.match(text, match.end(), end)
    ):
        return False
    first = following.lstrip("\"'“‘«([")[:1]
    if first.islower() or NUMBERED.fullmatch(text, start, match.end()):
        return False
    shortened = _abbreviates(text[max(start, match.start() - 30) : match.start()], following)
    return match.group()[0] != "." or not shortened


def _abbreviates(before: str, following: str) -> bool:
    """Tell whether the stop after `before` belongs to a shortened word."""
    found = re.search(r"[^\s(\[“\"'‘/]*$", before)
    word = found.group() if found else ""
    opener = re.match(r"\W*([A-Z]\w*)", following)
    opens = opener is not None and opener.group(1).lower() in OPENERS
    initials = re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", word)
    return word in TITLES or (not opens and (word in OTHERS or initials is not None))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
