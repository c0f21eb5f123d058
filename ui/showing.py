"""An article as it is indexed: the text that citations point into."""

from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import CorpusError
from index.truth import Truth
from ui.escape import CONTROL


def find_article(folder: Path, article_id: str, address: str = "") -> Article:
    """Return an article of the index at `folder`. Raises CorpusError if it has none of that id."""
    with closing(Truth(folder, address)) as truth:
        found = truth.article(article_id)
        if found is None:
            near = get_close_matches(article_id, truth.article_ids(), 1, 0.0)
            raise CorpusError(
                f"an article of the index at {folder} expected, {article_id} found: "
                f"did you mean {near[0]}?"
            )
    return found


def article_text(article: Article, start: int, end: int | None) -> str:
    """Return `text[start:end]` for a terminal; control characters are left out."""
    return CONTROL.sub("", article.text[start:end])


def article_record(article: Article) -> dict[str, Any]:
    """Return the object that `footnote show --json` prints; offsets count code points.

    `pages` are the offsets at which the pages of a PDF begin.
    """
    return {
        "article": article.id,
        "title": article.title,
        "text": article.text,
        "metadata": article.metadata,
        "pages": article.pages,
    }
