"""Warnings of what lasts."""

import logging


class Lasting:
    """Logs a warning once for as long as it holds, however often it is met."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said = ""

    def warn(self, what: str) -> None:
        """Log it, unless it was the last that was logged and has not ended since."""
        if what != self._said:
            self._log.warning("%s", what)
        self._said = what

    def end(self) -> None:
        """Note that it does not hold any more: the next time it is logged again."""
        self._said = ""
