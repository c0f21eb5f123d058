"""`ask` as a LlamaIndex query engine.

Importing this module imports LlamaIndex, which takes over a second: the command line does not.
"""

from typing import Any

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from pydantic import PrivateAttr

from index.llama import passage_node
from index.store import Index, Passage
from qa.answer import Answer
from qa.ask import ask


class FootnoteQueryEngine(CustomQueryEngine):
    """Answers from an index: the text with [1] markers, and each citation as a source node.

    The metadata of the response holds "answer", the whole `Answer`.
    """

    _index: Index = PrivateAttr()

    def __init__(self, index: Index, **options: Any) -> None:
        super().__init__(**options)
        self._index = index

    def custom_query(self, query_str: str) -> Response:
        """Answer a question. Raises QuestionError if it is empty or too long."""
        answer = ask(query_str, self._index)
        nodes = [passage_node(passage) for passage in _cited(answer)]
        return Response(answer.text, source_nodes=nodes, metadata={"answer": answer})


def _cited(answer: Answer) -> list[Passage]:
    """Return the passages that the citations stand in, in the order of their numbers."""
    found = {}
    for citation in answer.citations:
        for passage in answer.passages:
            chunk = passage.chunk
            held = chunk.start <= citation.start and citation.end <= chunk.end
            if chunk.article_id == citation.article_id and held:
                found[chunk.id] = passage
    return list(found.values())
