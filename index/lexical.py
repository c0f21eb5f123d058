"""BM25 over the chunks, in tantivy: a cache built from truth."""

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.language import CJK, LANGUAGES, OTHER
from index.query import Query

FORM = 2  # of what is written: an index of another is built anew
ABOUT_BOOST = 1.5
MOST_TERMS = 64
ABOUT = "About"  # names and dates: stop words, but no stems
HEAP = 64_000_000  # bytes
WITHOUT_STOPS = ("Arabic", "Greek", "Romanian", "Tamil", "Turkish")  # tantivy has stems alone
MONTHS = (
    "January February March April May June July August September October November December"
).split()
QUESTION_WORDS = (
    "what who whom whose which when where why how did do does done has have had was were been be "
    "is are am can could would should may might will shall i you he she we me my your his her its "
    "our from about say said tell there"
).split()


@dataclass(frozen=True)
class Entry:
    """A chunk as it is searched: beside its text the title, date and publisher of its article."""

    id: str
    article_id: str
    language: str
    text: str
    title: str
    about: str


class Lexical:
    """A BM25 index of chunks, each with the stems of its article's language.

    It is searched in `languages` only. Without a folder it is held in memory. Raises ValueError
    if it is damaged.
    """

    def __init__(self, folder: Path | None, languages: Sequence[str]) -> None:
        import tantivy

        self.languages = tuple(languages)
        self._scratch: TemporaryDirectory[str] | None = None
        new = folder is None or not (folder / "meta.json").exists()
        path = {"path": str(folder)} if folder else {}
        self._index = tantivy.Index(_schema(), **path) if new else tantivy.Index.open(str(folder))
        for language in (*LANGUAGES, ABOUT):
            self._index.register_tokenizer(language, _analyzer(language))

    @classmethod
    def read(cls, folder: Path, languages: Sequence[str]) -> "Lexical":
        """Open a copy of a folder that is complete.

        tantivy maps its files into memory: one cut short by somebody would end the process. The
        copies may be written to even where the folder may not: tantivy locks them.
        """
        scratch = TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        for path in folder.iterdir():
            shutil.copyfile(path, Path(scratch.name, path.name))
        lexical = cls(Path(scratch.name), languages)
        lexical._scratch = scratch
        return lexical

    def update(self, gone: Iterable[str], entries: Iterable[Entry]) -> None:
        """Remove chunk ids and write entries, in place of those with the same id, in one commit."""
        import tantivy

        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for id_ in gone:
            writer.delete_documents_by_term("id", id_)
        for entry in entries:
            document = tantivy.Document(id=entry.id, article=entry.article_id, about=entry.about)
            document.add_text(f"text{entry.language}", _headed(entry))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(
        self, query: Query, k: int, articles: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most k (chunk id, BM25 score), best first; those that share no term are out.

        With `articles` only chunks of these are found. A phrase has to stand there, by its stems.
        """
        return self._best(query, k, "article", articles)

    def scores(self, query: Query, ids: Collection[str]) -> dict[str, float]:
        """Return the BM25 scores of those of the chunks that share a term with the query."""
        return dict(self._best(query, len(ids), "id", ids)) if ids else {}

    def _best(
        self, query: Query, k: int, field: str, among: Collection[str] | None
    ) -> list[tuple[str, float]]:
        searcher = self._index.searcher()
        hits = searcher.search(self._query(query, field, among), k, count=False).hits
        found = [(searcher.doc(address)["id"][0], score) for score, address in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def count(self) -> int:
        """Return the number of chunks."""
        return int(self._index.searcher().num_docs)

    def _query(self, query: Query, field: str, among: Collection[str] | None) -> Any:
        from tantivy import Occur
        from tantivy import Query as Clause

        schema = self._index.schema
        words = [clause for name in self.languages for clause in self._words(name, query.text)]
        words += [
            Clause.boost_query(Clause.term_query(schema, "about", term), ABOUT_BOOST)
            for term in terms(query.text, ABOUT)[:MOST_TERMS]
        ]
        clauses = [(Occur.Must, _any(words))]
        for phrase in query.phrases:
            places = [place for name in self.languages for place in self._places(name, phrase)]
            clauses.append((Occur.Must, _any(places)))
        if among is not None:
            inside = Clause.term_set_query(schema, field, list(among))
            clauses.append((Occur.Must, Clause.const_score_query(inside, 0.0)))
        return Clause.boolean_query(clauses) if clauses[1:] else clauses[0][1]

    def _words(self, language: str, text: str) -> list[Any]:
        from tantivy import Query as Clause

        schema, found = self._index.schema, terms(text, language)[:MOST_TERMS]
        return [Clause.term_query(schema, f"text{language}", term) for term in found]

    def _places(self, language: str, phrase: str) -> list[Any]:
        from tantivy import Query as Clause

        stems, field = _analyzer(language).analyze(phrase), f"text{language}"
        if len(stems) < 2:
            return [Clause.term_query(self._index.schema, field, stem) for stem in stems]
        return [Clause.phrase_query(self._index.schema, field, stems)]


def _headed(entry: Entry) -> str:
    """Return the text below its title: one field counts a word once that stands in both."""
    return entry.text if entry.text.startswith(entry.title) else f"{entry.title}\n{entry.text}"


def _any(clauses: Iterable[Any]) -> Any:
    from tantivy import Occur
    from tantivy import Query as Clause

    return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])


def terms(text: str, language: str = "English") -> list[str]:
    """Return the distinct stems of a text in order, without stop words unless it has no others."""
    found = _analyzer(language, stop=True).analyze(text) or _analyzer(language).analyze(text)
    return list(dict.fromkeys(found))


def about(date: str, *others: str) -> str:
    """Return what is searched of an article beside title and text: its date in words too."""
    year, month, day = (*date[:10].split("-"), "", "")[:3]
    named = ""
    if month.isdigit() and 1 <= int(month) <= 12:
        named = f"{int(day) if day.isdigit() else ''} {MONTHS[int(month) - 1]} {year}"
    return " ".join(filter(None, (date, named, *others)))


@cache
def _analyzer(language: str, *, stop: bool = False) -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    pairs = language == CJK
    builder = TextAnalyzerBuilder(Tokenizer.ngram(1, 2) if pairs else Tokenizer.simple())
    builder = builder.filter(Filter.remove_long(60)).filter(Filter.lowercase())
    if pairs:
        return builder.build()
    if language == "English":  # its stems have no accents
        builder = builder.filter(Filter.ascii_fold())
    if stop and language not in {*WITHOUT_STOPS, OTHER}:
        builder = builder.filter(Filter.stopword("English" if language == ABOUT else language))
    if stop and language in {"English", ABOUT}:
        builder = builder.filter(Filter.custom_stopword(QUESTION_WORDS))
    if language not in {OTHER, ABOUT}:
        builder = builder.filter(Filter.stemmer(language))
    return builder.filter(Filter.ascii_fold()).build()


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("about", tokenizer_name=ABOUT)
    for language in LANGUAGES:
        builder.add_text_field(f"text{language}", tokenizer_name=language)
    return builder.build()
