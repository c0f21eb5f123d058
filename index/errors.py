"""What can go wrong, each as one line a person can act on."""


class FootnoteError(Exception):
    """One line: what was expected, what was found, and what mends it."""


def brief(error: object) -> str:
    """Return the first line of what another program's error says, or what kind it is."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


class CorpusError(FootnoteError):
    """The folder of documents cannot be read."""


class StoreError(FootnoteError):
    """The index cannot be opened or written."""


class NoIndexError(StoreError):
    """There is no index, or its first ingest never ended."""


class ModelError(FootnoteError):
    """A model file is missing or is not the one that was shipped."""
