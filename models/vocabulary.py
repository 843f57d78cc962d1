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


class Line(StrEnum):
    """A line: an address is unique on it."""

    TWILIO = "twilio"
    TELEGRAM = "telegram"
    GATEWAY = "gateway"
    EMAIL = "email"
    SIM_SMS = "sim-sms"
    SIM_TELEGRAM = "sim-telegram"


SMS_LINES = frozenset({Line.TWILIO, Line.GATEWAY, Line.SIM_SMS})
"""Lines where options are numbered lines and a message is paid by the segment."""
CHAT_LINES = frozenset({Line.TELEGRAM, Line.SIM_TELEGRAM})
"""Lines that carry files and long texts."""
PAID_LINES = frozenset({Line.TWILIO, Line.GATEWAY})
"""Lines on which a segment costs money, and where a number may be in any country."""
SIMULATED = frozenset({Line.SIM_SMS, Line.SIM_TELEGRAM})


class Way(StrEnum):
    """How an advisor wants to be alerted; by every address they have where they chose none."""

    TELEGRAM = "telegram"
    SMS = "sms"
    EMAIL = "email"


LINES_OF = {Way.TELEGRAM: CHAT_LINES, Way.SMS: SMS_LINES, Way.EMAIL: frozenset({Line.EMAIL})}


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
    COMMITTEE = "committee"
    """What she sent for the committee's agenda: worded by an advisor, and seen by both sides."""


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
    HELD = "held"
    """More than may be answered now: it waits, sealed, for its turn or for an advisor."""
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
    """Replies overtake broadcasts; a first answer to a stranger waits behind people who are in the middle of something.

    Ten thousand numbers that write once each then hold nobody up.
    """

    REPLY = 0
    FIRST = 1
    BROADCAST = 2


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


class Side(StrEnum):
    """Whom a committee member speaks for."""

    WORKER = "worker"
    MANAGEMENT = "management"


class Office(StrEnum):
    """What a committee member does for the committee beside speaking."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    SECRETARY = "secretary"


class Gender(StrEnum):
    """As the member says it; only counted, to hold the women's share beside their share of the workforce."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class MeetingKind(StrEnum):
    """Why a committee meets: by its rhythm, or because something cannot wait."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


class MeetingState(StrEnum):
    """Where a meeting stands. That it is over follows from its time; that it was held, from its minutes."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What a member says to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Presence(StrEnum):
    """How a member was at a meeting."""

    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"


class ItemSource(StrEnum):
    """Where an agenda item comes from. Nothing tells who of the workers, or of the members, sent one."""

    STANDING = "standing"
    MEMBER = "member"
    ADVISOR = "advisor"
    WORKER = "worker"
    CASE = "case"
    ACTION = "action"
    CARRIED = "carried"


class ItemState(StrEnum):
    """Where an agenda item stands. Workers' items wait to be moderated, then for the batch they are released in."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    RELEASED = "released"
    DISCUSSED = "discussed"
    DECLINED = "declined"


class EntryKind(StrEnum):
    """What an entry of the minutes is."""

    INFORMATION = "information"
    DECISION = "decision"
    ACTION = "action"
    DISAGREEMENT = "disagreement"


class MinutesState(StrEnum):
    """Where a version of the minutes stands; approved ones are locked, a correction is a new version."""

    DRAFT = "draft"
    FOR_APPROVAL = "for_approval"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class Verdict(StrEnum):
    """What a member says to the minutes. A dissent is attached to them, never lost."""

    APPROVE = "approve"
    DISSENT = "dissent"


class ActionState(StrEnum):
    """Where an action stands. Confirmed is what workers say, not who did it."""

    OPEN = "open"
    DONE = "done"
    CONFIRMED = "confirmed"


class ElectionState(StrEnum):
    """Where an election stands."""

    NOMINATION = "nomination"
    VOTING = "voting"
    DISPUTE = "dispute"
    CERTIFIED = "certified"
    CANCELLED = "cancelled"


class CandidateState(StrEnum):
    """A nomination counts once the nominee has accepted it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SurveyState(StrEnum):
    """Where a survey stands. A published one never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"


class WaveState(StrEnum):
    """Whether a wave still takes answers."""

    OPEN = "open"
    CLOSED = "closed"


class InvitationState(StrEnum):
    """How far somebody has come who is asked in a wave. Nothing follows a refusal or the end."""

    RESERVE = "reserve"
    WAITING = "waiting"
    ASKED = "asked"
    STARTED = "started"
    FINISHED = "finished"
    REFUSED = "refused"
    UNREACHED = "unreached"


class TextState(StrEnum):
    """What an advisor made of somebody's own words."""

    NEW = "new"
    RELEASED = "released"
    WITHHELD = "withheld"


class SurveyConsent(StrEnum):
    """Whether somebody lets themselves be asked."""

    YES = "yes"
    NO = "no"


class ReminderState(StrEnum):
    """What became of something that was to happen at a time."""

    WAITING = "waiting"
    DONE = "done"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ReminderKind(StrEnum):
    """What is to happen when its time comes. `about` of the reminder is the id of what it names."""

    MEETING = "meeting"
    """Remind one member of a meeting."""
    QUORUM = "quorum"
    """Look whether each side will have a quorum."""
    AGENDA = "agenda"
    """Release and send the agenda of a meeting."""
    MINUTES = "minutes"
    """Minutes are due: nudge the secretary."""
    APPROVAL = "approval"
    """Members who have said nothing to the minutes."""
    FILING = "filing"
    """The minutes are to be filed with an authority."""
    ACTION = "action"
    """An action is due soon, or overdue."""
    FIX_POLL = "fix_poll"
    """A poll among workers closes."""
    DATE_POLL = "date_poll"
    """A poll on the date among members closes."""
    ELECTION = "election"
    """An election goes on to its next phase."""
    SCHEDULE = "schedule"
    """A committee should have a next meeting by now."""
    SELF_CHECK = "self_check"
    """The members say how they see their committee, each quarter; and the end of such a round."""
    ALARM = "alarm"
    """A grave case waits for somebody to take it: the next round of the ladder."""
    CHECK_IN = "check_in"
    """Somebody whose case was closed is asked again, as she allowed."""
