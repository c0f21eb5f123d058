"""Limits, forwarded headers, hosts and the login, on the whole application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from limits.storage import MemoryStorage
from starlette.testclient import TestClient

from index.store import Index
from ui.api.errors import Denied
from ui.api.limit import DAILY, WIDER, Limits, network
from ui.api.settings import OPEN_LIMIT, Settings, SettingsError, checked
from ui.server import build_app

PROXY, DIRECT = "10.0.0.5", "203.0.113.9"
SITE = "https://site.example"
LIMIT = 3


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute end within a test: limits are counted anew then."""
    monkeypatch.setattr("time.time", lambda: 1_800_000_025.0)


@pytest.fixture(scope="module")
def limited(seeds_index: Index) -> Any:
    """Return the application with a limit and a proxy."""
    settings = Settings(
        origins=(SITE,), url="https://docs.example", proxies=("10.0.0.0/8",), limit=LIMIT
    )
    return build_app(seeds_index, settings)


@pytest.fixture(scope="module")
def locked(seeds_index: Index) -> Any:
    """Return the application with a login and an allowed site."""
    return build_app(seeds_index, Settings(origins=(SITE,), login="ann:long enough"))


@contextmanager
def asking(app: Any, client: str) -> Iterator[TestClient]:
    """Return a client at an address, that has not asked anything yet."""
    yield TestClient(app, base_url="https://docs.example", client=(client, 50_000))


def statuses(app: Any, client: str, forwarded: list[str]) -> list[int]:
    """Ask once for each X-Forwarded-For, and return what the answers were."""
    with asking(app, client) as http:
        return [
            http.post(
                "/api/ask", json={"question": " "}, headers={"X-Forwarded-For": sent}
            ).status_code
            for sent in forwarded
        ]


ONCE_TOO_OFTEN = [422] * LIMIT + [429]  # an empty question is counted, and costs nothing


@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        (PROXY, [f"198.51.100.{n}" for n in range(4)], [422] * 4),
        (PROXY, ["198.51.100.77"] * 4, ONCE_TOO_OFTEN),
        (PROXY, [f"1.2.3.{n}, 198.51.100.78" for n in range(4)], ONCE_TOO_OFTEN),
        (PROXY, [f"198.51.100.79, 10.9.9.{n}" for n in range(4)], ONCE_TOO_OFTEN),
        (DIRECT, [f"198.51.100.{n}" for n in range(4)], ONCE_TOO_OFTEN),
        ("2001:db8:1:2::3", [f"198.51.100.{n}" for n in range(4)], ONCE_TOO_OFTEN),
        ("2001:db8:1:2::4", ["10.0.0.5"], [429]),  # of the same /64
    ],
)
def test_forwarded_headers_count_from_the_proxy_only(
    limited: Any, client: str, forwarded: list[str], expected: list[int]
) -> None:
    assert statuses(limited, client, forwarded) == expected


def test_a_refusal_says_when_to_ask_again(limited: Any) -> None:
    with asking(limited, "203.0.113.20") as http:
        for _ in range(LIMIT + 1):
            denied = http.post("/v1/chat/completions", json={"messages": []})
            if denied.status_code == 429:
                break
    assert denied.json()["error"]["type"] == "limit"
    assert 1 <= int(denied.headers["retry-after"]) <= 60


def test_a_question_in_the_chat_counts_once(seeds_index: Index) -> None:
    settings = Settings(limit=LIMIT, url="https://docs.example")
    app = build_app(seeds_index, settings)
    with TestClient(app, base_url="https://docs.example", client=(DIRECT, 50_000)) as http:
        said = []
        for _ in range(LIMIT + 1):
            asked = http.post("/gradio_api/call/ask", json={"data": ["Who is the mayor?", []]})
            event = asked.json()["event_id"]
            said.append(http.get(f"/gradio_api/call/ask/{event}").text)
    too_many = [f"at most {LIMIT} per 1 minute" in each for each in said]
    assert too_many == [False] * LIMIT + [True]
    assert all("Bowser" in each for each in said[:-1])


@pytest.mark.parametrize(
    ("client", "method", "path"),
    [
        ("203.0.113.30", "POST", "/gradio_api/call/none"),
        ("203.0.113.31", "GET", "/api/corpus"),
        ("203.0.113.32", "POST", "/api/session"),
    ],
)
def test_what_asks_nothing_has_a_wider_limit(
    limited: Any, client: str, method: str, path: str
) -> None:
    with asking(limited, client) as http:
        found = [http.request(method, path, json={}).status_code for _ in range(LIMIT * WIDER + 1)]
        assert found[-1] == 429
        assert 429 not in found[:-1]
        assert http.post("/api/ask", json={"question": " "}).status_code == 422


def test_a_session_may_ask_half_of_what_its_client_may(limited: Any) -> None:
    with asking(limited, "203.0.113.40") as http:
        token = http.post("/api/session", headers={"Origin": SITE}).json()["token"]
        given = {"Origin": SITE, "Authorization": f"Bearer {token}"}
        asked: Any = {"json": {"question": " "}, "headers": given}
        assert [http.post("/api/ask", **asked).status_code for _ in range(3)] == [422, 422, 429]


def test_a_day_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    limits = Limits(1, MemoryStorage())
    for _ in range(DAILY):
        limits.count("203.0.113.1")
        now += 150
    with pytest.raises(Denied, match="per 1 day"):
        limits.count("203.0.113.1")
    limits.count("203.0.113.2")


def test_a_closed_server_does_not_count_and_an_opened_one_does() -> None:
    assert checked(Settings(), reachable=False).limit is None
    assert checked(Settings(), reachable=True).limit == OPEN_LIMIT
    assert checked(Settings(origins=(SITE,)), reachable=False).limit == OPEN_LIMIT
    assert checked(Settings(origins=(SITE,), limit=7), reachable=True).limit == 7


@pytest.mark.parametrize(
    "wrong", [Settings(proxies=("proxy.example",)), Settings(login="ann"), Settings(url="x")]
)
def test_settings_that_cannot_be_meant_are_said(wrong: Settings) -> None:
    with pytest.raises(SettingsError, match="expected"):
        checked(wrong, reachable=False)


def test_clients_are_told_apart_by_network() -> None:
    assert network("192.0.2.1") == "192.0.2.1"
    assert network("::ffff:192.0.2.1") == "192.0.2.1"
    assert network("2001:db8::1") == network("2001:db8::ffff")
    assert network("2001:db8::1") != network("2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("docs.example", 200),
        ("docs.example:443", 200),
        ("127.0.0.1:7860", 200),
        ("[::1]:7860", 200),
        ("localhost", 200),
        ("footnote:7860", 200),
        ("evil.example", 421),
        ("docs.example.evil.example", 421),
        ("docs.example@evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example.", 421),
        ("[::1", 421),
    ],
)
def test_only_known_hosts_are_answered(limited: Any, host: str, status: int) -> None:
    with asking(limited, DIRECT) as http:
        assert http.get("/health", headers={"Host": host}).status_code == status


def test_behind_a_proxy_its_own_page_is_its_url(limited: Any) -> None:
    with asking(limited, PROXY) as http:
        answered = http.get("/health", headers={"Origin": "https://docs.example"})
        assert answered.status_code == 200
        assert "access-control-allow-origin" not in answered.headers
        assert answered.headers["strict-transport-security"].startswith("max-age=")
        assert answered.headers["cross-origin-opener-policy"] == "same-origin"
        assert answered.headers["cross-origin-resource-policy"] == "same-origin"
        assert answered.headers["cache-control"] == "no-store"
        assert f"frame-ancestors 'self' {SITE}" in answered.headers["content-security-policy"]


DOCUMENTS = ["/", "/config", "/api/corpus", "/source/x", "/v1/models", "/docs", "/gradio_api/info"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_login_covers_what_shows_documents(locked: Any, path: str) -> None:
    with asking(locked, DIRECT) as http:
        http.base_url = "https://127.0.0.1"
        denied = http.get(path)
        assert denied.status_code == 401
        assert denied.headers["www-authenticate"].startswith("Basic ")
        assert http.get(path, auth=("ann", "long enough")).status_code in {200, 404}
        bearer = {"Authorization": "Bearer long enough"}
        assert http.get(path, headers=bearer).status_code in {200, 404}
        assert http.get("/health").status_code == 200


@pytest.mark.parametrize(
    "given", ["Basic", "Basic !!!", "Basic YW5uOg==", "Bearer", "Bearer x", "Digest x", "\xff"]
)
def test_a_wrong_login_is_none(locked: Any, given: str) -> None:
    with asking(locked, f"203.0.113.{50 + len(given)}") as http:
        http.base_url = "https://127.0.0.1"
        header = {b"Authorization": given.encode("latin-1")}
        assert http.get("/api/corpus", headers=header).status_code == 401


def test_logins_cannot_be_tried_for_ever(locked: Any) -> None:
    with asking(locked, "203.0.113.99") as http:
        http.base_url = "https://127.0.0.1"
        tried = [http.get("/", auth=("ann", f"guess {n}")).status_code for n in range(12)]
        assert tried == [401] * 10 + [429] * 2
        assert http.get("/", auth=("ann", "long enough")).status_code == 429


def test_a_visitor_of_an_allowed_site_needs_a_token_and_no_login(locked: Any) -> None:
    with asking(locked, DIRECT) as http:
        http.base_url = "https://127.0.0.1"
        site = {"Origin": SITE}
        assert http.get("/api/corpus", headers=site).status_code == 401
        token = http.post("/api/session", headers=site).json()["token"]
        given = site | {"Authorization": f"Bearer {token}"}
        assert http.get("/api/corpus", headers=given).status_code == 200
        assert http.get("/config", headers=given).status_code == 401


def test_what_breaks_is_one_line_with_an_id(
    seeds_index: Index, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = build_app(seeds_index)

    def broken() -> tuple[int, int]:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(seeds_index, "counts", broken)
    with asking(app, DIRECT) as http:
        http.base_url = "http://localhost"
        response = http.get("/health")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.headers["x-request-id"] in response.json()["error"]["message"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert any(record.getMessage() == "failed" for record in caplog.records)
