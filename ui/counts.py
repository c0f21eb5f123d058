"""What clients have used, counted by all replicas of a server together, in PostgreSQL.

`limits` knows no PostgreSQL by itself; its sliding window here is that of its own storages.
"""

import logging
import time
from collections.abc import Callable
from math import floor
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from limits.storage import MemoryStorage, SlidingWindowCounterSupport, Storage
from limits.storage.base import TimestampedSlidingWindow

from index.errors import StoreError
from index.lasting import Lasting
from index.store import Index

if TYPE_CHECKING:  # psycopg is an extra
    from index.postgres import Postgres

SWEEP_S = 60.0
ADD = """
INSERT INTO counts AS held VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET
count = CASE WHEN held.ends > ? THEN held.count ELSE 0 END + excluded.count,
ends = CASE WHEN held.ends > ? THEN held.ends ELSE excluded.ends END
RETURNING count"""
TAKE = """
INSERT INTO counts AS held
SELECT CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS DOUBLE PRECISION) WHERE CAST(? AS BIGINT) >= 0
ON CONFLICT (key) DO UPDATE SET count = held.count + excluded.count
WHERE floor(CAST(? AS DOUBLE PRECISION) + held.count) + excluded.count <= CAST(? AS BIGINT)
RETURNING count"""
SWEEP = """
WITH gone AS (DELETE FROM counts WHERE ends < ? RETURNING 1) SELECT count(*) FROM gone"""
T = TypeVar("T")
log = logging.getLogger(__name__)


class Counts(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Counters in the table "counts"; while that cannot be had this process counts for itself."""

    def __init__(self, database: "Postgres") -> None:
        super().__init__()
        self._database = database
        self._alone = MemoryStorage()
        self._lock = Lock()
        self._swept = 0.0
        self._fault = Lasting(log)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what goes wrong here: nothing that is not dealt with."""
        return StoreError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter, which ends so many seconds after its start; return what it is then."""
        now = time.time()
        row = [key, amount, now + expiry, now, now]
        return self._either(
            lambda: int(self._rows(ADD, row)[0][0]), lambda: self._alone.incr(key, expiry, amount)
        )

    def get(self, key: str) -> int:
        """Return a counter, 0 if it has ended."""
        return self._either(lambda: self._held(key).get(key, 0), lambda: self._alone.get(key))

    def get_expiry(self, key: str) -> float:
        """Return when a counter ends, in seconds since 1970."""
        sql = "SELECT ends FROM counts WHERE key = ?"
        return self._either(
            lambda: float(([*self._rows(sql, [key]), (time.time(),)])[0][0]),
            lambda: self._alone.get_expiry(key),
        )

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return count and remaining seconds of the window before, and of this one."""
        return self._either(
            lambda: self._window(key, expiry, time.time()),
            lambda: self._alone.get_sliding_window(key, expiry),
        )

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, unless it would be more than the limit; return whether it was counted."""
        return self._either(
            lambda: self._take(key, limit, expiry, amount),
            lambda: self._alone.acquire_sliding_window_entry(key, limit, expiry, amount),
        )

    def _take(self, key: str, limit: int, expiry: int, amount: int) -> bool:
        now = time.time()
        before, left, _, _ = self._window(key, expiry, now)
        weight = before * left / expiry
        _, current = self.sliding_window_keys(key, expiry, now)
        room = limit - floor(weight) - amount  # for the first of this window
        row = [current, amount, now + 2 * expiry, room, weight, limit]
        return bool(self._rows(TAKE, row))

    def _window(self, key: str, expiry: int, now: float) -> tuple[int, float, int, float]:
        before, current = self.sliding_window_keys(key, expiry, now)
        held = self._held(before, current)
        left = expiry - now % expiry
        past = held.get(before, 0)
        return past, left if past else 0.0, held.get(current, 0), left + expiry

    def _held(self, *keys: str) -> dict[str, int]:
        sql = "SELECT key, count FROM counts WHERE key IN (?, ?) AND ends > ?"
        rows = self._rows(sql, [keys[0], keys[-1], time.time()])
        return {key: int(count) for key, count in rows}

    def clear(self, key: str) -> None:
        """Forget a counter."""
        self.incr(key, 0, -self.get(key))

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget a counter of this window and the one before."""
        for part in self.sliding_window_keys(key, expiry, time.time()):
            self.clear(part)

    def reset(self) -> int | None:
        """Forget nothing: other replicas count too."""
        return None

    def check(self) -> bool:
        """Tell whether it can be counted."""
        return True

    def _rows(self, sql: str, values: list[object]) -> list[tuple[Any, ...]]:
        now = time.monotonic()
        with self._lock:
            due = now > self._swept + SWEEP_S
            self._swept = now if due else self._swept
        if due:
            self._database.rows(SWEEP, [time.time()])
        return self._database.rows(sql, values)

    def _either(self, shared: Callable[[], T], alone: Callable[[], T]) -> T:
        try:
            counted = shared()
        except StoreError as error:
            self._fault.warn(f"limits are counted by this process alone: {error}")
            return alone()
        self._fault.end()
        return counted


def counts_of(index: Index) -> Storage:
    """Return where to count what clients use: where truth is, if that is in PostgreSQL."""
    if not index.address:
        return MemoryStorage()
    from index.postgres import Postgres

    return Counts(Postgres(index.address))
