"""`ask` as a part of a LlamaIndex program."""

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.tools import QueryEngineTool

from index.store import Index
from qa.answer import REFUSAL
from qa.llama import FootnoteQueryEngine


def test_the_query_engine_answers_with_its_sources(seeds_index: Index) -> None:
    engine = FootnoteQueryEngine(seeds_index)
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query("How many electoral votes did Joe Biden win?")
    assert "306 to 232" in str(response)
    assert "306 to 232" in response.source_nodes[0].get_content()
    (citation, *_) = response.metadata["answer"].citations
    article = seeds_index.article(citation.article_id)
    assert article
    assert article.text[citation.start : citation.end] == citation.quote


def test_what_is_refused_has_no_sources(seeds_index: Index) -> None:
    tool = QueryEngineTool.from_defaults(FootnoteQueryEngine(seeds_index), name="documents")
    output = tool("What is the capital of France?")
    assert output.content == REFUSAL
    assert output.raw_output.source_nodes == []
