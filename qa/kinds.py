"""What sort of answer a question asks for, told by its words."""

import re

BE = "is|are|was|were"
DO = "do|does|did|has|have|had|can|could|will|would|should"
OPENING = r"^\W*(?:(?:and|but|so|then|also|well)\b\W*)?"
YES_OR_NO = re.compile(  # the evidence answers these; a span of it would be no answer
    OPENING + rf"({BE}|{DO}|may|might"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|would|should|wo|ca)n['’]t)\b"
    r"(?!.*\b(or|you tell me|know)\b)",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    OPENING + r"(?:why|how come|for what reasons?|on what grounds"
    r"|how (?:did|do|does|was|were|is|are|has|have|had|can|could|will|would|should)"
    r"|what (?:else )?(?:happened|happens|led to|caused|came of)"
    r"|what (?:is|was) (?:known|said|reported) "
    r"|what (?:\w+ )?(?:are|were) (?:the|some|his|her|its|their)"
    r"|(?:what|which) (?:\w+ )?(?:reasons|causes|consequences|effects|changes|measures)"
    r"|(?:what|how) (?:did|do|does|has|have|had|would) .*\b(?:say|said|tell|told|think|claim"
    r"|claimed|argue|argued|react|reacted|respond|responded|explain|explained|warn|promise"
    r"|demand|happen|happened|done|do)\b"
    r"|who (?:all|else|are|were)\b|whom? (?:also )?(?:(?:has|have|had) )?(?:objected|opposed"
    r"|criticis|criticiz|supported|protested|spoke|attended|condemned|voted|complained|called for"
    r"|welcomed|praised|endorsed|resigned|signed|joined|denied|blamed|died|helped|responded"
    r"|reacted|object|oppose|support))",
    re.IGNORECASE,
)
SPEAKER = re.compile(
    r"\b(?:did|do|does|has|have|had)\s+(?:the\s+)?(?:\S+\s+){0,4}?(\S+)\s+(?:say|said|tell|told|argue"
    r"|argued|warn|promise|explain|respond|react|think|claim)",
    re.IGNORECASE,
)


def is_yes_or_no(question: str) -> bool:
    """Tell whether "yes" or "no" may answer it."""
    return YES_OR_NO.match(question) is not None


def wants_several(question: str) -> bool:
    """Tell whether it asks why, how, what happened, what was said or who all did a thing."""
    return SEVERAL.match(question) is not None


def asks_who(question: str) -> bool:
    """Tell whether it asks for persons."""
    return re.match(OPENING + r"whom?\b", question, re.IGNORECASE) is not None


def asks_what_happened(question: str) -> bool:
    """Tell whether it asks for a story."""
    return re.match(OPENING + r"what (?:else )?happen", question, re.IGNORECASE) is not None


def speaker_asked_for(question: str) -> str:
    """Return the last name of whom it asks for words of, or nothing."""
    found = SPEAKER.search(question)
    return found.group(1) if found else ""
