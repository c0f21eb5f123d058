"""Conversations as the chat saves them."""

from collections.abc import AsyncIterator
from typing import Any

from ui.interface import Chat

SHOWN = [{"role": "user", "content": "When did the bridge open?"}]


async def _answer(*_: Any) -> AsyncIterator[Any]:
    yield {"role": "assistant", "content": "In 1932."}


def test_a_conversation_whose_list_has_not_come_yet_is_saved_as_a_new_one() -> None:
    chat = Chat(_answer)
    index, saved = chat._save_conversation(3, SHOWN, [])
    assert (index, len(saved)) == (0, 1)
    other = [{"role": "user", "content": "Who drew it?"}]
    assert chat._save_conversation(index, other, saved) == (0, [other])
