"""Browser sessions, kept by the server, and the delays that make guessing slow.

Only the SHA-256 of a session's 256 random bits is kept. A delay belongs to an account and a source together,
so that nobody can lock somebody else out.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select, update

from models.contact import Contact
from models.encryption import KeyRing, Purpose
from models.upsert import insert_or_ignore
from models.user import LinkToken, LoginDelay, User, WebSession
from models.vocabulary import LINES_OF, Way
from operations import audit
from operations.work import Work

IDLE = 15 * 60.0
LIFE = 8 * 3600.0
HALF_WAY = 5 * 60.0
"""How long a right password waits for its code."""
CONFIRMED = 5 * 60.0
"""How long a password and code that were given again count, for taking results along."""
TOUCH = 5.0
"""Use is noted when the last note is older than this, so that a page with pictures is not ten writes."""
LINK_LIFE = 3600.0
FREE_TRIES = 5
FREE_CODES = 30
"""Wrong codes of one account from everywhere; only who has the password gets this far."""
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page."""

    id: str
    email: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Session:
    """A live session. Not `ready` means: the password was right, the code is still to come."""

    token_hash: str
    ready: bool
    seen_at: float
    viewer: Viewer
    confirmed_at: float | None = None

    def is_confirmed(self, now: float) -> bool:
        """Whether password and code were given again a short while ago; signing in does not count."""
        return self.confirmed_at is not None and 0 <= now - self.confirmed_at <= CONFIRMED


def open_session(work: Work, user_id: str, ready: bool) -> str:
    """A new session; returns its id, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _digest(token), "user_id": user_id, "ready": ready}
    work.connection.execute(insert(WebSession).values(**row, created_at=work.now, seen_at=work.now))
    if ready:
        audit.record(work, "user.signed_in", user_id=user_id, about=("user", user_id))
    return token


def find_session(connection: Connection, token: str, now: float) -> Session | None:
    """The session with this id, unless it rested, grew old, or its user was switched off."""
    row = connection.execute(_session.where(WebSession.token_hash == _digest(token), User.active)).one_or_none()
    if row is None or now - row.created_at > (LIFE if row.ready else HALF_WAY) or now - row.seen_at > IDLE:
        return None
    viewer = Viewer(row.id, row.email, row.role, row.language)
    return Session(row.token_hash, row.ready, row.seen_at, viewer, row.confirmed_at)


def touch(work: Work, session: Session) -> None:
    """Note that the session is in use."""
    work.connection.execute(
        update(WebSession).where(WebSession.token_hash == session.token_hash).values(seen_at=work.now)
    )


def confirm(work: Work, session: Session) -> None:
    """Note that password and code were given again."""
    work.connection.execute(
        update(WebSession).where(WebSession.token_hash == session.token_hash).values(confirmed_at=work.now)
    )
    audit.record(work, "user.confirmed", user_id=session.viewer.id, about=("user", session.viewer.id))


def end_session(work: Work, session: Session) -> None:
    work.connection.execute(delete(WebSession).where(WebSession.token_hash == session.token_hash))
    if session.ready:
        audit.record(work, "user.signed_out", user_id=session.viewer.id, about=("user", session.viewer.id))


def end_all_sessions(work: Work, user_id: str) -> None:
    work.connection.execute(delete(WebSession).where(WebSession.user_id == user_id))
    audit.record(work, "user.sessions_ended", user_id=user_id, about=("user", user_id))


def sweep(work: Work) -> None:
    """Forget what has run out. For the clock, about once an hour."""
    old = or_(WebSession.seen_at < work.now - IDLE, WebSession.created_at < work.now - LIFE)
    work.connection.execute(delete(WebSession).where(old))
    work.connection.execute(delete(LinkToken).where(LinkToken.expires_at < work.now))
    work.connection.execute(delete(LoginDelay).where(LoginDelay.blocked_until < work.now - 86400.0))


def new_link_token(work: Work, user_id: str) -> str:
    """A one-time token that ties a Telegram chat to the account, for alerts; earlier ones end."""
    token = secrets.token_urlsafe(24)
    work.connection.execute(delete(LinkToken).where(LinkToken.user_id == user_id))
    row = {"token_hash": _digest(token), "user_id": user_id, "expires_at": work.now + LINK_LIFE}
    work.connection.execute(insert(LinkToken).values(**row))
    audit.record(work, "user.link_made", user_id=user_id, about=("user", user_id))
    return token


def use_link_token(work: Work, token: str, contact_id: str) -> str | None:
    """Tie a chat to the account that made the token, once. Returns the user's language; None for no such token."""
    link = work.connection.execute(
        select(LinkToken.user_id, User.language)
        .join(User, User.id == LinkToken.user_id)
        .where(LinkToken.token_hash == _digest(token), LinkToken.expires_at > work.now, User.active)
    ).one_or_none()
    if link is None:
        return None
    work.connection.execute(delete(LinkToken).where(LinkToken.user_id == link.user_id))
    work.connection.execute(update(Contact).where(Contact.id == contact_id).values(user_id=link.user_id))
    audit.record(work, "user.linked", user_id=link.user_id, about=("user", link.user_id))
    return str(link.language)


@dataclass(frozen=True, slots=True)
class Alerting:
    """By which ways alerts can reach a user, and the one they chose; None for all of them."""

    ways: list[Way]
    chosen: Way | None


def alerting(connection: Connection, user_id: str) -> Alerting:
    """How the user gets alerts. Without any way nobody can reach them."""
    query = select(Contact.line).where(Contact.user_id == user_id, Contact.sendable)
    lines = set(connection.execute(query).scalars())
    ways = [way for way in Way if lines & LINES_OF[way]]
    chosen = connection.execute(select(User.alerts_by).where(User.id == user_id)).scalar_one()
    return Alerting(ways, Way(chosen) if chosen in ways else None)


def choose_alerts(work: Work, user_id: str, way: Way | None) -> None:
    """By this way only, as long as there is an address for it; None for every way."""
    work.connection.execute(update(User).where(User.id == user_id).values(alerts_by=way and way.value))
    audit.record(work, "user.alerts_changed", user_id=user_id, about=("user", user_id), detail={"by": way})


def try_once(work: Work, key: str, free: int = FREE_TRIES) -> float:
    """Take one try. Returns 0.0 when it may be made, else the seconds to wait.

    The try counts before it is known to fail, so that many at once gain nothing; `forgive` ends the count.
    """
    wait = work.connection.execute(select(LoginDelay.blocked_until).where(LoginDelay.key == key)).scalar()
    if wait is not None and wait > work.now:
        return float(wait - work.now)
    fresh = insert_or_ignore(LoginDelay)[work.connection.dialect.name]
    work.connection.execute(fresh, {"key": key, "failures": 0, "blocked_until": work.now})
    counted = update(LoginDelay).where(LoginDelay.key == key).values(failures=LoginDelay.failures + 1)
    failures = work.connection.execute(counted.returning(LoginDelay.failures)).scalar_one()
    pause = min(2.0 ** min(failures - free, 30), LONGEST_WAIT) if failures >= free else 0.0
    work.connection.execute(update(LoginDelay).where(LoginDelay.key == key).values(blocked_until=work.now + pause))
    return 0.0


def forgive(work: Work, *keys: str) -> None:
    """The try was right: its count starts again."""
    work.connection.execute(delete(LoginDelay).where(LoginDelay.key.in_(keys)))


def delay_key(ring: KeyRing, *parts: str) -> str:
    """Under which a count is kept: a keyed hash, so that neither account nor source can be read."""
    return hmac.digest(session_secrets(ring, "login delay")[0], "\0".join(parts).encode(), "sha256").hex()


def session_secrets(ring: KeyRing, use: str) -> list[bytes]:
    """Secrets for one use, derived from the session keys, newest first."""
    ring.newest(Purpose.SESSION)
    return [hmac.digest(key, use.encode(), "sha256") for _, key in ring.keys[Purpose.SESSION]]


_session = select(
    WebSession.token_hash,
    WebSession.ready,
    WebSession.created_at,
    WebSession.seen_at,
    WebSession.confirmed_at,
    User.id,
    User.email,
    User.role,
    User.language,
).join(User, User.id == WebSession.user_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
