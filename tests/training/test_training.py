"""What training rests on: measures with values worked by hand, and examples that are what they say.

Training itself needs torch and hours, and is not run here.
"""

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from corpus import build, questions, read_squad, texts
from examples import MISSED, NEAR, REMOVED, SWAPPED, Corpus, negative, positive
from fitting import calibration_error, fit, fit_order, risk_at, threshold
from held_out import gut
from measures import auroc, best_threshold, exact, f1
from nearmiss import Around, near_miss, opposed, put_synonyms
from pairs import holds
from questions import pool_of
from wordings import reword
from wordnet import KINDS, WordNet
from written import FOLDER, Written, read_written

BRIDGE = (
    "The Harbour Bridge opened in 1932. It was designed by John Bradfield, an engineer of Sydney."
    " Painters need ten years to paint the bridge once."
)
FERRY = "The first ferry crossed the harbour in 1861. Its owner was Ann Lee, a widow from Leeds."


# WordNet's files, as wndb(5WN) describes them, with eight words
WORDNET = {
    "data.adj": "00000010 00 a 01 large 0 001 ! 00000020 a 0101 | of size\n"
    "00000020 00 a 01 small 0 001 ! 00000010 a 0101 | of size\n",
    "index.adj": "large a 1 1 ! 1 1 00000010\nsmall a 1 1 ! 1 1 00000020\n",
    "data.noun": "00000001 06 n 01 crossing 0 002 ~ 00000002 n 0000 ~ 00000003 n 0000 | a way\n"
    "00000002 06 n 02 bridge 0 span 0 001 @ 00000001 n 0000 | over water\n"
    "00000003 06 n 01 tunnel 0 001 @ 00000001 n 0000 | under it\n",
    "index.noun": "bridge n 1 1 @ 1 1 00000002\ncrossing n 1 1 ~ 1 1 00000001\n"
    "span n 1 1 @ 1 1 00000002\ntunnel n 1 1 @ 1 1 00000003\n",
    "data.verb": "00000005 30 v 01 lose 0 001 ! 00000006 v 0101 01 + 08 00 | not win\n"
    "00000006 30 v 01 win 0 001 ! 00000005 v 0101 01 + 08 00 | not lose\n",
    "index.verb": "lose v 1 1 ! 1 1 00000005\nwin v 1 1 ! 1 1 00000006\n",
    "verb.exc": "lost lose\nwon win\n",
    "cntlist.rev": "large%3:00:00:: 1 20\nsmall%3:00:00:: 1 20\nbridge%1:06:00:: 1 9\n"
    "span%1:06:00:: 1 9\ntunnel%1:06:00:: 1 9\nlose%2:30:00:: 1 9\nwin%2:30:00:: 1 9\n",
}


def words(tmp_path: Path) -> WordNet:
    """Return a WordNet of eight words."""
    names = [f"{form}.{kind}" for kind in KINDS for form in ("data", "index")]
    for name in [*names, *(f"{kind}.exc" for kind in KINDS), "cntlist.rev"]:
        (tmp_path / name).write_text(WORDNET.get(name, ""))
    return WordNet(tmp_path)


def squad(tmp_path: Path) -> Any:
    """Return two small articles in SQuAD's form, one answer's offset wrong."""
    asked = [
        (BRIDGE, "When did the Harbour Bridge open?", "1932", 29),
        (BRIDGE, "Who designed the bridge in Sydney?", "John Bradfield", 999),
        (FERRY, "Who owned the first ferry?", "Ann Lee", FERRY.index("Ann Lee")),
    ]
    paragraphs = [
        {
            "context": context,
            "qas": [
                {"question": q, "answers": [{"text": a, "answer_start": at}]}
                for text, q, a, at in asked
                if text == context
            ],
        }
        for context in (BRIDGE, FERRY)
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Sydney_Harbour", "paragraphs": paragraphs}]}))
    return read_squad(path)


def test_f1_and_exact_match_by_hand() -> None:
    assert f1("the Harbour Bridge", ["Harbour bridge"]) == 1.0
    assert f1("in 1932 or so", ["1932"]) == pytest.approx(2 / 5)
    assert (f1("", ["1932"]), exact("The 1932.", ["1932"]), exact("1932 AD", ["1932"])) == (0, 1, 0)


def test_auroc_counts_pairs() -> None:
    assert auroc([3.0, 1.0], [2.0, 0.0]) == 0.75
    assert auroc([1.0], [1.0]) == 0.5


def test_best_threshold_by_hand() -> None:
    worth, at = best_threshold([3.0, 2.0, 1.0], [1.0, -1.0, 0.5])
    assert (worth, at) == (pytest.approx(2 / 3), 2.0)  # refused at 2 and below


def test_calibration_error_and_risk_by_hand() -> None:
    p = np.array([0.95, 0.95, 0.15, 0.15])
    right = np.array([1.0, 0.0, 0.0, 0.0])
    assert calibration_error(p, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.15)
    assert (risk_at(p, right, 0.25), risk_at(p, right, 0.5)) == (0.0, 0.5)


def test_the_regression_finds_what_was_put_in() -> None:
    random = np.random.default_rng(1)
    x = random.standard_normal((4000, 2))
    y = (random.random(4000) < 1 / (1 + np.exp(-(2 * x[:, 0] - x[:, 1] + 0.5)))).astype(float)
    weights, bias = fit(x, y)
    assert [*weights, bias] == pytest.approx([2, -1, 0.5], abs=0.2)


def test_the_order_puts_right_readings_first() -> None:
    random = np.random.default_rng(2)
    lists = []
    for _ in range(300):
        x = random.standard_normal((5, 3))
        noisy = x @ np.array([1.0, 0.0, 2.0]) + random.gumbel(size=5)
        lists.append((x, np.arange(5) == noisy.argmax()))
    assert fit_order(lists, [1.0] * 300) == pytest.approx([1, 0, 2], abs=0.35)


def test_the_threshold_serves_both_kinds_of_question_and_keeps_its_promises() -> None:
    p = np.array([0.9, 0.8, 0.6, 0.55, 0.3, 0.2])
    right = np.array([True, True, True, False, False, False])
    answerable = np.array([True, True, True, False, False, False])
    other = np.array([False, False, False, False, True, True])
    domain = np.array(["a"] * 6)
    assert threshold(p, right, answerable, other, domain) == pytest.approx(0.56)
    wrong = np.array([True, True, False, False, False, False])  # one in three is too many
    assert threshold(p, wrong, answerable, other, domain) == pytest.approx(0.61)


def test_wordnet_gives_words_in_the_form_asked_for(tmp_path: Path) -> None:
    net = words(tmp_path)
    assert (net.opposites("largest"), net.opposites("smaller")) == (["smallest"], ["larger"])
    assert (net.opposites("won"), net.opposites("winning")) == (["lost"], ["losing"])
    assert (net.siblings("bridges"), net.synonyms("bridges")) == (["tunnels"], ["spans"])
    assert (net.siblings("widow"), net.synonyms("tunnel"), net.opposites("bridge")) == ([], [], [])


def test_other_words_ask_the_same() -> None:
    def made(question: str) -> set[str]:
        return {reword(question, random) for random in map(Random, range(200))}

    assert "What is the birthplace of Ann Lee?" in made("Where was Ann Lee born?")
    assert "Who was the founder of Leeds?" in made("Who founded Leeds?")
    assert "How many people live in Leeds?" in made("What is the population of Leeds?")


def test_near_misses_change_the_question_and_keep_most_of_its_words(tmp_path: Path) -> None:
    net, random = words(tmp_path), Random(3)
    around = Around(BRIDGE, BRIDGE[:80], pool_of([BRIDGE, FERRY]))
    asked = "When did the Harbour Bridge, the largest of the old bridges, open?"
    made = {near_miss(asked, around, net, random) for _ in range(300)} - {None}
    assert {asked.replace("largest", "smallest"), asked.replace("bridges", "tunnels")} <= made
    assert asked.replace("did", "didn't") in made
    assert any(text.startswith(asked.rstrip("?") + " ") for text in made if text)
    assert asked not in made
    assert put_synonyms(asked, net, random) == asked.replace("bridges", "spans")
    assert opposed("Who won?", "Lee won the race.", net, random) == ("won", "lost")
    assert opposed("Who won?", "Lee won, Ray lost.", net, random) is None


def test_examples_hold_their_answer_or_do_not(tmp_path: Path) -> None:
    corpus = Corpus(squad(tmp_path), words(tmp_path))
    random = Random(1)
    for _ in range(60):
        for asked in corpus.asked:
            found = positive(corpus, asked, random)
            assert found.answer
            assert found.passage[slice(*found.answer)] == asked.text
            for kind in (NEAR, REMOVED):
                other = negative(corpus, asked, kind, random)
                assert other is None or not holds(other.passage, asked.text)
            for kind in (SWAPPED, MISSED):
                swapped = negative(corpus, asked, kind, random)
                assert swapped is None or swapped.answer is None


def test_the_documents_hold_the_answers_at_their_places(tmp_path: Path) -> None:
    articles = squad(tmp_path)
    index = build(texts(articles), tmp_path / "corpus")
    for asked in questions(articles, "answered"):
        article = index.article(asked.document)
        assert article
        assert [article.text[slice(*place)] for place in asked.places] == list(asked.answers)
        assert any(asked.is_held_by(passage) for passage in index.search(asked.question))
    index.close()


def test_what_is_gutted_has_no_answer_left(tmp_path: Path) -> None:
    kept, missing = gut(squad(tmp_path) * 8, Random(2))
    assert missing
    assert all(not asked.answers for asked in missing)
    for asked in questions(kept, "answered"):
        assert all(start >= 0 for start, _ in asked.places)


def test_written_questions_stand_where_they_say() -> None:
    found = read_written([])
    assert len(found) > 900  # on our own news; those on Wikipedia need its articles
    assert 0.4 < sum(asked.answered for asked in found) / len(found) < 0.7
    for asked in found:
        assert asked.text[slice(*asked.at)].strip()
        example = asked.example(Random(1))
        assert example.passage in asked.text
        said = example.answer and example.passage[slice(*example.answer)]
        assert said == (asked.text[slice(*asked.at)] if asked.answered else None)


def test_a_written_question_on_wikipedia_is_found_in_its_article() -> None:
    entry = json.loads((FOLDER / "wikipedia.jsonl").read_text("utf-8").splitlines()[0])
    text = "x" * max(asked["at"][1] for asked in entry["questions"])
    paragraphs = [{"context": "another"}] * entry["paragraph"] + [{"context": text}]
    squad = [{"title": entry["article"], "paragraphs": paragraphs}]
    on_wikipedia = [asked for asked in read_written(squad) if asked.text == text]
    assert [asked.question for asked in on_wikipedia] == [q["question"] for q in entry["questions"]]


def test_a_near_miss_has_no_answer() -> None:
    asked = Written("Who painted it?", "Bridges", f"{BRIDGE}\n\n{FERRY}", (0, 35), answered=False)
    found = asked.example(Random(2))
    assert found.answer is None
    assert "Harbour Bridge opened" in found.passage
    assert found.titled().passage == f"Bridges. {found.passage}"


def test_a_title_moves_the_answer_along() -> None:
    asked = Written("When did it open?", "Bridges", BRIDGE, (29, 33), answered=True)
    found = asked.example(Random(1)).titled()
    assert found.passage.startswith("Bridges. ")
    assert found.passage[slice(*found.answer or ())] == "1932"
