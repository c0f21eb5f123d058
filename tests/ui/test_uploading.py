"""Documents that visitors add to the chat: theirs alone, within limits, and removed again."""

import gc
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from playwright.sync_api import expect

from index.corpus import list_files
from tests.index.files import pdf
from tests.ui.asking import BIDEN, ask, opened
from tests.ui.test_looks import violations
from ui.api.sizes import LARGEST_UPLOAD
from ui.replying import REMOVED, Asked, respond_own
from ui.uploads import (
    LASTS_S,
    MOST_FILES,
    MOST_PASSAGES,
    MOST_VISITORS,
    UNSEEN_S,
    UploadError,
    Uploads,
    checked_name,
)

HERON = "The heron colony of Lake Orla counted 4,212 nests in the spring of 2019."
BRIDGE = "The Tamsin bridge was opened to carts by Mayor Odile Ferrant in 1874."
HERONS = "How many nests did the heron colony count?"
OPENED = "Who opened the Tamsin bridge?"
PALMS = "افتتح محافظ المدينة جسر النخيل في عام 1987 بعد ثلاث سنوات من العمل."
KEY = "footnote-own"


def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def server(seeds_folder: Path, start: Callable[..., Any]) -> Iterator[str]:
    """Start a server that takes documents, and return its address."""
    with start(seeds_folder, "--allow-upload") as running:
        yield running.address


def add(page: Any, *files: tuple[str, bytes]) -> None:
    """Choose files as a visitor does, and wait until they are read."""
    chosen = [{"name": n, "mimeType": "application/octet-stream", "buffer": b} for n, b in files]
    page.locator("#chosen").set_input_files(chosen)
    expect(page.get_by_role("button", name="Upload documents")).to_be_enabled(timeout=30_000)


def test_a_visitor_is_answered_from_their_own_documents_alone(browser: Any, server: str) -> None:
    with opened(browser, server) as page, opened(browser, server) as other:
        add(page, ("herons.txt", HERON.encode()), ("bridge.docx", docx_of("Bridges", BRIDGE)))
        line = page.locator("#own")
        expect(line).to_contain_text("only from your own documents: bridge.docx, herons.txt")
        assert violations(page) == []
        answer = ask(page, HERONS)
        expect(answer.locator(".short")).to_contain_text("4,212")
        expect(ask(page, OPENED)).to_contain_text(BRIDGE)
        expect(page.locator("#sources mark")).to_have_text(BRIDGE)
        expect(ask(page, BIDEN)).to_have_class("answer refusal")
        expect(ask(other, HERONS)).not_to_contain_text("4,212")
        expect(other.locator("#own")).to_be_hidden()

        address = f"{server}/{answer.locator('a.note').get_attribute('href')}"
        with page.context.expect_page() as opening:
            answer.locator("a.note").click(modifiers=["ControlOrMeta"])
        expect(opening.value.locator("mark#cited")).to_have_text(HERON)
        assert "herons.txt" not in httpx.get(f"{server}/documents").text
        assert httpx.get(f"{server}/source/herons.txt").status_code == 404

        page.reload()
        expect(line).to_contain_text("herons.txt")
        line.get_by_role("button").click()
        expect(line).to_be_hidden()
        expect(page.locator("#own-fault")).to_contain_text("are removed")
        expect(page.locator(".answer")).to_have_count(3)  # the conversation is back
        expect(ask(page, BIDEN)).to_contain_text("306 to 232")
        assert httpx.get(address).status_code == 404


def test_what_cannot_be_added_is_said_in_a_line(browser: Any, server: str) -> None:
    with opened(browser, server) as page:
        add(page, ("broken.pdf", b"%PDF-1.4 nothing"))
        expect(page.get_by_role("alert")).to_contain_text("broken.pdf: not a whole PDF")
        add(page, ("large.txt", b"a" * (LARGEST_UPLOAD + 1)), ("tune.mp3", b"x"))
        expect(page.get_by_role("alert")).to_contain_text("large.txt: at most 5 MB expected")
        expect(page.get_by_role("alert")).to_contain_text("tune.mp3: one of .txt, .md")
        expect(page.locator("#own")).to_be_hidden()
        expect(ask(page, BIDEN)).to_contain_text("306 to 232")


def test_a_hostile_name_is_text(browser: Any, server: str) -> None:
    name = "<img src=x onerror=hit=1>&'\u202e.txt"
    with opened(browser, server) as page:
        add(page, (name, f"{name}\n\n{HERON}".encode()))
        expect(page.locator("#own")).to_contain_text("<img src=x onerror=hit=1>&'.txt")
        add(page, (name, b"again"))
        expect(page.get_by_role("alert")).to_contain_text("a document of that name is there")
        answer = ask(page, HERONS)
        expect(answer.locator("a.note")).to_contain_text("<img src=x onerror=hit=1>")
        answer.locator("a.note").click()
        expect(page.locator("#sources mark")).to_have_text(HERON)
        assert page.locator("#own img, #own-fault img, .answer img, #sources img").count() == 0
        assert page.evaluate("typeof hit") == "undefined"


def test_an_answer_in_arabic_is_read_from_right_to_left(browser: Any, server: str) -> None:
    with opened(browser, server) as page:
        add(page, ("jisr.txt", PALMS.encode()))
        answer = ask(page, "متى افتتح جسر النخيل؟")
        expect(answer.locator(".said")).to_contain_text(PALMS)
        page.locator("#sources mark").wait_for()
        for place in (".answer .said", ".answer .notes li", "#sources .title", "#sources mark"):
            direction = "node => getComputedStyle(node).direction"
            assert page.locator(place).evaluate(direction) == "rtl", place
        said, number = answer.locator(".said").bounding_box(), answer.locator("sup").bounding_box()
        assert number["x"] < said["x"] + said["width"] / 2  # at the end of its sentence


def test_an_answer_from_documents_that_are_gone_is_not_one_from_others(
    browser: Any, server: str
) -> None:
    with opened(browser, server) as page:
        add(page, ("herons.txt", HERON.encode()))
        page.route("**/upload", lambda route: route.abort())  # the page does not hear of it
        key = next(c["value"] for c in page.context.cookies() if c["name"] == KEY)
        httpx.delete(f"{server}/upload", headers={"Cookie": f"{KEY}={key}"})
        expect(ask(page, BIDEN)).to_contain_text("The documents you added are removed.")
        page.unroute("**/upload")
        page.reload()
        expect(page.locator("#own-fault")).to_contain_text("are removed")
        expect(page.locator(".answer")).to_have_count(1)  # the conversation is back
        expect(ask(page, BIDEN)).to_contain_text("306 to 232")


def test_only_the_size_that_is_allowed_passes_and_only_of_our_own_page(server: str) -> None:
    large = b"a" * (LARGEST_UPLOAD + 1)
    assert httpx.post(f"{server}/upload?name=a.txt", content=large).status_code == 413
    assert httpx.post(f"{server}/api/ask", content=large[:1_000_000]).status_code == 413
    foreign = {"Origin": "https://other.example"}
    answered = httpx.post(f"{server}/upload?name=a.txt", content=b"a", headers=foreign)
    assert answered.status_code == 403
    assert httpx.post(f"{server}/gradio_api/upload", content=b"a").status_code == 404
    listed = httpx.get(f"{server}/upload", headers={"Cookie": f"{KEY}=guessed"})
    assert listed.json()["documents"] == []


def test_nothing_is_there_unless_it_is_allowed(
    seeds_folder: Path, start: Callable[..., Any]
) -> None:
    with start(seeds_folder) as closed:
        for method in ("GET", "POST", "DELETE"):
            url = f"{closed.address}/upload?name=a.txt"
            assert httpx.request(method, url).status_code == 404
        assert "upload.js" not in httpx.get(closed.address).text


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def uploads(clock: list[float]) -> Iterator[Uploads]:
    found = Uploads(lambda: clock[0])
    with found.lasting():
        yield found


def files(uploads: Uploads) -> list[str]:
    return list_files(Path(uploads._folder.name))


def test_documents_are_gone_when_nobody_sees_them_or_after_an_hour(
    uploads: Uploads, clock: list[float]
) -> None:
    left = uploads.add("", "a.txt", HERON.encode())
    stays = uploads.add("", "b.txt", BRIDGE.encode())
    clock[0] += UNSEEN_S - 1
    assert uploads.find(stays.key) is stays
    clock[0] += 1
    uploads.sweep()
    assert uploads.find(left.key) is None
    assert uploads.article(f"{left.place}/a.txt") is None
    assert uploads.find(stays.key) is stays
    while clock[0] < 1000 + LASTS_S:
        clock[0] += 100
        assert uploads.find(stays.key) is stays
    uploads.sweep()
    assert uploads.find(stays.key) is None
    assert files(uploads) == []


def test_nothing_is_left_on_the_disk_when_the_server_ends(
    seeds_folder: Path, start: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with start(seeds_folder, "--allow-upload") as running:
        added = httpx.post(f"{running.address}/upload?name=a.pdf", content=pdf([[HERON]]))
        assert added.json()["documents"] == ["a.pdf"]
        assert list(tmp_path.rglob("a.pdf"))
    assert running.process.returncode == 0
    assert list(tmp_path.glob("footnote-uploads-*")) == []


def test_what_is_removed_is_held_open_by_nobody_but_its_last_reader(uploads: Uploads) -> None:
    own = uploads.add("", "a.txt", HERON.encode())
    assert own.opened
    reader = own.opened[0]
    uploads.remove(own.key)
    assert reader.search("heron nests")[0].chunk.text == HERON
    assert own.opened is None
    del reader
    gc.collect()
    held = (path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink())
    assert [place for place in held if own.place in str(place)] == []


def test_an_answer_under_way_is_not_given_once_its_documents_are_removed(
    uploads: Uploads,
) -> None:
    own = uploads.add("", "a.txt", HERON.encode())
    steps = respond_own(uploads, own.key, None, Asked(HERONS, [], "192.0.2.1"))
    assert "Understanding" in str(next(steps))
    uploads.remove(own.key)
    assert [REMOVED in str(step) for step in steps] == [True]


def test_neither_key_nor_place_tells_the_other(uploads: Uploads) -> None:
    own = uploads.add("", "a.txt", HERON.encode())
    assert uploads.find(own.place) is None
    assert uploads.article(f"own-{own.key}/a.txt") is None
    article = uploads.article(f"{own.place}/a.txt")
    assert article is not None
    assert article.text == HERON


def test_a_fault_leaves_what_was_there(uploads: Uploads) -> None:
    own = uploads.add("", "a.txt", HERON.encode())
    long = "\n\n".join(f"River {n} flows. " + "It is wide and slow. " * 40 for n in range(1200))
    for name, content in (
        ("a.txt", b"again"),
        ("b.pdf", b"%PDF-"),
        ("c.txt", long.encode()),
        ("d.txt", b"\0\0"),
        ("e.jsonl", b"{"),
    ):
        with pytest.raises(UploadError, match=name):
            uploads.add(own.key, name, content)
    assert own.names() == ["a.txt"]
    assert own.opened is not None
    assert [a.text for a in own.opened[0].articles()] == [HERON]
    assert len(long) < LARGEST_UPLOAD
    assert MOST_PASSAGES < 1200


def test_there_are_only_so_many(uploads: Uploads) -> None:
    own = uploads.add("", "0.txt", HERON.encode())
    for n in range(1, MOST_FILES):
        uploads.add(own.key, f"{n}.txt", HERON.encode())
    with pytest.raises(UploadError, match=f"at most {MOST_FILES}"):
        uploads.add(own.key, "more.txt", HERON.encode())
    for _ in range(1, MOST_VISITORS):
        uploads._begun()
    with pytest.raises(UploadError, match="too many visitors"):
        uploads.add("", "a.txt", HERON.encode())
    assert own.names()


@pytest.mark.parametrize(
    ("name", "checked"),
    [("../../etc/a.txt", "a.txt"), ("C:\\x\\a.TXT", "a.TXT"), ("\0.a\n.md", "a.md")],
)
def test_a_name_leads_nowhere(name: str, checked: str) -> None:
    assert checked_name(name) == checked


@pytest.mark.parametrize("name", ["", ".txt", "..", "a", "a.exe", "x" * 200 + ".txt", "a/.pdf"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UploadError):
        checked_name(name)
