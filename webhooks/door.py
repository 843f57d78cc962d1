"""What every webhook does alike: a size limit, an acknowledgement only after the commit, and no 5xx for content."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from flask import Request, Response, abort, current_app
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import report
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import keep_unreadable, receive
from bot.next_line import lines_of
from bot.wake import Wake
from models.faults import reach
from models.vocabulary import OutboxState

LIMIT = 64 * 1024
"""The largest request a provider's webhook may bring, in bytes."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Door:
    """What a webhook hands on to. Kept in `app.extensions["door"]`."""

    house: House
    wake: Wake
    now: Callable[[], float] = field(default=time.time)

    def take(self, inbound: Inbound | None) -> None:
        """Take a message in; 503 when the database is away, so that the provider comes again."""
        if inbound is None:
            return
        self._check_room()
        try:
            receive(self.house, inbound, self.now())
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None)  # of SQLite the name of the code, such as SQLITE_BUSY
            log.error("door.no_database", error=type(error).__name__, code=getattr(cause, "sqlite_errorname", None))
            abort(503)
        self.wake.set()
        reach("inbox.before_answer")

    def report(self, token: str, state: OutboxState | None, provider_id: str | None, error: str | None) -> bool:
        """Apply a delivery report; False when the token was never given out."""
        try:
            with self.house.db.write() as connection:
                work = self.house.work(connection, self.now())
                known = report(work, token, state, provider_id, error, lines_of(self.house.settings))
                reach("report.before_commit")
        except SQLAlchemyError:
            abort(503)
        reach("report.before_answer")
        return known

    def keep(self, line: str, external_id: str, raw: bytes) -> None:
        """Keep, sealed, what was verified but cannot be read."""
        self._check_room()
        try:
            keep_unreadable(self.house, line, external_id, raw, self.now())
        except SQLAlchemyError:
            abort(503)

    def _check_room(self) -> None:
        """503 while there is room to say so: providers come again, and what was taken in before is still answered."""
        if self.house.is_full():
            log.error("door.disk_low")
            abort(503)


def door() -> Door:
    """The door of the running app."""
    found: Door = current_app.extensions["door"]
    return found


def body_of(request: Request) -> bytes:
    """The raw body; 413 beyond LIMIT, also when it comes in chunks without a length."""
    request.max_content_length = LIMIT
    return request.get_data(cache=False)


def fingerprint(raw: bytes) -> str:
    """An id for a message whose provider gave none that can be read."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()[:40]


def nothing(status: int = 200) -> Response:
    return Response(status=status)
