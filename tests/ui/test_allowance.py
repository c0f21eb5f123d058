"""What the visitors of a chat may have of its language model."""

import json
from pathlib import Path

from index.ingest import ingest
from index.store import Index
from qa.writing.allowance import Allowance
from qa.writing.connection import connect
from qa.writing.writer import Writer
from tests.model_server import serving
from ui.api.answering import Answering
from ui.replying import Asked, respond
from ui.suggesting import Suggestions

FERRY = "The council of Lindau sold the old ferry in 1998. Mayor Ruth Okafor opposed the sale."
QUESTION = "Who opposed the sale of the ferry?"
REPLY = {
    "sentence": "The sale was opposed by Mayor Ruth Okafor.",
    "passage": 1,
    "quote": "Mayor Ruth Okafor opposed the sale.",
}


def test_a_session_that_used_its_allowance_leaves_the_others_theirs(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ferry.txt").write_text(FERRY)
    ingest(tmp_path / "index", tmp_path / "corpus")
    index = Index(tmp_path / "index")
    with serving() as model:
        model.replies["dear"] = json.dumps(REPLY)
        writer = Writer(connect(model.url, "dear"), "dear", Allowance(tokens_a_day=500))
        shown = []
        for session in ("one", "one", "other"):
            asked = Asked(QUESTION, [], "192.0.2.1", session)
            shown.append(str(list(respond(Answering(index, writer), Suggestions(index), asked))))
    index.close()
    assert ["opposed by Mayor" in steps for steps in shown] == [True, False, True]
