"""What is logged: a line a request, in JSON, in which nothing can pass for another line."""

import json
import logging
from datetime import UTC, datetime

from ui.api.settings import Log

LEVELS: dict[Log, int] = {
    "errors": logging.WARNING,
    "requests": logging.INFO,
    "questions": logging.DEBUG,
}
FIELDS = "fields"


class Lines(logging.Formatter):
    """One JSON object a line; every control character and all that is not ASCII is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = fault(record.exc_info[1])
        return json.dumps(line)


def set_up(log: Log) -> None:
    """Log what was asked for, on the handlers that there are."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Lines())
    logging.getLogger("ui").setLevel(LEVELS[log])


def fault(error: BaseException) -> str:
    """Return the kind of an error and where it was raised, without what it says of a request."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    return type(error).__name__ + where
