"""Origin by route: who is let in, and what a browser is told."""

import httpx
import pytest

from ui.api.settings import SettingsError, origin_of

SITE = "http://site.example"
ROUTES = [
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/source/000_399332cef55f8cf9.txt"),
    ("POST", "/api/ask"),
    ("POST", "/api/search"),
    ("GET", "/api/corpus"),
    ("GET", "/v1/models"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/mcp"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/metrics"),
    ("POST", "/api/session"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/call/ask"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("GET", "/nothing/here"),
]
FOREIGN = [
    "null",
    "",
    "*",
    "http://evil.example",
    "https://site.example",
    "http://site.example:81",
    "http://site.example.evil.example",
    "http://evilsite.example",
    "http://sub.site.example",
    "http://site.example@evil.example",
    "http://user@site.example",
    "http://site.example/",
    "http://site.example, http://evil.example",
    "HTTP://SITE.EXAMPLE",
    "site.example",
    "file://",
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_foreign_origin_is_let_in(open_server: str, method: str, path: str) -> None:
    with httpx.Client(base_url=open_server) as client:
        for origin in FOREIGN:
            for used in (method, "OPTIONS"):
                headers = {"Origin": origin, "Access-Control-Request-Method": method}
                response = client.request(used, path, headers=headers)
                assert response.status_code == 403, origin
                assert "access-control-allow-origin" not in response.headers
                assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_allowed_origin_is_named_exactly(open_server: str, method: str, path: str) -> None:
    headers = {"Origin": SITE, "Access-Control-Request-Method": method}
    for used in (method, "OPTIONS"):
        with httpx.stream(used, open_server + path, headers=headers) as response:
            assert response.status_code not in {403, 500}
            assert response.headers["access-control-allow-origin"] == SITE
            assert "access-control-allow-credentials" not in response.headers
            assert "set-cookie" not in response.headers
            assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_server_that_was_not_opened_lets_no_site_in(server: str, method: str, path: str) -> None:
    response = httpx.request(method, server + path, headers={"Origin": SITE})
    assert response.status_code == 403


def test_two_origins_are_none(open_server: str) -> None:
    headers = [("Origin", SITE), ("Origin", SITE)]
    assert httpx.get(f"{open_server}/health", headers=headers).status_code == 403


def test_its_own_pages_may_ask(server: str) -> None:
    response = httpx.get(f"{server}/health", headers={"Origin": server})
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://example.org", "https://example.org"),
        (" HTTPS://Example.ORG:443/", "https://example.org"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    ["*", "null", "example.org", "https://*.example.org", "https://a@b.org", "https://b.org/path",
     "https://b.org?x", "ftp://b.org", "https://", "https://b.org:99999", "https://b.org:x",
     "https://a b.org", "http://[::1"],
)  # fmt: skip
def test_what_is_no_origin_is_said(address: str) -> None:
    with pytest.raises(SettingsError, match="an origin such as"):
        origin_of(address)
