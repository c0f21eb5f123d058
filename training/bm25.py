"""BM25 over a list of texts."""

from collections.abc import Iterable

import tantivy


class Bm25:
    """Finds texts by their English stems; a text is named by its place in the list."""

    def __init__(self, texts: Iterable[str]) -> None:
        schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(schema.add_unsigned_field("number", stored=True).build())
        writer = self._index.writer(num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=text, number=number))
        writer.commit()
        self._index.reload()

    def search(self, question: str, count: int) -> list[tuple[int, float]]:
        """Return the numbers of the best texts, best first, with their scores."""
        words = "".join(letter if letter.isalnum() else " " for letter in question.lower())
        query = self._index.parse_query(" ".join(f'"{word}"' for word in words.split()), ["text"])
        searcher = self._index.searcher()
        hits = searcher.search(query, count).hits
        return [(searcher.doc(address)["number"][0], score) for score, address in hits]
