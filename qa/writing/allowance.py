"""What language models may cost: tokens and money a day for a client, and rest after failures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from limits import RateLimitItemPerDay
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from index.errors import FootnoteError

LETTERS_A_TOKEN = 4  # about, in English; servers seldom tell while they stream
FAILURES, REST_S = 3, 30.0
MICRO = 1_000_000
TOGETHER = 50  # allowances: what all clients may use in a day; a name costs them nothing
ALL = "all clients"


class AllowanceError(FootnoteError):
    """The model may not be asked now."""


class Allowance:
    """Counts what a client, and all of them, had of the model today; lets a failing model rest.

    `price` is money for a million tokens. All clients together get TOGETHER times what one gets.
    After FAILURES in a row nothing is sent for REST_S. What was used is in `counts`, which other
    processes may share.
    """

    def __init__(
        self,
        tokens_a_day: int = 200_000,
        price: float = 0.0,
        money_a_day: float = 1.0,
        counts: Storage | None = None,
    ) -> None:
        self._limiter = FixedWindowRateLimiter(counts or MemoryStorage())
        most = tokens_a_day if not price else min(tokens_a_day, int(money_a_day / price * MICRO))
        self._day = RateLimitItemPerDay(max(1, most))
        self._everybody = RateLimitItemPerDay(TOGETHER * max(1, most))
        self._lock = Lock()
        self._failures, self._rests_until = 0, 0.0

    @contextmanager
    def spending(self, client: str, letters: int) -> Iterator[Callable[[int], None]]:
        """Count a request of so many letters; call what is given for each piece of the reply.

        Raises AllowanceError before anything is sent.
        """
        self._admit(client, letters)
        spent = letters

        def spend(more: int) -> None:
            nonlocal spent
            spent += more

        try:
            yield spend
        except Exception:
            self._failed()
            raise
        else:
            with self._lock:
                self._failures = 0
        finally:
            cost = max(1, spent // LETTERS_A_TOKEN)
            self._limiter.hit(self._day, client, cost=cost)
            self._limiter.hit(self._everybody, ALL, cost=cost)

    def _admit(self, client: str, letters: int) -> None:
        with self._lock:
            if monotonic() < self._rests_until:
                raise AllowanceError("the model failed repeatedly and is left alone for a while")
        cost = max(1, letters // LETTERS_A_TOKEN)
        if not self._limiter.test(self._day, client, cost=cost):
            raise AllowanceError("the allowance of today is used up")
        if not self._limiter.test(self._everybody, ALL, cost=cost):
            raise AllowanceError("the allowance of all visitors for today is used up")

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._rests_until = 0, monotonic() + REST_S
