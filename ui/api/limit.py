"""How many questions one client, and one session, may ask, and how much else."""

import time
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from ui.api.errors import Denied

DAILY = 40  # times what is allowed in a minute
WIDER = 20  # times as many other requests: the chat's page makes seven for a question
SESSION_SHARE = 2  # a session may ask half of what its client may: a client may be a whole office


class Limits:
    """Counts questions; `a_minute` is what one client may ask, None for no limit."""

    def __init__(self, a_minute: int | None, counts: Storage) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(counts)
        self._minute = RateLimitItemPerMinute(a_minute or 0)
        self._others = RateLimitItemPerMinute(WIDER * (a_minute or 0))
        self._day = RateLimitItemPerDay(DAILY * (a_minute or 0))
        self._session = RateLimitItemPerMinute(-(-(a_minute or 0) // SESSION_SHARE))
        self._limited = a_minute is not None

    def count(self, client: str, session: str = "") -> None:
        """Count a question; raises Denied (429) if it is one too many, and counts nothing then."""
        if not self._limited:
            return
        who = network(client)
        asked = [(self._minute, f"client {who}"), (self._day, f"day {who}")]
        if session:
            asked.append((self._session, f"session {session}"))
        self._count(asked)

    def look(self, client: str) -> None:
        """Count a request that asks nothing; raises Denied (429) if it is one too many."""
        if self._limited:
            self._count([(self._others, f"others {network(client)}")])

    def _count(self, asked: Sequence[tuple[RateLimitItem, str]]) -> None:
        for limit, key in asked:
            if not self._limiter.test(limit, key):
                raise self._too_many(limit, key)
        for limit, key in asked:
            if not self._limiter.hit(limit, key):  # another was faster
                raise self._too_many(limit, key)

    def _too_many(self, limit: RateLimitItem, key: str) -> Denied:
        wait = self._limiter.get_window_stats(limit, key).reset_time - time.time()
        return Denied(429, "limit", f"at most {limit} expected: ask again later", max(wait, 1.0))


def network(client: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return client
    return str(address.ipv4_mapped or address.exploded[:19])
