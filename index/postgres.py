"""The connection to PostgreSQL: what database.py is for SQLite."""

import os
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import Any

import psycopg
from psycopg import IsolationLevel, errors

from index.address import public
from index.errors import NoIndexError, StoreError, brief

PATIENCE_S = 0.7  # with another writer
AGAIN_S = 0.05
RETRY_S = 0.5  # before a server that does not answer is tried again
AT_ONCE = 2000  # rows
DAMAGED = (  # pages that were changed on the disk, or tables that are not ours
    errors.DataCorrupted,
    errors.IndexCorrupted,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
)
CONNECTION: dict[str, Any] = {  # unless the address says otherwise
    "connect_timeout": 4,
    "tcp_user_timeout": 10_000,  # ms; a machine that is gone says nothing
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# As of now: within a transaction to_regclass goes on saying that there is none.
TABLE = """SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class WHERE relname = ? AND pg_catalog.pg_table_is_visible(oid))"""
# The lock of an index, held while a transaction lasts: "foot", and the schema of its tables.
LOCK = "SELECT pg_try_advisory_xact_lock(x'666f6f74'::int, coalesce(hashtext(current_schema()), 0))"
FILLER = "SELECT pg_try_advisory_lock(x'666f6f75'::int, coalesce(hashtext(current_schema()), 0))"
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND datname = current_database()
AND classid::bigint = x'666f6f74'::bigint AND application_name <> ''
AND objid::bigint = coalesce(hashtext(current_schema()), 0) & x'ffffffff'::bigint"""
# A transaction waits while texts are embedded; whose machine is gone is noticed in a minute.
PATIENT = """
SELECT set_config('idle_in_transaction_session_timeout', '0', true),
set_config('tcp_keepalives_idle', '20', true), set_config('tcp_keepalives_interval', '10', true),
set_config('tcp_keepalives_count', '3', true)"""


class Postgres:
    """A database of PostgreSQL, for any number of threads that read and one writer anywhere.

    A connection that is lost while reading is made again; raises StoreError where that fails.
    """

    text_type = 'TEXT COLLATE "C"'  # ordered as SQLite and Python order
    file = None

    def __init__(self, address: str) -> None:
        self.address = address
        self.name = public(address)
        self.other, self.afresh = "another database with --truth", "empty that"
        self._lock = Lock()
        self._writing = self._frozen = False
        self._tables: set[str] = set()
        self._refusal, self._retry = "", 0.0
        self._connection = self._connect()

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        given = psycopg.conninfo.conninfo_to_dict(self.address)
        who = f"footnote on {socket.gethostname()}, process {os.getpid()}"[:63]
        options = {**CONNECTION, "application_name": who, **given, "client_encoding": "UTF8"}
        try:
            return psycopg.connect(**options, autocommit=True)
        except psycopg.Error as error:
            raise StoreError(
                f"a database expected at {self.name}, found: {brief(error)}. Start it, or mend the "
                "address or the password (--truth or FOOTNOTE_TRUTH; PGPASSWORD, ~/.pgpass)"
            ) from None

    def missing(self) -> NoIndexError:
        """Return the error to raise where there is no index."""
        return NoIndexError(
            f"an index expected in {self.name}, none found: run `footnote index FOLDER --truth …` "
            "with that address"
        )

    def rows(self, sql: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds. Raises StoreError."""
        statement, values = _statement(sql), _values(parameters)
        connection = self._connection
        try:
            return _fetched(connection, statement, values)
        except psycopg.Error as error:
            if self._writing:  # `transaction` tells what became of it
                raise
            if self._frozen or not _is_lost(connection, error):
                raise self._unreadable(error) from None
        try:
            return _fetched(self._again(connection), statement, values)
        except psycopg.Error as error:
            raise self._unreadable(error) from None

    def _again(
        self, lost: "psycopg.Connection[tuple[Any, ...]]"
    ) -> "psycopg.Connection[tuple[Any, ...]]":
        with self._lock:  # the threads that lost one connection make one, or wait for one to fail
            if self._connection is not lost:
                return self._connection
            if time.monotonic() < self._retry:
                raise StoreError(self._refusal)
            lost.close()
            try:
                self._connection = self._connect()
            except StoreError as error:
                self._refusal, self._retry = str(error), time.monotonic() + RETRY_S
                raise
            return self._connection

    def stream(self, sql: str, parameters: Iterable[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds, some rows at a time. Raises StoreError."""
        with self.frozen() as still:
            try:
                with still._connection.cursor("rows") as cursor:
                    cursor.itersize = AT_ONCE
                    yield from cursor.execute(_statement(sql), _values(parameters), binary=True)
            except psycopg.Error as error:
                raise self._unreadable(error) from None

    @contextmanager
    def frozen(self) -> Iterator["Postgres"]:
        """Give a connection that sees the state of now, whatever is committed; for reading."""
        if self._frozen:
            yield self
            return
        with closing(Postgres(self.address)) as still:
            still._frozen = True
            still._connection.set_autocommit(False)
            still._connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
            still._connection.set_read_only(True)
            still.rows(PATIENT)
            yield still

    def write(self, sql: str, parameters: Iterable[object] = ()) -> None:
        """Write; psycopg.Error is left to `transaction`."""
        self._connection.execute(_statement(sql), _values(parameters))

    def write_many(self, sql: str, rows: Iterable[Iterable[object]]) -> None:
        """Write a row for each tuple of parameters."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_statement(sql), map(_values, rows))

    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of that name."""
        if name in self._tables:
            return True
        found = bool(self.rows(TABLE, [name])[0][0])
        if found and not self._writing:  # what was just made may be rolled back
            self._tables.add(name)
        return found

    def integrity(self) -> list[str]:
        """Return nothing: PostgreSQL looks at its pages when they are read."""
        return []

    def settle(self) -> bool:
        """Return False: there is no file to settle in."""
        return False

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Commit all that is written inside, or leave no trace; none anyway unless `keep`.

        Raises StoreError, naming the holder, if another process of any machine is writing, or if
        it cannot be written.
        """
        self._writing, left = True, "nothing has changed"
        try:
            self._connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            self._connection.execute(PATIENT)
            self._wait_for_lock()
            yield
            if keep:
                left = "all of it or nothing is written"
                if self._connection.execute("COMMIT").statusmessage != "COMMIT":
                    raise psycopg.OperationalError("it was rolled back")
        except psycopg.Error as error:
            raise self._unwritable(error, left) from None
        finally:
            self._roll_back()
            self._writing = False

    def _wait_for_lock(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while not self.rows(LOCK)[0][0]:
            if time.monotonic() > until:
                found = self.rows(HOLDER)
                raise StoreError(
                    f"{self.name} is being written by {found[0][0] if found else 'another'}: "
                    "try again when it has ended"
                )
            time.sleep(AGAIN_S)

    def _roll_back(self) -> None:
        try:
            if self._connection.info.transaction_status:
                self._connection.execute("ROLLBACK")
        except psycopg.Error:  # a connection that is lost is rolled back by the server
            self._connection.close()

    def _unreadable(self, error: psycopg.Error) -> StoreError:
        if not isinstance(error, DAMAGED):
            return StoreError(f"{self.name} cannot be read: {brief(error)}: mend that, try again")
        return StoreError(
            f"a readable index expected in {self.name}, found: {brief(error)}. Restore a "
            f"backup; or name {self.other}, or {self.afresh}, and run `footnote index FOLDER`"
        )

    def _unwritable(self, error: psycopg.Error, left: str) -> StoreError:
        if isinstance(error, DAMAGED):
            return self._unreadable(error)
        return StoreError(
            f"{self.name} cannot be written ({brief(error)}): {left}; mend that and run "
            "`footnote index FOLDER` again"
        )

    @contextmanager
    def filling(self) -> Iterator[bool]:
        """Tell whether this machine is the one that fills a Chroma server, while it lasts."""
        with closing(Postgres(self.address)) as other:
            yield bool(other.rows(FILLER)[0][0])

    def close(self) -> None:
        """Close the connection; the object is not used after that."""
        self._connection.close()


def _fetched(connection: Any, statement: bytes, values: tuple[object, ...]) -> list[Any]:
    found: list[Any] = connection.execute(statement, values, binary=True).fetchall()
    return found


def _is_lost(connection: Any, error: psycopg.Error) -> bool:
    return connection.closed or (error.sqlstate or "").startswith("57P")


def _statement(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


def _values(parameters: Iterable[object]) -> tuple[object, ...]:
    """Return parameters, of which PostgreSQL takes no NUL; none of what is stored has one."""
    return tuple(p.replace("\0", "\ufffd") if isinstance(p, str) else p for p in parameters)
