"""Bringing truth to the state of a folder: only what differs is read, split and written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.article import Article, Skipped
from index.chunk import Chunk, split_article
from index.corpus import Source, parse
from index.formats.extracted import UnreadableError
from index.formats.parser import Parser
from index.parsed import Parsed
from index.schema import File
from index.truth import Truth


@dataclass(frozen=True)
class Changes:
    """What differed: article ids, files that only moved as (from, to), and what was left out."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    unchanged: int
    skipped: tuple[Skipped, ...]


class Update:
    """Takes the files of a folder one by one, inside a transaction of truth, and then closes."""

    def __init__(self, truth: Truth, parser: Parser) -> None:
        self._truth = truth
        self._parser = parser
        self._known = truth.files()
        self._holders = {f.sha256: f for f in self._known.values() if not f.skipped}
        self._seen: dict[str, str] = {}  # path -> sha256
        self._added: dict[str, str] = {}  # article id -> path
        self._changed: list[str] = []
        self._removed: dict[str, str] = {}
        self._skipped: list[Skipped] = []

    def differs(self, source: Source) -> bool:
        """Tell whether a file has to be parsed: nothing known is the same."""
        return self._same(source) is None and self._holder(source) is None

    def take(self, source: Source | Skipped, parsed: Parsed | None = None) -> None:
        """Write what differs in a file; one of known content costs nothing more.

        It is parsed here unless it has been.
        """
        if isinstance(source, Skipped):
            self._skipped.append(source)
            return
        self._seen[source.name] = source.sha256
        file = self._same(source) or self._read(source, parsed)
        self._skipped += file.skipped

    def close(self) -> Changes:
        """Remove what is no longer there and tell what was done."""
        gone = self._known.keys() - self._seen.keys()
        for path in sorted(gone):
            self._remove(self._truth.fingerprints(path), path)
            self._truth.remove_file(path)
        renamed = self._renamed(gone)
        arrived = {new for _, new in renamed}
        left = {old for old, _ in renamed}
        kept = self._truth.article_count() - len(self._added) - len(self._changed)
        return Changes(
            tuple(id_ for id_, path in self._added.items() if path not in arrived),
            tuple(self._changed),
            tuple(id_ for id_, path in self._removed.items() if path not in left),
            renamed,
            kept,
            tuple(self._skipped),
        )

    def _same(self, source: Source) -> File | None:
        """Return what is known of a file, if nothing is different."""
        known = self._known.get(source.name)
        same = (source.sha256, source.reading)
        return known if known and (known.sha256, known.reading) == same else None

    def _holder(self, source: Source) -> File | None:
        """Return a file of the same content that was read in the same way."""
        held = self._holders.get(source.sha256)
        return held if held and held.reading == source.reading else None

    def _read(self, source: Source, parsed: Parsed | None) -> File:
        skipped = self._write(source, parsed)
        file = File(source.name, source.sha256, source.reading, tuple(skipped))
        self._truth.put_file(file)
        before = self._known.get(source.name)
        if before and self._holders.get(before.sha256) == before:  # its articles were replaced
            del self._holders[before.sha256]
        return file

    def _write(self, source: Source, parsed: Parsed | None) -> list[Skipped]:
        """Write the articles of a file that differ; return what is left out of it."""
        before = self._truth.fingerprints(source.name)
        skipped = []
        try:
            for found in self._articles(source, parsed):
                if isinstance(found, Skipped):
                    skipped.append(found)
                    continue
                known = before.pop(found.id, "")
                if known != found.fingerprint:
                    split = parsed.chunks[found.id] if parsed else split_article(found)
                    self._put(found, split, new=not known)
        except UnreadableError as error:
            before = self._truth.fingerprints(source.name)
            skipped = [Skipped(source.name, str(error))]
        self._remove(before, source.name)
        return skipped

    def _articles(self, source: Source, parsed: Parsed | None) -> Iterable[Article | Skipped]:
        if parsed:
            return parsed.articles()
        held = self._holder(source)
        if held is None:
            return parse(source, self._parser)
        return [
            replace(article, id=source.name + article.id[len(held.path) :], file=source.name)
            for article in self._truth.articles_of(held.path)
        ]

    def _put(self, article: Article, chunks: list[Chunk], *, new: bool) -> None:
        self._truth.put(article, chunks)
        if new:
            self._added[article.id] = article.file
        else:
            self._changed.append(article.id)

    def _remove(self, ids: Iterable[str], path: str) -> None:
        for article_id in ids:
            self._truth.remove(article_id)
            self._removed[article_id] = path

    def _renamed(self, gone: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Pair the files that went with new ones of the same content."""
        arrived = {sha: path for path, sha in self._seen.items() if path not in self._known}
        pairs = ((path, arrived.pop(self._known[path].sha256, "")) for path in sorted(gone))
        return tuple((old, new) for old, new in pairs if new)
