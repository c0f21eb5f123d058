"""The other side of `index.formats.child`: one process for many files, replaced when it dies."""

import json
import signal
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from index.formats.extracted import Extracted, UnreadableError

PARSED = (".html", ".htm", ".xhtml", ".pdf", ".docx")
SECONDS = 30
MEGABYTES = 512
ROOT = Path(__file__).parent.parent.parent


class Parser:
    """Parses in a child process that has SECONDS a file and MEGABYTES of memory in all.

    The process starts with the first file; the context ends it.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._pipe and self._process:
            self._pipe.close()
            self._process.kill()
            self._process.wait()
        self._pipe = self._process = None

    def read(self, suffix: str, content: bytes) -> Extracted:
        """Return what a file holds. Raises UnreadableError with the reason if it cannot be read."""
        pipe = self._started()
        try:
            pipe.send_bytes(suffix.encode())
            pipe.send_bytes(content)
            if not pipe.poll(self._seconds):
                self.close()
                raise UnreadableError(f"takes more than {self._seconds:g} s to be read")
            found = json.loads(pipe.recv_bytes())
        except (EOFError, OSError):
            raise UnreadableError(f"its parser was ended by {self._cause()}") from None
        if "reason" in found:
            raise UnreadableError(found["reason"])
        return Extracted(found["text"], found["metadata"], tuple(found["pages"]))

    def _started(self) -> Connection:
        if self._pipe is None or self._process is None or self._process.poll() is not None:
            self.close()
            self._pipe, theirs = Pipe()
            # Of its own session, so that Ctrl-C reaches the one that reports.
            command = [sys.executable, "-m", "index.formats.child", str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 our own module
                [*command, str(self._megabytes)],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            theirs.close()
        return self._pipe

    def _cause(self) -> str:
        """Return what ended the process."""
        code = self._process.wait() if self._process else 0
        self.close()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
