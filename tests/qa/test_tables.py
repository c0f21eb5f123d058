"""Tables: read with their headers, quoted as they stand."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.chunk import Chunk
from index.embedding import load_tokenizer
from index.ingest import ingest
from index.sentence import sentences
from index.store import Index, Passage
from qa.ask import ask, candidates
from qa.reader import LONGEST_PASSAGE, reader
from qa.tables import windows, with_header

RINGS = """# The oven

| Ring | Meaning |
|---|---|
| Blue, steady | Ready |
| Amber | Calibration due |
| Red, flashing | Too hot: switch off for 30 minutes |

Wipe it with a dry cloth once a week.
"""
OFFICES = """# Offices

Office | Address | Desks | Manager
:--|--:|:-:|---
Lisbon | Rua do Prisma 88 | 64 | Tiago Mendes
| Kraków | ul. Szklana 5 | 90 | Ola Wrona |
"""
STAFF = (
    "# Staff of the museum\n\n| Room | In charge | What it is used for |\n|---|---|---|\n"
    + "".join(
        f"| {room} | {name} | {'a room that is open to visitors of the house every day, ' * 2}|\n"
        for room, name in (
            *(
                ("Entrance hall", "Nora Feld"),
                ("Loading bay", "Tom Reyes"),
                ("Gallery", "Mina Sato"),
            ),
            *(("Silver room", "Owen Clark"), ("Kitchen", "Dora Quist"), ("Library", "Bert Olsen")),
            *(("Workshop", "Rolf Maas"), ("Archive", "Sami Koivu"), ("Cloakroom", "Ella Winter")),
        )
    )
)
CELL = st.text("ab Ł|-:.\\é\t", max_size=8)
LINE = st.one_of(
    st.lists(CELL, min_size=1, max_size=5).map(lambda cells: f"| {' | '.join(cells)} |"),
    st.lists(CELL, max_size=5).map("|".join),
    st.sampled_from(["|---|---|", "--|:-:", "", "Words. More words."]),
)
TEXTS = st.lists(LINE, max_size=12).map("\n".join)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "corpus").mkdir()
    for name, text in {"oven.md": RINGS, "offices.md": OFFICES, "staff.md": STAFF}.items():
        (folder / "corpus" / name).write_text(text, "utf-8", newline="")
    ingest(folder / "index", folder / "corpus")
    index = Index(folder / "index")
    yield index
    index.close()


def passage(text: str, header: str = "") -> Passage:
    """Return a passage of a text."""
    return Passage(Chunk("id", "a.md", 0, len(text), text), "Title", 1.0, 1, header=header)


def words(text: str, header: str = "") -> str:
    """Return what is read of a text, window by window."""
    found = windows(passage(text, header), encode, LONGEST_PASSAGE)
    return " / ".join(load_tokenizer().decode(pieces.ids) for pieces in found)


def encode(text: str):  # type: ignore[no-untyped-def]  # the tokenizers library has no types
    """Return the word pieces of a text."""
    return load_tokenizer().encode(text, add_special_tokens=False)


@pytest.mark.parametrize(
    ("question", "short", "row"),
    [
        (
            "What does a flashing red ring mean?",
            "Too hot: switch off for 30 minutes",
            "| Red, flashing | Too hot: switch off for 30 minutes |",
        ),
        (
            "Who is the manager in Lisbon?",
            "Tiago Mendes",
            "Lisbon | Rua do Prisma 88 | 64 | Tiago Mendes",
        ),
        (
            "How many desks does the Kraków office have?",
            "90",
            "| Kraków | ul. Szklana 5 | 90 | Ola Wrona |",
        ),
    ],
)
def test_a_cell_answers_and_its_row_is_quoted(
    question: str, short: str, row: str, index: Index
) -> None:
    answer = ask(question, index)
    assert answer.short == short
    assert answer.text.startswith(row)
    citation = answer.sentences[0].citations[0]
    article = index.article(citation.article_id)
    assert article is not None
    assert article.text[citation.start : citation.end] == citation.quote == row


def test_what_is_read_of_a_table_by_hand() -> None:
    assert words(RINGS) == (
        "# the oven ring : blue, steady ; blue, steady meaning : ready. ring : amber ; amber"
        " meaning : calibration due. ring : red, flashing ; red, flashing meaning : too hot :"
        " switch off for 30 minutes. wipe it with a dry cloth once a week."
    )
    uneven = "| | A |\n|-|-|\n| x \\| y | | z |\n| w"
    assert words(uneven) == "x \\ | y ; x \\ | y z. w."
    assert (
        words("| a | b |\n| c | d |") == "| a | b | | c | d |"
    )  # nothing tells which row heads it


def test_a_table_begun_in_an_earlier_chunk_keeps_its_header(index: Index) -> None:
    found = [p for p in candidates("Who is in charge of the archive?", index) if p.header]
    assert found
    assert {p.header for p in found} == {"| Room | In charge | What it is used for |"}
    assert ask("Who is in charge of the archive?", index).short == "Sami Koivu"
    assert "in charge : ola" in words("| Hall | Ola |", "| Room | In charge |")


def test_the_header_is_looked_for_in_the_same_table_only(index: Index) -> None:
    article = index.article("oven.md")
    assert article is not None

    def headed(start: int) -> str:
        chunk = Chunk("id", "oven.md", start, len(article.text), article.text[start:])
        return with_header(Passage(chunk, "", 1.0, 1), index.article).header

    assert headed(RINGS.index("| Amber")) == headed(RINGS.index("|---")) == "| Ring | Meaning |"
    assert headed(RINGS.index("| Ring")) == headed(RINGS.index("Wipe")) == ""
    assert headed(RINGS.index("steady |")) == ""  # the middle of a row


def test_a_wide_table_is_read_to_its_end() -> None:
    rows = "".join(f"| {n} | {n + 1} | {n + 2} | {n + 3} |\n" for n in range(1000, 1040))
    text = f"| First | Second | Third | Fourth |\n|---|---|---|---|\n{rows}"
    found = windows(passage(text), encode, LONGEST_PASSAGE)
    assert len(found) > 1
    assert all(len(pieces.ids) <= LONGEST_PASSAGE for pieces in found)
    assert found[-1].offsets[-1][1] == len(text.rstrip("| \n"))
    (one,) = reader().read("What is the fourth of 1039?", [passage(text)])
    assert len(one.elsewhere) == 39  # every row has a reading


@pytest.mark.parametrize("text", ["The bridge opened in 1932. " * 120, "a | b", "\n \n", "||"])
def test_a_passage_without_a_table_is_read_as_it_stands(text: str) -> None:
    found = windows(passage(text), encode, LONGEST_PASSAGE)
    ids = encode(text).ids[:LONGEST_PASSAGE]
    assert [pieces.ids for pieces in found] == ([ids] if ids else [])
    for pieces in found:
        assert pieces.own == list(range(len(ids)))
        assert pieces.offsets == encode(text).offsets[:LONGEST_PASSAGE]
        assert set(pieces.part_of) == {0}


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.one_of(st.just(""), LINE))
@example("| Łé | b |\n|-|-|\n| aé Ł | b\\|a |\nab\n| a | b |\n|-|-|", "")
def test_what_may_be_in_a_span_stands_in_the_text(text: str, header: str) -> None:
    plain = encode(text)
    known = set(zip(plain.ids, plain.offsets, strict=True))
    for pieces in windows(passage(text, header), encode, 30):
        assert len(pieces.ids) <= 30
        assert pieces.own == sorted(set(pieces.own))
        own = [pieces.ids[at] for at in pieces.own]
        assert set(zip(own, pieces.offsets, strict=True)) <= known
        assert pieces.offsets == sorted(set(pieces.offsets))
        assert pieces.part_of == sorted(pieces.part_of)
        assert len(pieces.part_of) == len(own)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text("ab Ł.-", max_size=8), min_size=2, max_size=4), max_size=8))
def test_a_span_stays_in_a_cell(rows: list[list[str]]) -> None:
    text = "| A | B |\n|---|---|\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    for found in reader().read("What is a?", [passage(text)]):
        for reading in (found, *found.elsewhere):
            assert reading.sentence in sentences(text)
            assert "|" not in reading.text
            assert text[slice(*reading.span)] == reading.text != ""


def test_a_row_is_one_sentence() -> None:
    row = "| E02 | The lamp is loose. Replace it. |"
    assert sentences(f"{row}\nIt rained.") == [(0, len(row)), (len(row) + 1, len(row) + 11)]
    assert len(sentences("|x| is below 1. It is positive.")) == 2
