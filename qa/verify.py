"""The rule: what is shown is tied to exact characters of a source, or it is not shown."""

from collections.abc import Callable
from dataclasses import replace

from index.article import Article
from qa.answer import Answer, Citation, Sentence
from qa.kinds import is_yes_or_no
from qa.support.check import unsupported
from qa.yes_no import word

ArticleOf = Callable[[str], Article | None]


def verify(answer: Answer, article_of: ArticleOf) -> Answer:
    """Drop every citation that is not exact, every sentence that no citation carries.

    An extracted sentence is carried by a citation whose quote is the sentence itself, a written
    one by quotes that bear it out (`qa.support.check`). The short answer goes unless it stands in a
    sentence that is left, or is the "yes" or "no" that it says (`qa.yes_no`). With nothing left it
    is the refusal.
    """
    asked = answer.trace.understood or answer.question
    kept = tuple(found for s in answer.sentences if (found := _verified(s, asked, article_of)))
    short = answer.short if any(_gives(answer.short, asked, s.text) for s in kept) else ""
    return replace(answer, sentences=kept, short=short)


def _gives(short: str, asked: str, sentence: str) -> bool:
    """Tell whether the short answer stands in the sentence, or is the word it says plainly."""
    if short in ("Yes", "No") and is_yes_or_no(asked):
        return word(asked, sentence) == short
    return short in sentence


def is_exact(citation: Citation, article: Article | None) -> bool:
    """Tell whether the quote is what stands at its place in the article as it is indexed now."""
    if article is None or not 0 <= citation.start < citation.end <= len(article.text):
        return False
    return article.text[citation.start : citation.end] == citation.quote


def _sourced(citation: Citation, article_of: ArticleOf) -> Citation | None:
    """Return an exact citation with what its article tells of itself, or None."""
    article = article_of(citation.article_id)
    if article is None or not is_exact(citation, article):
        return None
    return replace(citation, page=article.page(citation.start), metadata=article.metadata)


def _verified(sentence: Sentence, asked: str, article_of: ArticleOf) -> Sentence | None:
    exact = tuple(found for c in sentence.citations if (found := _sourced(c, article_of)))
    sentence = replace(sentence, says=sentence.says if sentence.says in sentence.text else "")
    if any(c.quote == sentence.text for c in exact):
        return replace(sentence, citations=exact)
    evidence = " ".join(c.quote for c in exact)
    borne_out = bool(exact) and not unsupported(sentence.text, evidence, asked)
    return replace(sentence, citations=exact) if borne_out else None
