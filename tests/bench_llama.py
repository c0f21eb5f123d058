"""The side of LlamaIndex in the bench: pipeline, stores and retrievers."""

from pathlib import Path
from typing import Any

from index.embedding import Vectors
from tests.bench_texts import NEIGHBOURS, Clock, Hashed, Opened


def theirs_ingest(folder: Path) -> dict[str, float]:
    """Ingest with LlamaIndex: splitter, pipeline, Chroma, document store, BM25."""
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.storage.docstore import SimpleDocumentStore
    from llama_index.retrievers.bm25 import BM25Retriever

    store, clock = _llama_store(folder / "theirs"), Clock()
    read = SimpleDirectoryReader(
        str(folder / "documents"), filename_as_id=True, exclude_hidden=False
    ).load_data()
    pipeline = IngestionPipeline(
        # so many of its tokens that it makes about as many chunks
        transformations=[SentenceSplitter(chunk_size=300, chunk_overlap=0), _llama_embedding()],
        vector_store=store,
        docstore=SimpleDocumentStore(),
    )
    nodes = []
    for start in range(0, len(read), 100):  # its store gives Chroma more at once than that takes
        nodes += pipeline.run(documents=read[start : start + 100])
    pipeline.persist(str(folder / "theirs" / "pipeline"))
    BM25Retriever.from_defaults(nodes=nodes).persist(str(folder / "theirs" / "bm25"))
    return clock.rates(len(read), len(nodes))


def theirs_opened(folder: Path) -> Opened:
    """Open what LlamaIndex wrote: vectors and BM25 fused."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.retrievers.bm25 import BM25Retriever

    store = _llama_store(folder / "theirs")
    embedding = _llama_embedding()
    near = VectorStoreIndex.from_vector_store(store, embed_model=embedding).as_retriever(
        similarity_top_k=NEIGHBOURS
    )
    words = BM25Retriever.from_persist_dir(str(folder / "theirs" / "bm25"))
    words.similarity_top_k = NEIGHBOURS
    fused = QueryFusionRetriever(
        [near, words], llm=MockLLM(), num_queries=1, use_async=False, mode="reciprocal_rerank",
        similarity_top_k=NEIGHBOURS,
    )  # fmt: skip
    return Opened(
        search=fused.retrieve,
        near=lambda query: [found.node.node_id for found in near.retrieve(query)],
        vectors=lambda: _their_vectors(store),
    )


def _their_vectors(store: Any) -> dict[str, Vectors]:
    held: dict[str, Vectors] = {}
    for offset in range(0, store.client.count(), 2000):
        page = store.client.get(limit=2000, offset=offset, include=["embeddings"])
        held |= dict(zip(page["ids"], page["embeddings"], strict=True))
    return held


def _llama_store(folder: Path) -> Any:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(folder / "chroma"))
    collection = client.get_or_create_collection(
        "bench", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    return ChromaVectorStore(chroma_collection=collection)


def _llama_embedding() -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Stub(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return list(Hashed().embed_query(text).tolist())

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Stub(model_name="hashed-words", embed_batch_size=100)
