"""What an index takes in machines and money: `python -m tests.scale_model CHUNKS QUESTIONS`.

MEASURED holds figures of docs/scale.md, taken on one machine; what grows with the index is drawn on
by a power law through them, so far beyond the largest it is a guess. PRICES are assumptions.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

HOURS = 730  # of a month
GIGA = 1e9


@dataclass(frozen=True)
class Power:
    """factor * n ** exponent."""

    factor: float
    exponent: float

    def at(self, n: float) -> float:
        """Return the value at n."""
        return float(self.factor * n**self.exponent)


def fit(points: Mapping[int, float]) -> Power:
    """Return the power law with the least squared differences of logarithms."""
    exponent, constant = np.polyfit(np.log(list(points)), np.log(list(points.values())), 1)
    return Power(float(np.exp(constant)), float(exponent))


@dataclass(frozen=True)
class Measured:
    """Seconds of one core, and bytes; all but `search_s` and `vectors_s` are of one chunk."""

    embed_s: float  # parsed, split and embedded
    write_s: float  # by the one writer, into truth
    words_s: float  # into tantivy
    vectors_s: Power  # n chunks into Chroma
    search_s: Power  # a search of n chunks
    answer_s: float  # a question read, without its search
    truth_bytes: float
    words_bytes: float
    memory_bytes: float  # of Chroma


@dataclass(frozen=True)
class Prices:
    """In US dollars. `source` says whose they are and of when."""

    core_hour: float
    disk_gb_month: float
    cores: int  # of a machine
    memory_gb: float  # of a machine
    busy: float  # the share of its cores or memory that is used
    source: str


@dataclass(frozen=True)
class Plan:
    """What it takes; costs are a month's, but for those of the ingest, which is done once."""

    ingest_core_hours: float
    ingest_usd: float
    writer_hours: float
    workers: int  # cores with which the writer has no rest
    words_hours: float  # of a replica that starts with nothing
    vectors_hours: float  # of Chroma, once
    truth_gb: float
    vector_gb: float
    vector_machines: int
    words_gb: float  # on each replica
    search_s: float
    replicas: int
    usd_month: float


def plan(measured: Measured, prices: Prices, chunks: int, questions: float) -> Plan:
    """Return what so many chunks and questions a second take."""
    hours = chunks * measured.embed_s / 3600
    vector_gb = chunks * measured.memory_bytes / GIGA
    vector_machines = ceil(vector_gb / (prices.memory_gb * prices.busy))
    search_s = measured.search_s.at(chunks)
    cores = questions * (measured.answer_s + search_s) / prices.busy
    replicas = ceil(cores / prices.cores)
    words_gb, truth_gb = chunks * measured.words_bytes / GIGA, chunks * measured.truth_bytes / GIGA
    machines = replicas + vector_machines + 1  # that of PostgreSQL
    disk_gb = truth_gb + vector_gb + replicas * words_gb
    return Plan(
        ingest_core_hours=hours,
        ingest_usd=hours * prices.core_hour,
        writer_hours=chunks * measured.write_s / 3600,
        workers=ceil(measured.embed_s / measured.write_s),
        words_hours=chunks * measured.words_s / 3600,
        vectors_hours=measured.vectors_s.at(chunks) / 3600,
        truth_gb=truth_gb,
        vector_gb=vector_gb,
        vector_machines=vector_machines,
        words_gb=words_gb,
        search_s=search_s,
        replicas=replicas,
        usd_month=machines * prices.cores * prices.core_hour * HOURS
        + disk_gb * prices.disk_gb_month,
    )


MEASURED = Measured(
    embed_s=0.0186,
    write_s=0.00105,  # PostgreSQL on the same machine
    words_s=0.000086,
    vectors_s=fit({10_000: 3.38, 100_000: 46.0, 1_000_000: 1457}),
    search_s=fit({10_000: 0.0074, 100_000: 0.0120, 1_000_000: 0.0174}),
    answer_s=0.235,
    truth_bytes=3560,  # in SQLite
    words_bytes=244,
    memory_bytes=2330,
)
PRICES = Prices(
    core_hour=0.05,
    disk_gb_month=0.10,
    cores=16,
    memory_gb=64,
    busy=0.6,
    source="prices: an assumption, from memory, of the order of clouds' list prices in 2025",
)


def told(found: Plan) -> str:
    """Return a plan in lines."""
    return "\n".join(f"{name:20} {value:16,.2f}" for name, value in vars(found).items())


def main() -> None:
    """Print what it takes."""
    chunks, questions = int(sys.argv[1]), float(sys.argv[2])
    print(f"{chunks:,} chunks, {questions:,.0f} questions a second; {PRICES.source}")
    print(told(plan(MEASURED, PRICES, chunks, questions)))


if __name__ == "__main__":
    main()
