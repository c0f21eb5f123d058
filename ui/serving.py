"""How the server runs: it frees what slow clients hold, and stops without dropping an answer."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from threading import Timer
from typing import Any, NoReturn

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

TICK_S = 2.5  # a client that stands still for two of them is dropped
LARGEST_HEAD = 32 * 1024  # bytes of a request's line and headers
MOST_CONNECTIONS = 800
DRAIN_S = 6.0
GRACE_S = 1  # after the drain, for what is left: streams that have no end of their own
LONGEST_STOP_S = 8.5
WATCH_S = 0.05


class Patient(H11Protocol):
    """HTTP/1.1 that drops a client which neither ends its request's head nor reads its answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Watch the connection from its start."""
        super().connection_made(transport)
        self._seen: Any = None
        self._unsent = 0
        self._watch = self.loop.call_later(TICK_S, self._tick)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._watch.cancel()
        super().connection_lost(exc)

    def _tick(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        unread = unsent > 0 and unsent >= self._unsent > 0
        waiting = self.cycle is None or self.cycle.response_complete
        if unread or (waiting and not unsent and self._seen == (waiting, self.cycle)):
            self.transport.abort()
            return
        self._unsent, self._seen = unsent, (waiting, self.cycle)
        self._watch = self.loop.call_later(TICK_S, self._tick)


class Server(uvicorn.Server):
    """Ends with SIGTERM: takes no new question, finishes those it has, and exits with 0."""

    def __init__(self, config: uvicorn.Config, busy: Callable[[], int]) -> None:
        super().__init__(config)
        self._busy = busy

    async def startup(self, sockets: Any = None) -> None:
        """Say where it is, once it is there."""
        await super().startup(sockets)
        if self.started:
            at = f"http://{self.config.host}:{self.config.port}"
            print(f"Footnote is at {at} (Ctrl+C ends it)", file=sys.stderr, flush=True)

    async def shutdown(self, sockets: Any = None) -> None:
        """Close the door, wait for the answers that are under way, then close the rest."""
        watchdog = Timer(LONGEST_STOP_S, os._exit, [0])
        watchdog.daemon = True
        watchdog.start()
        for server in self.servers:
            server.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle(), DRAIN_S)
        self.config.timeout_graceful_shutdown = GRACE_S
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # to cut these is no error
        await super().shutdown(sockets)

    async def _idle(self) -> None:
        while self._busy():
            await asyncio.sleep(WATCH_S)


def run(app: Any, host: str, port: int, busy: Callable[[], int]) -> NoReturn:
    """Serve until SIGTERM or SIGINT, then exit; `busy` tells how many answers are under way."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when it is done
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Patient,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    with contextlib.suppress(KeyboardInterrupt):
        Server(config, busy).run()
    logging.shutdown()
    os._exit(0)  # a thread that waits for a language model holds up nothing
