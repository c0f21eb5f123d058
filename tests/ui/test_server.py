"""The server's own pages, asked without a browser."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest


def get(address: str) -> Any:
    """Return the response to a request, whatever its status."""
    try:
        return urlopen(address, timeout=10)  # noqa: S310
    except HTTPError as error:
        return error


def test_a_source_page_marks_the_words_and_forbids_what_is_foreign(server: str) -> None:
    response = get(f"{server}/source/000_399332cef55f8cf9.txt?start=0&end=12")
    assert '<mark id="cited">Video report</mark>' in response.read().decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_chat_runs_no_text_as_a_script(server: str) -> None:
    policy = get(server).headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline';" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("place", ["start=-5&end=99999999", "start=9&end=3", ""])
def test_odd_places_still_show_the_article(server: str, place: str) -> None:
    assert get(f"{server}/source/000_399332cef55f8cf9.txt?{place}").status == 200


@pytest.mark.parametrize("path", ["source/none.txt", "source/../../etc/passwd"])
def test_an_unknown_article_is_404(server: str, path: str) -> None:
    assert get(f"{server}/{path}").status == 404


def test_a_taken_port_is_one_line_and_builds_no_index(server: str, tmp_path: Path) -> None:
    port = server.rsplit(":", 1)[1]
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "chat", "--port", port, "--index", str(tmp_path / "i")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"footnote: a free address expected, 127.0.0.1:{port} is not")
    assert not (tmp_path / "i").exists()
