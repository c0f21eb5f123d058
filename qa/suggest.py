"""Questions that an article can answer: written from its own sentences, kept if answered there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article
from index.sentence import sentences
from index.store import Index
from qa.ask import ask

LEAST_CONFIDENCE = 0.5  # the answer is also known: the sentence that the question was made from
LONGEST_SENTENCE = 300
MOST_ASKED = 12  # questions of one article, answered or not
DATE = (
    r"(?:in|on) (?:(?:[A-Z][a-z]+ )?\d{1,2},? |[A-Z][a-z]+ |early |late |mid-)?(?:of )?[12]\d{3}\b"
)
SUBJECT = (  # a name, or a noun phrase with an article; not a pronoun, not a clause
    r"(?P<subject>(?:(?:The|A|An) (?:[a-z-]+ ){0,3})?(?:[A-Z][\w’'.-]*)"
    r"(?: (?:of the|of|and|for|the|de)(?= [A-Z])| [A-Z\d][\w’'.-]*){0,5}"
    r"|The (?:[a-z-]+ ){0,2}[a-z-]+)"
)
PARTICIPLE = (
    r"(?P<verb>\w+ed|built|founded|born|written|made|held|sold|won|shot|begun|known|sent|led)"
)
NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){1,3}"
PERSON = (
    r"(?:president|mayor|minister|professor|author|writer|actor|singer|poet|painter|composer"
    r"|scientist|physicist|engineer|architect|lawyer|judge|senator|governor|leader|founder"
    r"|director|chair\w*|secretary|chief|head|officer|spokes\w+|king|queen|general|journalist"
    r"|editor|coach|player|teacher|artist|politician|representative|congress\w*|analyst)"
)
BASE = {
    "opened": "open", "closed": "close", "began": "begin", "started": "start", "ended": "end",
    "died": "die", "won": "win", "lost": "lose", "became": "become", "moved": "move",
    "joined": "join", "married": "marry", "left": "leave", "arrived": "arrive", "met": "meet",
    "signed": "sign", "launched": "launch", "published": "publish", "released": "release",
    "returned": "return", "retired": "retire", "resigned": "resign", "entered": "enter",
}  # fmt: skip
NOT_SUBJECTS = frozenset(
    "he she it they we you i this that these those there here who what which when where while "
    "after before since because although however but and or if in on at for from with as by his "
    "her its their our one some many most all both each another first last same other others "
    "such none nothing everyone no yes then meanwhile today yesterday earlier later".split()
)
PATTERNS = (
    (rf"{SUBJECT} (?P<was>was|were) {PARTICIPLE} by ", "Who {verb} {subject}?"),
    (rf"{SUBJECT} (?P<was>was|were) {PARTICIPLE}\b[^,;]{{0,60}} {DATE}",
     "When {was} {subject} {verb}?"),
    (rf"{SUBJECT} (?P<past>{'|'.join(BASE)})(?P<what>(?: [\w’'-]+){{0,5}}?) {DATE}",
     "When did {subject} {base}{what}?"),
    (rf"{SUBJECT} (?P<was>is|was|are|were) (?:located|based|situated|headquartered|born) in ",
     "Where {was} {subject}{born}?"),
    (rf"{SUBJECT} (?P<has>has|have|had) (?:about |over |nearly |more than )?"
     r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) "
     r"(?P<what>[a-z]+s)\b",
     "How many {what} {does} {subject} have?"),
    (rf"(?P<subject>{NAME}),? (?:(?:is|was),? )?(?:a|an|the) [^,;.]{{0,50}}"
     rf"\b{PERSON}\b", "Who {is_was} {subject}?"),
    (rf"In (?:[A-Z][a-z]+ )?[12]\d{{3}},? {SUBJECT} (?P<was>was|were) {PARTICIPLE}\b(?! by)",
     "When {was} {subject} {verb}?"),
    (rf"{SUBJECT} (?P<was>is|are) (?:a|an) ", "What {was} {subject}?"),
    (rf"(?P<subject>{NAME}) (?:said|announced|warned|argued|claimed|told|added) ",
     "What did {subject} say?"),
)  # fmt: skip
COMPILED = tuple((re.compile(pattern), question) for pattern, question in PATTERNS)


@dataclass(frozen=True)
class Suggestion:
    """A question that was asked and answered from `text[start:end]` of an article."""

    question: str
    article_id: str
    start: int
    end: int


def suggestions(article: Article, index: Index, most: int) -> list[Suggestion]:
    """Return up to `most` questions to which the index answers surely, out of this article.

    The question its metadata proposes comes first. Every one has been asked: it is left out if it
    is refused, unsure, or answered by other words than those it was made from.
    """
    found: list[Suggestion] = []
    for count, (question, start, end) in enumerate(_candidates(article)):
        if len(found) == most or count == MOST_ASKED:
            break
        answer = ask(question, index)
        cited = [c for c in answer.citations if c.article_id == article.id]
        there = [c for c in cited if start <= c.start < end or c.start <= start < c.end]
        if answer.confidence >= LEAST_CONFIDENCE and there and there[0].start not in _starts(found):
            found.append(Suggestion(question, article.id, there[0].start, there[0].end))
    return found


def written(sentence: str) -> str:
    """Return the question that a sentence answers by its form, or nothing."""
    for pattern, question in COMPILED:
        match = pattern.match(sentence)
        if match and _is_subject(match["subject"], named=question.startswith("What")):
            return question.format(**_words(match))
    return ""


def _candidates(article: Article) -> Iterator[tuple[str, int, int]]:
    proposed = article.metadata.get("question")
    if proposed:
        yield proposed, 0, len(article.text)
    asked = set()
    for start, end in sentences(article.text):
        if end - start > LONGEST_SENTENCE:
            continue
        question = written(" ".join(article.text[start:end].split()))
        if question and question not in asked:
            asked.add(question)
            yield question, start, end


def _is_subject(subject: str, *, named: bool) -> bool:
    """Tell whether a question may ask about it; `named`: only if a name is in it."""
    first, *rest = subject.split()
    known = first not in {"The", "A", "An"} or any(word[0].isupper() for word in rest)
    return len(subject) > 3 and first.lower() not in NOT_SUBJECTS and (known or not named)


def _words(match: re.Match[str]) -> dict[str, str]:
    """Return the pieces of a sentence as its question needs them."""
    said = {"was": "", "verb": "", "what": "", **match.groupdict()}
    subject = re.sub(r"^(The|A|An)(?= )", lambda m: m[1].lower(), said["subject"])
    many = re.search(r" and ", subject) or said.get("has") == "have"
    return said | {
        "subject": subject.rstrip(".") if subject.endswith("..") else subject,
        "base": BASE.get(said.get("past") or "", ""),
        "born": " born" if " born in " in match[0] else "",
        "does": "did" if said.get("has") == "had" else "do" if many else "does",
        "is_was": "was" if re.search(r" was\b", match[0]) else "is",
    }


def _starts(found: list[Suggestion]) -> set[int]:
    return {suggestion.start for suggestion in found}
