"""A process of its own for what may crash or be killed."""

import os
import signal
import time
from collections.abc import Callable

from index.errors import StoreError


def forked(action: Callable[[], str], environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run in a process of its own; return its exit code (negative: a signal) and what it said."""
    return ended(*started(action, environment))


def started(
    action: Callable[[], str], environment: dict[str, str] | None = None
) -> tuple[int, int]:
    """Start a process of its own; return its number and the pipe that holds what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.environ.update(environment or {})
        code = 1
        try:
            said, code = action(), 0
        except StoreError as error:
            said, code = f"StoreError: {error}", 3
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:60000])
        os._exit(code)
    os.close(writing)
    return child, reading


def ended(child: int, reading: int) -> tuple[int, str]:
    """Wait for a process; return its exit code and what it said."""
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def killed_after(action: Callable[[], object], seconds: float) -> None:
    """Run in a process of its own and kill it, if it has not ended by then."""
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
