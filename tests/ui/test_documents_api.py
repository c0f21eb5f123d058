"""Search, the corpus, health and the API's description, over a real server."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


def test_search_gives_the_record_of_the_command_line(server: str) -> None:
    asked = {"query": "Tiny Dancer", "k": 3}
    found = httpx.post(f"{server}/api/search", json=asked).json()
    assert list(found) == ["id", "query", "passages"]
    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3]
    for passage in found["passages"]:
        text = (SEEDS / passage["article"]).read_text("utf-8")
        assert text[passage["start"] : passage["end"]] == passage["text"]


@pytest.mark.parametrize("asked", [{"query": ""}, {"query": "x", "k": 0}, {"query": "x", "k": 101}])
def test_what_is_no_query_is_refused(server: str, asked: dict[str, object]) -> None:
    assert httpx.post(f"{server}/api/search", json=asked).status_code == 422


def test_the_corpus_is_listed_a_page_at_a_time(server: str) -> None:
    whole = httpx.get(f"{server}/api/corpus").json()
    assert (whole["total"], whole["next"]) == (3, None)
    seen, after = [], ""
    while after is not None:
        page = httpx.get(f"{server}/api/corpus", params={"after": after, "most": 2}).json()
        seen += page["articles"]
        after = page["next"]
    assert seen == whole["articles"]
    for article in seen:
        assert article["length"] == len((SEEDS / article["id"]).read_text("utf-8"))


def test_every_option_of_the_server_is_documented() -> None:
    command = [sys.executable, "-m", "ui.cli", "chat", "--help"]
    wide = os.environ | {"COLUMNS": "200", "PYTHONPATH": str(SEEDS.parent)}
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=wide).stdout
    options = set(re.findall(r"(--[a-z-]+)", shown)) - {"--help"}
    assert {"--allow-origin", "--host"} <= options
    documented = (SEEDS.parent / "docs" / "api.md").read_text("utf-8")
    assert {option for option in options if f"`{option}" not in documented} == set()


def test_health_tells_the_state_of_the_index(server: str) -> None:
    found = httpx.get(f"{server}/health").json()
    assert (found["live"], found["ready"], found["index"]["articles"]) == (True, True, 3)
    assert found["index"]["chunks"] > 3
    assert found["following"]["newest"] >= found["following"]["here"] > 0
    assert httpx.head(f"{server}/health").status_code == 200


class Loaded(HTMLParser):
    """Collects what a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name == "src"]
        self.found += [tag] if tag in {"script", "link", "img", "iframe"} else []


def test_the_description_is_a_page_that_loads_nothing(server: str) -> None:
    response = httpx.get(f"{server}/docs")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    page = Loaded()
    page.feed(response.text)
    assert page.found == []
    described = httpx.get(f"{server}/openapi.json").json()
    assert len(described["paths"]) >= 8
    for path in described["paths"]:
        assert path in response.text


def test_metrics_count_answers_and_are_not_there_through_a_proxy(server: str) -> None:
    httpx.post(f"{server}/api/ask", json={"question": "Who is the mayor of DC?"})
    shown = httpx.get(f"{server}/metrics").text
    assert 'footnote_answers_total{answerer="reader",outcome="answered"}' in shown
    forwarded = httpx.get(f"{server}/metrics", headers={"X-Forwarded-For": "10.0.0.1"})
    assert forwarded.status_code == 404
