"""What may be logged, and nothing else: an allow-list of fields, one JSON line each.

Never an address in any form, a text, a code, a token, a URL with its query. Libraries that log such things are
silenced by name, because their messages are made before anybody could filter them.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "process", "route", "method", "status", "ms", "request",
        "inbox", "outbox", "attachment", "prompt", "case_count", "line", "code", "trouble", "error", "count",
        "revision", "version", "user", "worker", "host", "port", "holder", "reason", "state",
    }
)  # fmt: skip
SILENCED = (
    "httpx",
    "httpcore",
    "telegram",
    "telegram.ext",
    "telegram.Bot",
    "twilio",
    "bot.channels.twilio",
    "werkzeug",
    "waitress",
    "waitress.queue",
    "apscheduler",
    "sqlalchemy",
    "sqlalchemy.engine",
    "sqlalchemy.pool",
    "aiohttp",
    "aiohttp.access",
    "asyncio",
    "urllib3",
    "alembic",
    "PIL",
    "fontTools",
    "weasyprint",
)


def configure_logs(process: str, level: int = logging.INFO) -> None:
    """Set up logging for a process of this role."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(process=process)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.lastResort = None
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [_Nothing()]
    silence_libraries()


def silence_libraries() -> None:
    for name in SILENCED:
        library = logging.getLogger(name)
        library.setLevel(logging.CRITICAL + 1)
        library.propagate = False
        library.handlers[:] = [_Nothing()]


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list; values are short words, numbers or ids."""
    return {name: _short(value) for name, value in event.items() if name in ALLOWED}


def _short(value: Any) -> Any:
    return value if isinstance(value, int | float | bool) or value is None else str(value)[:80]


class _Nothing(logging.NullHandler):
    """Takes what other libraries log, and lets it go: they know addresses and texts that no log may hold."""
