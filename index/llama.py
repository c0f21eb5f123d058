"""Footnote's parts as LlamaIndex parts, and any LlamaIndex embedding as Footnote's.

Importing this module imports LlamaIndex, which takes over a second: the command line does not.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import NodeParser
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import BaseNode, NodeRelationship, NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryResult
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from index.article import Article
from index.chunk import Chunk, split_article
from index.embedding import MiniLM, Vectors
from index.errors import ModelError
from index.store import Index, Passage

AT_ONCE = 64  # texts in one request to a model


class MiniLMEmbedding(BaseEmbedding):
    """The MiniLM that ships, for a LlamaIndex program: 384 dimensions, unit length."""

    model_name: str = MiniLM.name
    _model: MiniLM = PrivateAttr(default_factory=MiniLM)

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(value) for value in self._model.embed_query(text)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class LlamaIndexEmbedding:
    """Any LlamaIndex embedding, for an `Index`; vectors are scaled to unit length."""

    def __init__(self, model: BaseEmbedding) -> None:
        self._model = model
        self.name = f"{type(model).__name__}:{model.model_name}"

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield a unit vector for each text, float32 [dimension]."""
        rest = iter(texts)
        while batch := list(islice(rest, AT_ONCE)):
            try:
                vectors = self._model.get_text_embedding_batch(batch)
            except Exception as error:  # every client library has errors of its own
                raise ModelError(_failed(self.name, error)) from None
            yield from map(_unit, vectors)

    def embed_query(self, query: str) -> Vectors:
        """Return the unit vector to search with, as the model embeds questions."""
        try:
            return _unit(self._model.get_query_embedding(query))
        except Exception as error:  # every client library has errors of its own
            raise ModelError(_failed(self.name, error)) from None


def remote_embedding(url: str, model: str, key: str) -> LlamaIndexEmbedding:
    """Return an embedding that an OpenAI-compatible server computes.

    Raises ModelError if the packages for it are missing.
    """
    try:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding
    except ImportError:
        raise ModelError(
            "the packages for other models expected, not found: "
            "run `pip install 'footnote-qa[llm]'`, or leave out --embedding"
        ) from None
    return LlamaIndexEmbedding(
        OpenAILikeEmbedding(
            model_name=model,
            api_base=url,
            api_key=key,
            embed_batch_size=AT_ONCE,
            max_retries=2,
            timeout=30.0,
        )
    )


def _failed(name: str, error: Exception) -> str:
    return (
        f"vectors expected of {name}, its server failed ({type(error).__name__}): "
        "start it, or mend --embedding and --embedding-model"
    )


def _unit(values: list[float]) -> Vectors:
    vector = np.array(values, dtype=np.float32)
    return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-12))


class ChunkParser(NodeParser):
    """Documents to nodes of whole sentences, with offsets that slice back to the document."""

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [node for parent in nodes for node in self._split(parent)]

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Any]
    ) -> list[BaseNode]:
        """Link the nodes as LlamaIndex does, but keep the offsets: it guesses them anew."""
        offsets = [(node.start_char_idx, node.end_char_idx) for node in nodes]
        linked: list[BaseNode] = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(linked, offsets, strict=True):
            node.start_char_idx, node.end_char_idx = start, end
        return linked

    def _split(self, parent: BaseNode) -> Iterator[BaseNode]:
        text = parent.get_content()
        for chunk in split_article(Article(parent.node_id, "", text, "", {})):
            node = _node(chunk)
            node.metadata = dict(parent.metadata)
            node.relationships[NodeRelationship.SOURCE] = parent.as_related_node_info()
            yield node


class IndexRetriever(BaseRetriever):
    """An index as a LlamaIndex retriever: passages as nodes, scored as `Index.search` does."""

    def __init__(self, index: Index, k: int = 8) -> None:
        super().__init__()
        self._index = index
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._index.search(query_bundle.query_str, self._k)[: self._k]
        return [passage_node(passage) for passage in found]


class IndexVectorStore(ChromaVectorStore):
    """The index's Chroma collection as a LlamaIndex vector store, to be read only.

    Texts come from truth, and so do the vectors of chunks that Chroma does not hold yet.
    """

    _index: Index = PrivateAttr()

    def __init__(self, index: Index) -> None:
        super().__init__(chroma_collection=index.collection)
        self._index = index

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the nearest chunks with their cosine. Raises ValueError for metadata filters."""
        if query.filters or not query.query_embedding:
            raise ValueError("a vector and no metadata filters expected: use Index.search(where=)")
        vector = np.array(query.query_embedding, dtype=np.float32)
        found = self._index.nearest(vector, query.similarity_top_k)
        return VectorStoreQueryResult(
            nodes=[_node(p.chunk, p.title) for p in found],
            similarities=[p.similarity for p in found],
            ids=[p.chunk.id for p in found],
        )


def passage_node(passage: Passage) -> NodeWithScore:
    """Return a passage as LlamaIndex has it, with its article, title and offsets."""
    return NodeWithScore(node=_node(passage.chunk, passage.title), score=passage.score)


def _node(chunk: Chunk, title: str = "") -> TextNode:
    return TextNode(
        id_=chunk.id,
        text=chunk.text,
        start_char_idx=chunk.start,
        end_char_idx=chunk.end,
        metadata={"article": chunk.article_id, "title": title},
    )
