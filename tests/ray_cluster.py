"""A Ray cluster of two workers on loopback for tests, and an embedding that ends its worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.embedding import Vectors
from tests.missing import skip_or_fail
from tests.torture.world import Hashed

LOOPBACK = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # Ray's way to say: 127.0.0.1 alone
    "RAY_worker_niceness": "0",  # 15 is Ray's way, which starves them where others are at work
    "RAY_USAGE_STATS_ENABLED": "0",
}
NODE = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": 100_000_000}


def needed() -> None:
    """Skip the test with a loud notice where Ray is missing and not demanded."""
    if find_spec("ray") is None:
        skip_or_fail(
            "NO RAY TESTS: Ray is not installed (pip install 'footnote-qa[ray]')",
            "FOOTNOTE_NEEDS_RAY",
        )


class RayCluster:
    """A head that works too, and other machines, each with one core, until `close`."""

    def __init__(self, others: int = 1) -> None:
        os.environ.update(LOOPBACK)
        from ray.cluster_utils import Cluster

        self._cluster = Cluster(initialize_head=True, head_node_args=NODE)
        self._others: list[Any] = []
        for _ in range(others):
            self._others.append(self._cluster.add_node(**NODE))
        self.address = str(self._cluster.address)

    def kill(self) -> None:
        """End one of the others at once, with all of its processes."""
        self._cluster.remove_node(self._others.pop(), allow_graceful=False)

    def close(self) -> None:
        """End it."""
        import ray

        ray.shutdown()
        self._cluster.shutdown()


@dataclass(frozen=True)
class Deadly(Hashed):
    """An embedding that ends its process at a text, as often as the folder has files left."""

    deaths: Path
    text: str

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Yield vectors unless there is a death to die."""
        for text in texts:
            left = next(self.deaths.iterdir(), None)
            if self.text in text and left:
                left.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
            yield self.embed_query(text)


class Broken(Hashed):
    """An embedding that always fails."""

    def embed(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """Raise."""
        raise RuntimeError("no\nmemory")


def main() -> None:
    """Run a cluster of so many workers, print its address, and end it with the standard input."""
    cluster = RayCluster(int(sys.argv[1]) - 1)
    print(cluster.address, flush=True)
    sys.stdin.read()
    cluster.close()


@contextmanager
def apart(workers: int) -> Iterator[tuple[str, int]]:
    """Run a cluster in a process of its own; give its address and the number of the process."""
    command = [sys.executable, "-m", "tests.ray_cluster", str(workers)]
    pipe, plain = subprocess.PIPE, {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=plain, text=True) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip(), process.pid
        process.stdin.close()


if __name__ == "__main__":
    main()
