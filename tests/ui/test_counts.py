"""Replicas of a server count together, in PostgreSQL, as one counts by itself in memory."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter
from starlette.testclient import TestClient

from index.ingest import ingest
from index.postgres import Postgres
from index.store import Index
from qa.writing.allowance import Allowance, AllowanceError
from tests.postgres import PostgresServer
from ui.api.settings import Settings
from ui.counts import Counts, counts_of
from ui.feedback import feedback_of, new_feedback
from ui.server import build_app

SITE = "https://docs.example"
START = 1_800_000_000.0


@pytest.fixture
def index(tmp_path: Path, address: str) -> Iterator[Index]:
    """Return an index of one document whose truth is in PostgreSQL."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "cats.txt").write_text("Cats sleep through the day.")
    ingest(tmp_path / "index", tmp_path / "docs", address=address)
    opened = Index(tmp_path / "index")
    yield opened
    opened.close()


def test_windows_are_counted_as_in_memory(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    now = START
    monkeypatch.setattr("time.time", lambda: now)
    seen: list[list[Any]] = []
    storages: tuple[Storage, Storage] = (counts_of(index), MemoryStorage())
    minute, day = RateLimitItemPerMinute(3), RateLimitItemPerDay(100)
    for step in (0, 1, 1, 1, 40, 1, 20, 5, 59, 61, 300, 0, 0, 0):
        now += step
        found = []
        for storage in storages:
            sliding = SlidingWindowCounterRateLimiter(storage)
            fixed = FixedWindowRateLimiter(storage)
            stats = sliding.get_window_stats(minute, "ann")
            found.append(
                (
                    sliding.test(minute, "ann"),
                    sliding.hit(minute, "ann"),
                    stats.remaining,
                    pytest.approx(stats.reset_time),
                    fixed.test(day, "ann", cost=40),
                    fixed.hit(day, "ann", cost=30),
                )
            )
        assert found[0] == found[1]
        seen.append(found)
    assert {hit for found in seen for hit in (found[0][1],)} == {True, False}
    assert isinstance(storages[0], Counts)
    SlidingWindowCounterRateLimiter(storages[0]).clear(minute, "ann")
    assert SlidingWindowCounterRateLimiter(storages[0]).test(minute, "ann")


def test_no_more_is_let_in_however_many_count_at_once(index: Index) -> None:
    limit = RateLimitItemPerDay(50)
    replicas = [SlidingWindowCounterRateLimiter(counts_of(index)) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        let_in = list(threads.map(lambda n: replicas[n % 4].hit(limit, "ann"), range(120)))
    assert sum(let_in) == 50


def test_two_replicas_have_one_limit_and_know_each_other_s_sessions(index: Index) -> None:
    settings = Settings(origins=(SITE,), url="https://footnote.example", limit=4)
    one, two = (_client(index, settings) for _ in range(2))
    token = one.post("/api/session", headers={"Origin": SITE}).json()["token"]
    headers = {"Origin": SITE, "Authorization": f"Bearer {token}"}
    asked: Any = {"json": {"question": "What do cats do?"}}
    assert [http.post("/api/ask", headers=headers, **asked).status_code for http in (one, two)] == [
        200,
        200,
    ]
    assert two.post("/api/ask", headers=headers, **asked).json()["error"]["type"] == "limit"
    assert [http.post("/api/ask", **asked).status_code for http in (one, two, one, two)] == [
        200,
        200,
        429,
        429,
    ]


def _client(index: Index, settings: Settings) -> TestClient:
    return TestClient(build_app(index, settings), base_url="https://footnote.example")


def test_what_a_model_may_cost_is_counted_together(index: Index) -> None:
    one, two = (Allowance(tokens_a_day=100, counts=counts_of(index)) for _ in range(2))
    with one.spending("ann", 4) as spend:
        spend(400)
    with pytest.raises(AllowanceError, match="used up"), two.spending("ann", 4):
        pass
    with two.spending("bob", 4):
        pass


def test_a_replica_counts_alone_while_it_may_not_count_with_others(
    index: Index, postgres: PostgresServer, caplog: Any
) -> None:
    limit = RateLimitItemPerMinute(2)
    postgres.ask("DROP TABLE counts", "alone")
    limiter = SlidingWindowCounterRateLimiter(Counts(Postgres(index.address)))
    assert [limiter.hit(limit, "ann") for _ in range(3)] == [True, True, False]
    assert [record.getMessage()[:46] for record in caplog.records] == [
        "limits are counted by this process alone: a re"
    ]


def test_counters_that_have_ended_go(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    now = START
    monkeypatch.setattr("time.time", lambda: now)
    Counts(Postgres(index.address)).incr("old", 60)
    now += 61
    later = Counts(Postgres(index.address))
    assert later.incr("new", 60) == 1
    assert Postgres(index.address).rows("SELECT key FROM counts") == [("new",)]


def test_feedback_to_any_replica_is_listed_on_every_machine(
    index: Index, tmp_path: Path, address: str
) -> None:
    first = new_feedback("a 1", "up", "What do cats do?", "They sleep.")
    feedback_of(index.folder, index.address).add(first)
    elsewhere = feedback_of(tmp_path / "other", address)
    elsewhere.add(new_feedback("b 1", "down", "And dogs?", "Nothing is said."))
    elsewhere.add(new_feedback("a 1", "", "What do cats do?", "They sleep."))
    command = [sys.executable, "-m", "ui.cli", "feedback", "--index", str(index.folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "And dogs?" in said.stdout
    assert "0 up, 1 down" in said.stdout
    assert not list(tmp_path.glob("*.jsonl"))
