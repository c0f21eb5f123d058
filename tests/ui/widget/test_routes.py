"""What the server says with the widget's files."""

import gzip
import subprocess
import sys
from html import escape

import httpx
import pytest

from tests.ui.widget.hosting import Site
from ui.widget.page import embed_page
from ui.widget.tag import SCRIPT, TagError, integrity, tag

BUDGET = 15 * 1024


def test_the_script_is_small_and_reaches_nowhere() -> None:
    content = SCRIPT.read_bytes()
    assert len(gzip.compress(content)) < BUDGET
    for door in (b"innerHTML", b"outerHTML", b"insertAdjacentHTML", b"document.write", b"eval("):
        assert door not in content
    addresses = {line for line in content.split(b'"') if line.startswith((b"http:", b"https:"))}
    assert addresses == {b"http://www.w3.org/2000/svg", b"https://HOST/widget.js"}


def test_a_browser_that_has_the_script_is_not_sent_it_again(footnote: str) -> None:
    for encoding in ("gzip", "identity"):
        asked = {"Accept-Encoding": encoding}
        first = httpx.get(f"{footnote}/widget.js", headers=asked)
        assert first.content == SCRIPT.read_bytes()
        assert first.headers.get("content-encoding", "identity") == encoding
        assert first.headers["cache-control"] == "public, max-age=3600"
        assert first.headers["content-type"].startswith("text/javascript")
        assert {"Accept-Encoding", "Origin"} <= set(first.headers["vary"].split(", "))
        etag = first.headers["etag"]
        for known in (etag, f'"x", W/{etag}'):
            again = httpx.get(f"{footnote}/widget.js", headers=asked | {"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
        other = httpx.get(f"{footnote}/widget.js", headers=asked | {"If-None-Match": '"x"'})
        assert other.status_code == 200


def test_the_page_for_an_iframe_allows_itself_and_the_sites_only(footnote: str, site: Site) -> None:
    policy = httpx.get(f"{footnote}/embed").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["frame-ancestors"] == f"'self' {site.address}"
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in policy


def test_options_of_the_page_cannot_leave_their_attribute() -> None:
    hostile = """"'><script>hit=1</script>"""
    page = embed_page({"title": hostile, "lang": hostile, "onload": hostile, "server": "//x"})
    assert page.count("<script") == 1
    assert f'data-title="{escape(hostile)}"' in page
    assert "onload" not in page
    assert "data-server" not in page


def test_the_tag_names_the_server_and_the_hash() -> None:
    printed = tag("https://example.org/footnote/")
    assert 'src="https://example.org/footnote/widget.js"' in printed
    assert f'integrity="{integrity(SCRIPT.read_bytes())}" crossorigin="anonymous"' in printed


def test_a_hash_is_written_as_browsers_read_it() -> None:
    # of nothing, as openssl dgst -sha384 -binary </dev/null | base64 prints it
    empty = "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
    assert integrity(b"") == f"sha384-{empty}"


@pytest.mark.parametrize("address", ["example.org", "ftp://x", "javascript:1", "https://x?y", ""])
def test_what_is_no_address_is_one_line(address: str) -> None:
    with pytest.raises(TagError, match=r"a server's address such as .* expected"):
        tag(address)
    command = [sys.executable, "-m", "ui.cli", "embed", "--url", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
