"""The connection to SQLite: statements, transactions, and errors as one line."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import NoIndexError, StoreError

PATIENCE_S = 10.0


class Database:
    """A file of SQLite in WAL mode, for any number of threads that read and one that writes."""

    text_type = "TEXT"
    address = ""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = self.file = path
        self.name = str(path)
        self.other, self.afresh = "another folder with --index", f"delete {path.parent}"
        if not create and not path.exists():
            raise self.missing()
        try:
            self._connection = self._connect(create)
        except sqlite3.OperationalError as error:
            raise StoreError(f"{path} cannot be opened: {error}") from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None

    def _connect(self, create: bool) -> sqlite3.Connection:
        address = self._path.resolve().as_uri()
        if not os.access(self._path.parent, os.W_OK):
            address += "?mode=ro&immutable=1"  # reading a WAL would write beside it
        connection = sqlite3.connect(
            address, PATIENCE_S, uri=True, isolation_level=None, check_same_thread=False
        )
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        return connection

    def missing(self) -> NoIndexError:
        """Return the error to raise where there is no index."""
        return NoIndexError(
            f"an index expected at {self._path.parent}, none found: "
            f"run `footnote index FOLDER --index {self._path.parent}`"
        )

    def _damaged(self, error: object) -> StoreError:
        return StoreError(
            f"a readable index expected in {self._path}, found: {error}. "
            f"Delete {self._path.parent} and run `footnote index FOLDER`"
        )

    def rows(self, sql: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds. Raises StoreError."""
        return list(self.stream(sql, parameters))

    def stream(self, sql: str, parameters: Iterable[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds, row by row. Raises StoreError."""
        try:
            yield from self._connection.execute(sql, tuple(parameters))
        except (sqlite3.DatabaseError, OverflowError) as error:
            if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
                raise StoreError(f"{self._path} cannot be read: {error}") from None
            raise self._damaged(error) from None

    def write(self, sql: str, parameters: Iterable[object] = ()) -> None:
        """Write; sqlite3.OperationalError, such as a full disk, is left to `transaction`."""
        self._connection.execute(sql, tuple(parameters))

    def write_many(self, sql: str, rows: Iterable[Iterable[object]]) -> None:
        """Write a row for each tuple of parameters."""
        self._connection.executemany(sql, (tuple(row) for row in rows))

    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of that name."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", [name]))

    def integrity(self) -> list[str]:
        """Return what SQLite finds wrong with the file."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check(3)")]
        return [] if found == ["ok"] else found

    def settle(self) -> bool:
        """Move all that is committed into the file itself; False if someone reads the old state."""
        try:
            return bool(self.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)
        except StoreError:
            return False

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Commit all that is written inside, or leave no trace; none anyway unless `keep`.

        Raises StoreError if it cannot be written, for want of space for example.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            if keep:
                self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error}): nothing has changed; mend that and "
                "run `footnote index FOLDER` again"
            ) from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def frozen(self) -> Iterator["Database"]:
        """Give this: nobody else writes while the caller holds the lock of the writer."""
        yield self

    @contextmanager
    def filling(self) -> Iterator[bool]:
        """Give True: who fills a Chroma server holds the lock of the writer."""
        yield True

    def close(self) -> None:
        """Close the file; the object is not used after that."""
        self._connection.close()
