"""POST /api/ask and sessions, over a real server."""

import json
from typing import Any

import httpx
import pytest

BIDEN = "How many electoral votes did Joe Biden win?"
SITE = "http://site.example"


def events(text: str) -> list[tuple[str, Any]]:
    """Return the server-sent events of a stream."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(kind[len("event: ") :], json.loads(data[len("data: ") :])) for kind, data in blocks]


def test_ask_answers_with_the_record_of_the_command_line(server: str) -> None:
    found = httpx.post(f"{server}/api/ask", json={"question": BIDEN}).json()
    assert found["short"] == "306 to 232"
    assert found["sentences"][0]["citations"] == [found["citations"][0]["number"]]


def test_history_makes_a_follow_up_stand_alone(server: str) -> None:
    asked = {"question": "What did she say about protests?", "history": ["Who is the mayor of DC?"]}
    assert "absolutely prepared" in httpx.post(f"{server}/api/ask", json=asked).json()["answer"]


def test_a_stream_is_stages_sentences_citations_and_the_record(server: str) -> None:
    headers = {"Accept": "text/event-stream"}
    response = httpx.post(f"{server}/api/ask", json={"question": BIDEN}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    kinds = [kind for kind, _ in found]
    assert list(dict.fromkeys(kinds)) == ["stage", "sentence", "citations", "done"]
    record = found[-1][1]
    assert [data for kind, data in found if kind == "sentence"] == record["sentences"]
    assert found[-2][1]["citations"] == record["citations"]
    whole = httpx.post(f"{server}/api/ask", json={"question": BIDEN}).json()
    assert record | {"ms": 0} == whole | {"ms": 0}


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"question": 3}', '{"question": ""}'])
def test_what_is_no_question_is_one_line(server: str, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    response = httpx.post(f"{server}/api/ask", content=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "invalid"


def test_a_page_of_another_site_needs_a_token_given_to_that_site(open_server: str) -> None:
    asked, site = {"question": BIDEN}, {"Origin": SITE}
    denied = httpx.post(f"{open_server}/api/ask", json=asked, headers=site)
    assert (denied.status_code, denied.json()["error"]["type"]) == (401, "session")
    assert denied.headers["access-control-allow-origin"] == SITE
    token = httpx.post(f"{open_server}/api/session", headers=site).json()["token"]
    given = site | {"Authorization": f"Bearer {token}"}
    assert httpx.post(f"{open_server}/api/ask", json=asked, headers=given).status_code == 200
    forged = site | {"Authorization": f"Bearer {token[:-2]}xx"}
    assert httpx.post(f"{open_server}/api/ask", json=asked, headers=forged).status_code == 401
    other = {"Origin": "https://other.example", "Authorization": f"Bearer {token}"}
    assert httpx.post(f"{open_server}/api/ask", json=asked, headers=other).status_code == 401
