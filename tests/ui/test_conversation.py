"""Questions come back from the browser as they were typed."""

from hypothesis import given
from hypothesis import strategies as st

from ui.conversation import OPEN, plain, unwrapped, wrapped


@given(st.text())
def test_wrapping_is_undone_and_done_once(text: str) -> None:
    if unwrapped(text) == text:
        assert unwrapped(wrapped(text)) == text
    assert wrapped(wrapped(text)) == wrapped(text)
    assert "<" not in wrapped(text).removeprefix(OPEN).removesuffix("</div>").replace("<br>", "")


def test_parts_of_a_message_are_joined() -> None:
    assert plain([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]) == "a b"
    assert plain("a") == "a"
