"""Kills, failing writes and damage, and what was lost by them: `make torture`.

Every trial runs in a process forked for it, so that a crash is seen as one. Steps are counted and
made to fail by failing.c, which is compiled here; without a C compiler the kills come at random
moments only. What is lost is told at once; a part is left out with 0 for its number.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.chroma import ChromaServer
from tests.postgres import PostgresServer
from tests.torture.trials import Torture

SHIM = Path(__file__).parent / "failing.c"


def spread(most: int, wanted: int) -> list[int]:
    """Return at most `wanted` of the numbers 1 to `most`, evenly spread."""
    return sorted({1 + (most - 1) * place // max(wanted - 1, 1) for place in range(wanted)})


def interrupt(torture: Torture, kills: int, failures: int, *, first: bool) -> None:
    """Kill a first or a second ingest at its steps and at random, and let its writes fail."""
    steps, longest = torture.measure(first=first)
    print(f"{'a first' if first else 'a second'} ingest has {steps} steps", flush=True)
    for step in spread(steps, kills // 4) if steps else ():
        torture.kill_at(step, first=first)
    for step in spread(steps, failures // 2) if steps else ():
        torture.fail_at(step, first=first)
    for _ in range(kills // 4 if steps else kills - kills // 2):
        torture.kill_at_random(longest, first=first)
    for _ in range(kills // 4 if torture.server else 0):
        torture.kill_server(longest, first=first)
    for _ in range(kills // 4 if torture.chroma else 0):
        torture.kill_chroma(longest, first=first)


def run(torture: Torture, kills: int, failures: int, mutations: int) -> None:
    """Run all trials."""
    for first in (True, False) if kills or failures else ():
        interrupt(torture, kills, failures, first=first)
    if mutations:
        torture.damage_all(mutations)


def preload() -> None:
    """Compile failing.c and start again with it, unless that is done or cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if "failing" in os.environ.get("LD_PRELOAD", "") or not compiler:
        return
    library = Path(tempfile.mkdtemp(prefix="footnote-torture-")) / "failing.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, *sys.argv], os.environ | {"LD_PRELOAD": str(library)}
    )


def main() -> None:
    """Print what was tried and what was lost; exit 1 if anything was."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--failures", type=int, default=60)
    parser.add_argument("--mutations", type=int, default=20, help="of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="truth is in PostgreSQL")
    parser.add_argument("--chroma", action="store_true", help="vectors are on a Chroma server")
    given = parser.parse_args()
    preload()
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-torture-"))
        server = stack.enter_context(closing(PostgresServer())) if given.postgres else None
        chroma = ChromaServer(Path(name) / "chroma") if given.chroma else None
        if chroma:
            stack.callback(chroma.kill)
        torture = Torture(Path(name).resolve(), given.seed, server, chroma)
        run(torture, given.kills, given.failures, given.mutations)
    for kind, number in torture.tried.items():
        print(f"{kind:28} {number:5} tried")
    print(f"lost: {len(torture.lost) or 'nothing'}")
    sys.exit(1 if torture.lost else 0)


if __name__ == "__main__":
    main()
