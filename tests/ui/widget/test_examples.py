"""The example sites and the README's snippets carry the widget as they stand."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.widget.hosting import BIDEN, SENTENCE, Site, ask, host, launcher

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["plain", "strict"])
def test_an_example_answers(visit: Any, site: Site, footnote: str, name: str) -> None:
    for path in (ROOT / "examples" / name).iterdir():
        content = path.read_text("utf-8").replace("http://127.0.0.1:7860", footnote)
        kind = {"Content-Type": "text/css"} if path.suffix == ".css" else {}
        site.put(content, f"/{name}/{path.name.replace('index.html', '')}", **kind)
    seen = visit()
    page = seen.open(f"{site.address}/{name}/")
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    assert seen.errors == []


def test_the_readmes_tag_works_under_the_readmes_policy(
    visit: Any, site: Site, footnote: str
) -> None:
    (tag,) = re.findall(r"```html\n(<script.*?)```", README, re.DOTALL)
    (policy,) = re.findall(r"`(script-src https://HOST[^`]*)`", README)
    tag, policy = (text.replace("https://HOST", footnote) for text in (tag, policy))
    seen = visit()
    policy = f"default-src 'none'; {policy}"
    page = seen.open(site.put(host(tag), Content_Security_Policy=policy))
    launcher(page).click()
    expect(ask(page, BIDEN)).to_contain_text(SENTENCE)
    assert seen.errors == []
