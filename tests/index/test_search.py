"""What a search finds: phrases, filters, titles and dates, the article's own language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest import ingest
from index.language import OTHER, language_of
from index.lexical import about, terms
from index.query import FilterError, parse_filter, parse_query
from index.store import Index

Corpus = Callable[[dict[str, str]], Path]
METADATA = """
["harbour.txt"]
title = "Harbour works"
publisher = "The Gazette"
date = "2021-03-04"
["mill.txt"]
title = "The old mill"
publisher = "The Herald of École"
date = "2022-11-30"
"""
DOCUMENTS = {
    "harbour.txt": "Workers dredged the basin. The mayor called it a great day for trade.",
    "mill.txt": "The wheel turned again. The mayor called it a day for great trade.",
    "notes.txt": "Notes on trade, great and small, without a date.",
    "metadata.toml": METADATA,
}


@pytest.fixture
def index(corpus: Corpus, tmp_path: Path) -> Index:
    """Return an index of three documents, two of them with a publisher and a date."""
    ingest(tmp_path / "index", corpus(DOCUMENTS))
    return Index(tmp_path / "index")


def found(index: Index, query: str, *filters: str) -> list[str]:
    """Return the articles a search gives, best first."""
    where = tuple(map(parse_filter, filters))
    return [p.chunk.article_id for p in index.search(query, where=where)]


def test_words_in_quotes_stand_there_exactly(index: Index) -> None:
    assert set(found(index, "a great day for trade")) == set(DOCUMENTS) - {"metadata.toml"}
    assert found(index, 'who called it "a great day"?') == ["harbour.txt"]
    assert found(index, "“A  GREAT day for trade.”") == ["harbour.txt"]
    assert found(index, '"great days"') == []  # the stems agree, the words do not
    assert found(index, '"old mill"') == ["mill.txt"]  # the title counts
    assert len(found(index, '"" trade "?"')) == 3


def test_a_long_question_need_not_find_what_it_quotes(index: Index) -> None:
    asked = 'What did the mayor call it in the report on the dredging of the basin, "a grand day"?'
    assert found(index, asked)[0] == "harbour.txt"
    assert found(index, '"a grand day"') == []


def test_bm25_is_known_of_what_only_the_vectors_found(index: Index) -> None:
    both = index.search("trade", 3)
    (first, *others) = index.search("trade", 1)
    known = {p.chunk.id: p.lexical for p in both}
    assert all(p.lexical == pytest.approx(known[p.chunk.id]) for p in (first, *others))
    assert all(known.values())


def test_filters_leave_only_what_meets_them(index: Index) -> None:
    assert found(index, "trade", "publisher=the gazette") == ["harbour.txt"]
    assert found(index, "trade", "date>=2022") == ["mill.txt"]
    assert found(index, "trade", "date<=2021") == ["harbour.txt"]  # to the end of the year
    assert found(index, "trade", "date=2022-11") == ["mill.txt"]
    assert found(index, "trade", "date>=2021", "publisher=the herald of École") == ["mill.txt"]
    both = found(index, "trade", "article=mill.txt", "article=notes.txt")
    assert set(both) == {"mill.txt", "notes.txt"}
    assert found(index, "trade", "publisher=nobody") == []
    assert found(index, "trade", "publisher=' OR 1=1 --") == []


def test_a_filter_of_many_chunks_asks_chroma(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.snapshot.FEW_CHUNKS", 0)
    assert found(index, "zebra", "date>=2022") == ["mill.txt"]


@pytest.mark.parametrize(
    "text", ["", "publisher", "publisher>=x", "colour=red", "date=", "date<2021", "date"]
)
def test_a_filter_that_means_nothing_is_said(text: str) -> None:
    with pytest.raises(FilterError, match="expected"):
        parse_filter(text)


def test_title_publisher_and_date_are_searched(index: Index) -> None:
    def lexical(query: str) -> list[str]:
        return [p.chunk.article_id for p in index.search(query) if p.lexical]

    assert lexical("harbour") == ["harbour.txt"]
    assert lexical("Herald") == ["mill.txt"]
    assert lexical("30 November") == ["mill.txt"]
    assert lexical("2021-03-04")[0] == "harbour.txt"


def test_a_date_is_searched_in_words_too() -> None:
    assert about("2021-01-06", "BBC") == "2021-01-06 6 January 2021 BBC"
    assert about("2021-01") == "2021-01  January 2021"
    assert about("yesterday") == "yesterday"
    assert about("2021-13-01", "") == "2021-13-01"


LANGUAGES = {
    "English": "The bridge was opened by the mayor and it has been in use for years.",
    "German": "Die Brücke wurde von dem Bürgermeister eröffnet und ist nicht mehr neu.",
    "French": "Le pont a été ouvert par le maire et il est dans un état qui ne dure pas.",
    "Spanish": "El puente fue abierto por el alcalde y se usa para los trenes de la ciudad.",
    "Russian": "Мост был открыт в городе и он не новый, но на нём много людей.",
    "Greek": "Η γέφυρα άνοιξε",
    "CJK": "橋は市長によって開かれた。",
    OTHER: "Most został otwarty przez burmistrza miasta, żółty jak słońce.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_told_by_its_commonest_words(language: str) -> None:
    assert language_of(LANGUAGES[language]) == language


@given(st.text())
def test_any_text_has_a_language_and_terms_in_it(text: str) -> None:
    assert isinstance(terms(text, language_of(text)), list)


def test_each_article_is_searched_by_the_stems_of_its_language(
    corpus: Corpus, tmp_path: Path
) -> None:
    documents = {f"{name}.txt": text for name, text in LANGUAGES.items()}
    documents["Häuser.txt"] = "Die Häuser der Stadt sind alt und nicht für den Verkehr gebaut."
    ingest(tmp_path / "index", corpus(documents))
    index = Index(tmp_path / "index")

    def lexical(query: str) -> list[str]:
        return [p.chunk.article_id for p in index.search(query) if p.lexical]

    assert lexical("Haus") == ["Häuser.txt"]
    assert lexical("opening bridges")[0] == "English.txt"
    assert lexical("市長") == ["CJK.txt"]
    assert lexical("мосты") == ["Russian.txt"]
    index.close()


@given(st.text())
def test_any_query_is_parsed(text: str) -> None:
    query = parse_query(text)
    assert query.met_by(" ".join(query.phrases))
