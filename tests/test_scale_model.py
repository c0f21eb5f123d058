"""The model of docs/scale.md, on values worked by hand."""

import subprocess
import sys

import pytest

from tests.scale_model import Measured, Power, Prices, fit, plan

MEASURED = Measured(
    embed_s=0.036,
    write_s=0.0036,
    words_s=0.001,
    vectors_s=Power(1.0, 1.0),
    search_s=Power(0.001, 0.25),
    answer_s=0.09,
    truth_bytes=4000,
    words_bytes=500,
    memory_bytes=2000,
)
PRICES = Prices(
    core_hour=0.1, disk_gb_month=0.05, cores=10, memory_gb=10, busy=0.5, source="made up"
)


def test_a_power_law_goes_through_its_points() -> None:
    linear = fit({10: 2.0, 100: 20.0, 1000: 200.0})
    assert (linear.factor, linear.exponent) == pytest.approx((0.2, 1.0))
    assert fit({100: 3.0, 10_000: 30.0}).at(1_000_000) == pytest.approx(300)
    assert fit({10: 5.0, 100: 5.0}).at(10**8) == pytest.approx(5)


def test_a_plan_worked_by_hand() -> None:
    found = plan(MEASURED, PRICES, 100_000_000, 100)
    assert found.ingest_core_hours == pytest.approx(1000)  # 1e8 * .036 / 3600
    assert found.ingest_usd == pytest.approx(100)
    assert found.writer_hours == pytest.approx(100)
    assert found.workers == 10
    assert found.words_hours == pytest.approx(27.78, abs=0.01)
    assert found.vectors_hours == pytest.approx(27_778, abs=1)  # a second a chunk
    assert (found.truth_gb, found.vector_gb, found.words_gb) == pytest.approx((400, 200, 50))
    assert found.vector_machines == 40  # 200 GB in machines of which 5 GB are used
    assert found.search_s == pytest.approx(0.1)  # .001 * 1e8 ** .25
    assert found.replicas == 4  # 100 * (.09 + .1) / .5 = 38 cores
    # 45 machines of 10 cores for 730 hours at .1, and 400 + 200 + 4 * 50 GB at .05
    assert found.usd_month == pytest.approx(45 * 730 + 40)


def test_it_prints_what_is_asked() -> None:
    command = [sys.executable, "-m", "tests.scale_model", "1000000", "10"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("1,000,000 chunks, 10 questions a second; prices: an assumption")
    assert "usd_month" in said
