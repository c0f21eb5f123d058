"""Numbers and names as they are written, in a form in which they can be compared."""

import re
import unicodedata

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
SCALES = "dozen hundred thousand million billion trillion percent half quarter double".split()
SAME = {"twice": "2", "%": "percent", "thrice": "3", "both": "2", "hundreds": "hundred"} | {
    "thousands": "thousand",
    "millions": "million",
    "billions": "billion",
    "ninety": "90",
}
VALUES = {
    **{word: str(value) for value, word in enumerate(ONES) if value > 1},  # "one" is a pronoun too
    **{word: str(10 * value) for value, word in enumerate(TENS, 2)},
    **{word: f"{value}th" for value, word in enumerate(ORDINALS)},  # "3-1" is no first time
    **{word: word for word in SCALES},
    **SAME,
}
TOKEN = re.compile(r"\d[\d,.:]*|[^\W\d_]\w*(?:['’-][^\W\d_]+)*|%")
RANGE = re.compile(r"\b(\d+) ?[-–] ?(\d+)\b")
EQUALS = (
    (re.compile(r"\bhalf a million\b"), "500,000"),
    (re.compile(r"\ba quarter of a million\b"), "250,000"),
    (re.compile(r"\ba decade\b"), "ten years"),
    (re.compile(r"\ba dozen\b"), "twelve"),
    (re.compile(r"\ba fortnight\b"), "two weeks"),
    (re.compile(r"\bevery (?:twelve|12) months\b"), "every year"),
    (re.compile(r"\bonce a (day|week|month|year)\b"), r"every \1"),
)
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president vice senator sen representative "
    "rep congressman congresswoman governor gov mayor minister judge captain king queen prince "
    "pope chancellor secretary general colonel officer chief director the "
    "councillor councilwoman councilman commissioner inspector sergeant detective constable "
    "lieutenant major admiral bishop cardinal reverend ambassador coach referee engineer".split()
)
OPENERS = frozenset(
    "yes having being a an the this that these those there here it its he his she her they their "
    "them we our i my you your who what which when where why how while although though because "
    "since if unless as "
    "and but or nor so yet both either neither not no none nobody nothing never all any each every "
    "some many most few several more less much such other another same in on at by for from with "
    "without of to into onto over under after before during until till between among against about "
    "according despite however meanwhile later then also only even just about around nearly almost "
    "today yesterday according overall additionally furthermore finally instead still is are was "
    "were do does did has have had can could will would should may might must".split()
)


def evened(text: str) -> str:
    """Return the text with one wording for amounts that have two: a decade is ten years."""
    for pattern, wording in EQUALS:
        text = pattern.sub(wording, text)
    return text


def numbers(text: str) -> list[str]:
    """Return the numbers of a text in order, digits without separators, words as digits.

    A score or a range counts beside its numbers: "6-3" is 6, 3, and 6-3.
    """
    found = [f"{one}-{other}" for one, other in RANGE.findall(text)]
    for token in TOKEN.findall(text):
        if token[0].isdigit():
            found.append(token.replace(",", "").rstrip(".:"))
            continue
        for part in token.lower().split("-"):
            if value := VALUES.get(part):
                found.append(value)
    return found


def names(text: str) -> list[str]:
    """Return the words that are written as names, folded, in order, without titles.

    A capital at the start of the text counts unless the word is one that opens sentences.
    """
    tokens = [(m.start(), m[0]) for m in TOKEN.finditer(text)]
    found = []
    for at, token in tokens:
        word = fold(token)
        if not token[0].isupper() or word in TITLES or word in VALUES:
            continue
        if at == tokens[0][0] and (word in OPENERS or _orders(text[at + len(token) :])):
            continue
        found.append(word)
    return found


def _orders(rest: str) -> bool:
    """Tell whether what follows the first word makes it an order: "Turn off the printer"."""
    return re.match(r" (?:the|a|an|your|any|each|all|off|out|up|down)\b", rest) is not None


def fold(word: str) -> str:
    """Return a word in lower case without accents and possessive."""
    bare = unicodedata.normalize("NFKD", word)
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()
    return re.sub(r"['’]s?$", "", plain)
