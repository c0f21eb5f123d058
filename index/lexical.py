"""BM25 over the chunks, in tantivy: a cache built from truth."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from index.chunk import Chunk

TITLE_BOOST = 0.3
MOST_TERMS = 64
QUESTION_WORDS = (
    "what who whom whose which when where why how did do does done has have had was were been be "
    "is are am can could would should may might will shall i you he she we me my your his her its "
    "our from about say said tell there"
).split()


class Lexical:
    """A BM25 index of chunk texts and titles, English stems. Raises ValueError if damaged."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer("footnote", _analyzer())
        self._searcher = self._index.searcher()

    @staticmethod
    def build(folder: Path, chunks: Iterable[tuple[Chunk, str]]) -> None:
        """Write an index of (chunk, title) pairs into an empty folder."""
        import tantivy

        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer("footnote", _analyzer())
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for chunk, title in chunks:
            writer.add_document(tantivy.Document(id=chunk.id, text=chunk.text, title=title))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return at most k (chunk id, BM25 score), best first; those that share no term are out."""
        hits = self._searcher.search(self._query(query), k).hits
        found = [(self._searcher.doc(address)["id"][0], score) for score, address in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _query(self, query: str) -> Any:
        from tantivy import Occur, Query

        clauses = []
        for term in terms(query)[:MOST_TERMS]:
            in_title = Query.term_query(self._index.schema, "title", term)
            clauses.append((Occur.Should, Query.term_query(self._index.schema, "text", term)))
            clauses.append((Occur.Should, Query.boost_query(in_title, TITLE_BOOST)))
        return Query.boolean_query(clauses)


def terms(text: str) -> list[str]:
    """Return the distinct stems of a text in order, without stop words unless it has no others."""
    found = _analyzer(stop=True).analyze(text) or _analyzer().analyze(text)
    return list(dict.fromkeys(found))


@cache
def _analyzer(*, stop: bool = False) -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    if stop:
        builder = builder.filter(Filter.stopword("English"))
        builder = builder.filter(Filter.custom_stopword(QUESTION_WORDS))
    return builder.filter(Filter.stemmer("English")).build()


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="footnote")
    builder.add_text_field("title", tokenizer_name="footnote")
    return builder.build()
