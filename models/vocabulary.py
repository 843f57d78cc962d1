"""The words all layers share: enums and lifecycle tables. Standard library only.

Everything that decides which state may follow which lives here.
"""

from enum import StrEnum


class Country(StrEnum):
    """Countries of the Better Work programme and its partners, ISO 3166-1 alpha-2."""

    BANGLADESH = "BD"
    CAMBODIA = "KH"
    EGYPT = "EG"
    ETHIOPIA = "ET"
    HAITI = "HT"
    INDONESIA = "ID"
    JORDAN = "JO"
    MADAGASCAR = "MG"
    NICARAGUA = "NI"
    PAKISTAN = "PK"
    SRI_LANKA = "LK"
    UZBEKISTAN = "UZ"
    VIETNAM = "VN"


class Role(StrEnum):
    """Who may sign in to the web view."""

    ADVISOR = "advisor"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Author(StrEnum):
    """Who a message of a case is from. A note is seen by advisors only."""

    WORKER = "worker"
    ADVISOR = "advisor"
    NOTE = "note"


class MessageKind(StrEnum):
    """What a message of a case is."""

    STORY = "story"
    REMEDY = "remedy"
    ANSWER = "answer"
    REPLY = "reply"
    NOTE = "note"


class Audience(StrEnum):
    """Who the worker lets know about her case, always without her name."""

    BETTER_WORK = "better_work"
    REPRESENTATIVES = "representatives"
    UNION = "union"
    FACTORY = "factory"


class CaseStatus(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CLOSED = "closed"


class CaseAction(StrEnum):
    """What can be done to a case that changes its status."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"


CASE_LIFECYCLE: dict[CaseStatus, dict[CaseAction, CaseStatus]] = {
    CaseStatus.NEW: {
        CaseAction.ACKNOWLEDGE: CaseStatus.ACKNOWLEDGED,
        CaseAction.RESOLVE: CaseStatus.RESOLVED,
        CaseAction.CLOSE: CaseStatus.CLOSED,
    },
    CaseStatus.ACKNOWLEDGED: {
        CaseAction.RESOLVE: CaseStatus.RESOLVED,
        CaseAction.CLOSE: CaseStatus.CLOSED,
    },
    CaseStatus.RESOLVED: {
        CaseAction.REOPEN: CaseStatus.ACKNOWLEDGED,
        CaseAction.CLOSE: CaseStatus.CLOSED,
    },
    CaseStatus.CLOSED: {CaseAction.REOPEN: CaseStatus.ACKNOWLEDGED},
}

OPEN_STATUSES = (CaseStatus.NEW, CaseStatus.ACKNOWLEDGED, CaseStatus.RESOLVED)


class InboxState(StrEnum):
    """What became of an incoming message."""

    PROCESSED = "processed"
    NEW = "new"
    DEAD = "dead"


class OutboxState(StrEnum):
    """Where an outgoing message is. See OUTBOX_RANK for the only direction it may go."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    BLOCKED = "blocked"
    EXPIRED = "expired"


OUTBOX_RANK: dict[OutboxState, int] = {
    OutboxState.QUEUED: 0,
    OutboxState.SENDING: 1,
    OutboxState.UNKNOWN: 2,
    OutboxState.ACCEPTED: 3,
    OutboxState.SENT: 4,
    OutboxState.UNDELIVERED: 5,
    OutboxState.FAILED: 5,
    OutboxState.BLOCKED: 5,
    OutboxState.EXPIRED: 5,
    OutboxState.DELIVERED: 6,
}
"""A delivery report may only raise the rank; what the provider once confirmed is never taken back."""

UNFINISHED = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)
"""While one of these stands, later messages to the same person wait: order is part of the meaning."""


class Priority:
    """Replies overtake broadcasts."""

    REPLY = 0
    BROADCAST = 1


class PromptState(StrEnum):
    """What became of something the line wants to ask by itself."""

    WAITING = "waiting"
    OPENED = "opened"
    EXPIRED = "expired"


class AttachmentKind(StrEnum):
    """What a worker can send beside text."""

    PHOTO = "photo"
    FILE = "file"
    VOICE = "voice"


class AttachmentState(StrEnum):
    """A file is fetched from the provider after the message was taken in."""

    PENDING = "pending"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
