"""What of Gradio is reachable."""

import httpx
import pytest

SHUT = [
    "gradio_api/file=http://127.0.0.1/x",
    "gradio_api/file/http://127.0.0.1/x",
    "gradio_api/file=HTTPS://127.0.0.1/x",
    "gradio_api/file=/etc/passwd",
    "gradio_api/file/etc/passwd",
    "gradio_api/proxy=http://127.0.0.1/x",
    "proxy=http://127.0.0.1/x",
    "file=/etc/passwd",
    "gradio_api/upload",
    "upload",
    "gradio_api/upload_progress?upload_id=x",
    "gradio_api/component_server",
    "gradio_api/process_recording",
    "gradio_api/dev/reload",
    "gradio_api/stream/x",
    "gradio_api/deep_link",
    "gradio_api/vibe-code/",
    "gradio_api/profiling/traces",
    "gradio_api/run-history/records",
    "custom_component/x/client/component/index.js",
    "monitoring",
    "monitoring/summary",
    "runs",
    "login",
    "token",
    "svelte/../../../../etc/passwd",
    "assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "static/..%2f..%2f..%2fetc/passwd",
]


@pytest.mark.parametrize("path", SHUT)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_need_is_not_there(server: str, method: str, path: str) -> None:
    response = httpx.request(method, f"{server}/{path}", content=b"{}")
    assert response.status_code in {403, 404, 405}
    assert "root:" not in response.text


@pytest.mark.parametrize("path", ["", "config", "theme.css", "gradio_api/info"])
def test_what_the_page_needs_is_there(server: str, path: str) -> None:
    assert httpx.get(f"{server}/{path}").status_code == 200
