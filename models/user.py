"""People of the web view: accounts, the factories they are assigned to, their sessions."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Day, Id, Instant, Ref, SealedSeed


class User(Base):
    """An advisor, lead, admin or auditor. The password is kept as Argon2id, the TOTP seed sealed."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role in ('advisor', 'lead', 'admin', 'auditor')", name="role"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[SealedSeed]
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last time step whose code was used: a code works once."""
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    alerts_by: Mapped[str | None] = mapped_column(String(16))
    """The way they chose to be alerted, of those they have; none for every one."""
    created_on: Mapped[Day]


class Assignment(Base):
    """A factory that a user looks after. Access to cases follows from it and from nothing else."""

    __tablename__ = "assignments"

    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id", ondelete="CASCADE"), primary_key=True)


class WebSession(Base):
    """A browser session: only the SHA-256 of its 256 random bits is kept. `ready` after the second factor."""

    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    ready: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    """When password and code were last given again, for what signing in alone does not allow."""


class LinkToken(Base):
    """A one-time token by which an advisor ties a Telegram chat to the account, for alerts."""

    __tablename__ = "link_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[Instant]


class LoginDelay(Base):
    """Failed log-ins of one account from one source; both only as a keyed hash."""

    __tablename__ = "login_delays"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[Instant] = mapped_column(default=0.0)
