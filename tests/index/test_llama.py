"""Footnote's parts inside plain LlamaIndex programs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core import Document, MockEmbedding, VectorStoreIndex
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.retrievers import BaseRetriever

from index.errors import StoreError
from index.ingest import ingest
from index.llama import (
    ChunkParser,
    IndexVectorStore,
    LlamaIndexEmbedding,
    MiniLMEmbedding,
)
from index.store import Index


def test_the_index_is_a_retriever(seeds_index: Index) -> None:
    assert isinstance(seeds_index.as_retriever(), BaseRetriever)
    nodes = seeds_index.as_retriever(3).retrieve("Who signed the objection to Arizona?")
    assert len(nodes) == 3
    assert "Ted Cruz" in nodes[0].node.get_content()


def test_llama_index_searches_our_chroma_with_our_embedding(seeds_index: Index) -> None:
    index = VectorStoreIndex.from_vector_store(
        IndexVectorStore(seeds_index), embed_model=MiniLMEmbedding()
    )
    nodes = index.as_retriever(similarity_top_k=3).retrieve("the song by Elton John")
    assert any("Tiny Dancer" in node.node.get_content() for node in nodes)


def test_our_splitter_and_embedding_run_in_a_plain_pipeline() -> None:
    text = "Dr. J. P. Smith opened the bridge on Jan. 6, 1932. It is grey."
    pipeline = IngestionPipeline(transformations=[ChunkParser(), MiniLMEmbedding()])
    (node,) = pipeline.run(documents=[Document(text=text, metadata={"place": "Leeds"})])
    assert (node.get_content(), len(node.embedding)) == (text, 384)
    assert node.metadata == {"place": "Leeds"}


@settings(deadline=None)
@given(st.text(alphabet="ab. \n", max_size=3000))
def test_nodes_slice_back_to_their_document(text: str) -> None:
    nodes = ChunkParser().get_nodes_from_documents([Document(text=text)])
    assert all(text[n.start_char_idx : n.end_char_idx] == n.get_content() for n in nodes)


def test_any_llama_index_embedding_takes_the_place_of_ours(
    corpus: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    embedding = LlamaIndexEmbedding(MockEmbedding(embed_dim=8))
    ingest(tmp_path / "index", corpus({"a.txt": "Cats sleep."}), embedding)
    index = Index(tmp_path / "index", embedding)
    assert index.search("cats")[0].chunk.text == "Cats sleep."
    index.close()
    with pytest.raises(StoreError, match="MiniLM"):
        Index(tmp_path / "index")
