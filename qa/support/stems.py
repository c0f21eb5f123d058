"""Content words by stem, with the irregular forms of English beside the stemmer's rules."""

import re
from functools import cache, lru_cache
from pathlib import Path

from index.lexical import terms

IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "lost:lose won:win beaten:beat beat:beat hit:hit cut:cut put:put set:set shut:shut "
        "hurt:hurt quit:quit spread:spread split:split bit:bite bitten:bite forgave:forgive "
        "forgiven:forgive fell:fall fallen:fall rose:rise risen:rise "
        "sold:sell bought:buy gave:give given:give went:go gone:go sent:send threw:throw "
        "thrown:throw left:leave held:hold met:meet built:build led:lead found:find paid:pay "
        "began:begin begun:begin became:become broke:break broken:break brought:bring "
        "caught:catch chose:choose chosen:choose drew:draw drawn:draw drove:drive driven:drive "
        "felt:feel fought:fight grew:grow grown:grow heard:hear knew:know known:know laid:lay "
        "meant:mean saw:see seen:see shot:shoot sat:sit slept:sleep spoke:speak spoken:speak "
        "spent:spend stood:stand stole:steal stolen:steal struck:strike swore:swear sworn:swear "
        "taught:teach thought:think understood:understand wore:wear worn:wear wrote:write "
        "written:write shown:show fled:flee hid:hide hidden:hide shook:shake sank:sink sunk:sink "
        "sang:sing sung:sing ran:run flew:fly flown:fly took:take taken:take came:come kept:keep "
        "said:say told:tell made:make got:get stuck:stick lent:lend dealt:deal fed:feed bred:breed "
        "rode:ride ridden:ride woke:wake sought:seek bound:bind wound:wind swept:sweep "
        "withdrew:withdraw withdrawn:withdraw overcame:overcome overthrew:overthrow "
        "overthrown:overthrow undertook:undertake undertaken:undertake underwent:undergo "
        "undergone:undergo forbade:forbid forbidden:forbid foresaw:foresee sprang:spring "
        "sprung:spring swam:swim swum:swim swung:swing tore:tear torn:tear wove:weave woven:weave "
        "froze:freeze frozen:freeze forgot:forget forgotten:forget dug:dig clung:cling blew:blow "
        "blown:blow bore:bear borne:bear bled:bleed arose:arise arisen:arise awoke:awake "
        "leapt:leap learnt:learn burnt:burn lit:light mistook:mistake misled:mislead rang:ring "
        "rebuilt:rebuild repaid:repay rewrote:rewrite rewritten:rewrite shone:shine shrank:shrink "
        "shrunk:shrink slid:slide spun:spin strove:strive upheld:uphold withheld:withhold "
        "withstood:withstand undid:undo undone:undo bent:bend done:do had:have hung:hang "
        "outbid:outbid overran:overrun cast:cast shed:shed thrust:thrust burst:burst "
        "overtook:overtake overtaken:overtake outgrew:outgrow sewn:sew sown:sow shorn:shear"
    ).split()
)
NOT_PAST = frozenset("need seed feed speed indeed hundred weed bed red deed breed exceed".split())
PLURAL = {"men": "man", "women": "woman", "children": "child", "people": "person"}
CONVERSE = {  # the verb for the other side, and what it and its doer follow
    "buy": ("sell", "from", "to"),
    "sell": ("buy", "to", "from"),
    "give": ("receiv", "to", "from"),
    "receiv": ("give", "from", "to"),
    "lend": ("borrow", "to", "from"),
    "borrow": ("lend", "from", "to"),
    "learn": ("teach", "from", "to"),
    "teach": ("learn", "to", "from"),
    "award": ("win", "to", "from"),
}
AUXILIARY = frozenset(
    "was were is are am be been being has have had do does did will would can could may might must "
    "should shall".split()
)
WORD = re.compile(r"[^\W_]+")


def stems(text: str) -> list[str]:
    """Return the stems of the content words in order; a number is none."""
    return [stem for word in WORD.findall(_bare(text)) if (stem := stem_of(word))]


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """Return the stem of a word, or "" if it carries no content or is a number."""
    lowered = word.lower()
    if lowered in AUXILIARY or lowered in STOPPED:
        return ""
    found = terms(IRREGULAR.get(lowered) or PLURAL.get(lowered) or lowered)
    return found[0] if found and found[0] not in STOPPED and not found[0].isdigit() else ""


def alike(stem: str) -> frozenset[str]:
    """Return the stems that may stand for one in a retelling, without it."""
    return _synonyms().get(stem, frozenset())


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    """Read synonyms.txt: on each line words that can stand for one another."""
    found: dict[str, frozenset[str]] = {}
    for line in (Path(__file__).parent / "synonyms.txt").read_text("utf-8").splitlines():
        group = frozenset(filter(None, map(stem_of, line.split())))
        for stem in group:
            found[stem] = found.get(stem, frozenset()) | group - {stem}
    return found


def is_past(word: str) -> bool:
    """Tell whether a word has the form of a verb in the past."""
    return word in IRREGULAR or (word.islower() and word.endswith("ed") and word not in NOT_PAST)


def _bare(text: str) -> str:
    return re.sub(r"['’]s\b|['’](?!\w)", "", text)


STOPPED = frozenset(
    "whose a an the and or but if of in on at to for from by with as into onto over under that "
    "this it its he she they his her their them him who whom which what when where why how not no "
    "nor but while although though because after before when since unless despite until during "
    "there here than then so such both all any each i you we me my your our us".split()
)
