"""The first corpus, byte for byte."""

import hashlib
from pathlib import Path

from index.article import Article
from index.corpus import read_articles

SEEDS = Path(__file__).parent.parent / "seeds"
SHA256 = {
    "000_399332cef55f8cf9.txt": "f1278cc49161ff1f88c5ae30218f3bfc2b0650003cc5cfebc5b72cb829d76078",
    "001_2552add6c2b4445d.txt": "9e2317ced5f6f4660c2aea89c9f13f951ea8c2c68590f0a44fbbce3f7713cfa2",
    "002_66288153191f0ef7.txt": "b191918aeb161b9fb10cbfefa1d793ef903fe6329ab8dc5bc703864a7dc52f33",
}


def test_the_articles_are_as_they_came() -> None:
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in SEEDS.glob("*.txt")}
    assert found == SHA256


def test_titles_and_publishers_stand_in_the_articles() -> None:
    articles = list(read_articles(SEEDS))
    assert len(articles) == 3
    for article in articles:
        assert isinstance(article, Article)
        assert article.title in article.text
        assert article.metadata.get("publisher", "") in article.text
        assert article.metadata.get("date", "") in article.text
