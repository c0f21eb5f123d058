"""Which questions the chat proposes: found in the background, remembered by article."""

from collections.abc import Sequence, Set
from threading import Lock, Thread

from index.article import Article
from index.errors import FootnoteError
from index.store import Index
from qa.answer import Answer
from qa.suggest import Suggestion, suggestions

MOST_STARTERS = 4
MOST_FOLLOW_UPS = 3
MOST_OF_ARTICLE = 5
MOST_SAMPLED = 12  # articles looked at for starters
MOST_KNOWN = 1_000  # articles


class Suggestions:
    """Questions that have been asked and answered, for any number of threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, list[Suggestion]] = {}
        self._lock = Lock()
        self._starters: tuple[str, ...] = ()
        self.complete = False

    def begin(self) -> None:
        """Look for starter questions in the background."""
        Thread(target=self._find_starters, name="suggestions", daemon=True).start()

    def starters(self) -> tuple[str, ...]:
        """Return the starter questions found so far, each out of another article if possible."""
        return self._starters

    def follow_ups(self, answer: Answer, asked: Set[str]) -> list[str]:
        """Return questions of the cited article, nearest first, that were neither asked nor
        are answered by what is cited already; nothing after a refusal.
        """
        if not answer.citations:
            return []
        cited = answer.citations[0]
        article = self._index.article(cited.article_id)
        if article is None:
            return []
        said = {(c.article_id, c.start) for c in answer.citations}
        fresh = [
            s
            for s in self._of(article)
            if s.question not in asked and (s.article_id, s.start) not in said
        ]
        fresh.sort(key=lambda s: abs(s.start - cited.start))
        return [s.question for s in fresh[:MOST_FOLLOW_UPS]]

    def _find_starters(self) -> None:
        try:
            articles = _spread(self._index.articles(), MOST_SAMPLED)
            for article in articles:
                self._add(self._of(article)[:1])
            for article in articles:
                self._add(self._of(article)[1:2])
        except FootnoteError:
            pass  # the next question will say what is wrong
        finally:
            self.complete = True

    def _add(self, found: Sequence[Suggestion]) -> None:
        questions = (*self._starters, *(s.question for s in found))
        self._starters = questions[:MOST_STARTERS]

    def _of(self, article: Article) -> list[Suggestion]:
        with self._lock:  # whoever comes second has the answer of the first
            if article.fingerprint not in self._known:
                found = suggestions(article, self._index, MOST_OF_ARTICLE)
                self._known[article.fingerprint] = found
                for old in list(self._known)[:-MOST_KNOWN]:
                    del self._known[old]
            return self._known[article.fingerprint]


def _spread(articles: Sequence[Article], most: int) -> Sequence[Article]:
    """Return at most so many, from all over the list."""
    step = max(1, -(-len(articles) // most))
    return articles[::step]
