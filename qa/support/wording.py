"""Are the words of a sentence those of its evidence? By stem, with synonyms, against opposites."""

from functools import cache

from qa.support.doers import deeds
from qa.support.stems import CONVERSE, alike, stem_of, stems

LIGHT = (  # what a retelling adds without a claim of its own
    "according although though because after before while during since until only also just say "
    "tell take come make give get become happen occur include state report note add earlier later "
    "ago involve yes "
    "nobody none better case area temperature match result company team money bill post owner "
    "person thing way time part amount total level place own several various other same thus "
    "current up out off about long few follow upon via among against between through across "
    "within toward however keep call now "
    "go cost use mean look have name too view reckon those someone somebody instead like count "
    "much fact elsewhere speak"
).split()
OPPOSITES = (
    "accept/reject/refuse/decline allow/ban/forbid/prohibit open/close/shut advance/retreat "
    "rise/fall/drop/decline increase/decrease/fall/drop/decline grow/shrink/fall "
    "gain/lose/loss profit/loss win/lose support/oppose back/oppose "
    "agree/disagree/refuse approve/reject/veto buy/sell arrive/leave/depart enter/leave/exit "
    "begin/end/finish/stop start/end/finish/stop succeed/fail pass/fail/reject "
    "live/die survive/die/kill save/kill rescue/kill arrest/release/free detain/release/free "
    "join/leave/quit appoint/dismiss/fire hire/fire/dismiss confirm/deny admit/deny "
    "include/exclude high/low higher/lower more/less/fewer most/least large/small larger/smaller "
    "first/last old/new north/south east/west male/female man/woman guilty/innocent "
    "acquit/convict legal/illegal able/unable build/demolish/destroy create/destroy attack/defend "
    "push/pull hot/cold strengthen/weaken raise/lower/cut expand/shrink/cut early/late"
)


def is_covered(sentence: str, evidence: str, question: str) -> bool:
    """Tell whether every content word stands in the evidence, or in the question if no verb."""
    light, own, asked = _light(), _told(evidence), frozenset(stems(question))
    wanted = frozenset(stems(sentence)) - light
    verbs = {deed.verb for deed in deeds(sentence)} - light - {""}  # what was done is the claim
    return bool(wanted & own) and verbs <= own and wanted <= own | asked


def _told(text: str) -> frozenset[str]:
    """Return the stems of a text and those that may stand for them."""
    said = frozenset(stems(text))
    conversed = (CONVERSE[stem][0] for stem in said & set(CONVERSE))
    return said.union(*map(alike, said), conversed)


def is_turned(sentence: str, evidence: str) -> bool:
    """Tell whether a word of the sentence stands in the evidence only as its opposite."""
    said, present = frozenset(stems(sentence)), frozenset(stems(evidence))
    return any(
        _opposites().get(word, frozenset()) & present - said for word in said - _told(evidence)
    )


@cache
def _light() -> frozenset[str]:
    return frozenset(filter(None, map(stem_of, LIGHT)))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in OPPOSITES.split():
        first, *others = group.split("/")
        for one, two in [(first, other) for other in others]:
            for here, there in ((one, two), (two, one)):
                found[stem_of(here)] = found.get(stem_of(here), frozenset()) | {stem_of(there)}
    return found
