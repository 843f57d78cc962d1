"""What advisors read for our own words: states, folders, reasons. One place, so that translators meet each once."""

from advisor.tongue import lazy as _
from models.vocabulary import (
    AttachmentKind,
    AttachmentState,
    Audience,
    CaseAction,
    CaseStatus,
    MessageKind,
    OutboxState,
    Role,
    Way,
)
from operations.case_views import Folder
from operations.check_in_views import Stage

FOLDERS = {
    Folder.NEEDS: _("Needs an answer"),
    Folder.MINE: _("Mine"),
    Folder.UNASSIGNED: _("Unassigned"),
    Folder.OPEN: _("Open"),
    Folder.CLOSED: _("Closed"),
}
EMPTY = {
    Folder.NEEDS: _("Nobody waits for an answer. Look through the open cases, or come back tomorrow."),
    Folder.MINE: _("You have no open case. Take one from “Unassigned”."),
    Folder.UNASSIGNED: _("Every open case has somebody who looks after it."),
    Folder.OPEN: _("No case is open. When workers write, their cases appear here."),
    Folder.CLOSED: _("No case was closed yet."),
}
STATUSES = {
    CaseStatus.NEW: _("New"),
    CaseStatus.ACKNOWLEDGED: _("Acknowledged"),
    CaseStatus.RESOLVED: _("Resolved"),
    CaseStatus.CLOSED: _("Closed"),
}
ACTIONS = {
    CaseAction.ACKNOWLEDGE: _("Acknowledge"),
    CaseAction.RESOLVE: _("Mark as resolved"),
    CaseAction.CLOSE: _("Close the case"),
    CaseAction.REOPEN: _("Open again"),
}
DONE = {
    CaseAction.ACKNOWLEDGE: _("Acknowledged."),
    CaseAction.RESOLVE: _("Marked as resolved."),
    CaseAction.CLOSE: _("Closed. The worker is asked whether it was solved."),
    CaseAction.REOPEN: _("Open again."),
}
AUDIENCES = {
    Audience.BETTER_WORK: _("Better Work only"),
    Audience.REPRESENTATIVES: _("The worker representatives, without a name"),
    Audience.UNION: _("The union, without a name"),
    Audience.FACTORY: _("The factory, without a name"),
    Audience.COMMITTEE: _("The committee, without a name"),
}
KINDS = {
    MessageKind.STORY: _("The worker"),
    MessageKind.REMEDY: _("What would put it right"),
    MessageKind.ANSWER: _("The worker"),
    MessageKind.REPLY: _("Answer"),
    MessageKind.NOTE: _("Note, for advisors only"),
}
CHECK_INS = {
    Stage.PLANNED: _("planned"),
    Stage.ASKED: _("asked, no answer yet"),
    Stage.SILENT: _("no answer came"),
    Stage.ANSWERED: _("answered"),
}
TREATED = {
    "yes": _("Treated worse since"),
    "no": _("Not treated worse"),
    "unsaid": _("Did not want to say whether treated worse"),
}
FILES = {
    AttachmentKind.PHOTO: _("Photo"),
    AttachmentKind.FILE: _("File"),
    AttachmentKind.VOICE: _("Voice note"),
}
FILE_STATES = {
    AttachmentState.PENDING: _("is being fetched"),
    AttachmentState.REFUSED: _("was not kept: this kind of file is not taken"),
    AttachmentState.FAILED: _("could not be fetched"),
}
ROLES = {
    Role.ADVISOR: _("Advisor"),
    Role.LEAD: _("Lead"),
    Role.ADMIN: _("Admin"),
    Role.AUDITOR: _("Auditor"),
}
WAYS = {Way.TELEGRAM: "Telegram", Way.SMS: "SMS", Way.EMAIL: _("e-mail")}
WAITING = _("Waiting to be sent")
NOT_DELIVERED = _("Not delivered")
DELIVERIES = {
    OutboxState.QUEUED: WAITING,
    OutboxState.SENDING: WAITING,
    OutboxState.UNKNOWN: WAITING,
    OutboxState.ACCEPTED: _("Sent"),
    OutboxState.SENT: _("Sent"),
    OutboxState.DELIVERED: _("Delivered"),
    OutboxState.UNDELIVERED: NOT_DELIVERED,
    OutboxState.FAILED: NOT_DELIVERED,
    OutboxState.BLOCKED: NOT_DELIVERED,
    OutboxState.EXPIRED: NOT_DELIVERED,
}
STOPPED = _("the worker wants no more messages")
AWAY = _("the phone is off or out of reach")
GONE = _("the worker can no longer be reached at this address")
REASONS = {
    OutboxState.BLOCKED: _("the worker wants no more messages, or the address is gone"),
    OutboxState.EXPIRED: _("it could not be sent for a day"),
    OutboxState.UNDELIVERED: AWAY,
    OutboxState.FAILED: _("it was refused on the way"),
}
CODES = {
    "stopped": STOPPED,
    "21610": STOPPED,
    "blocked": STOPPED,
    "30003": AWAY,
    "30005": GONE,
    "30006": GONE,
    "21211": GONE,
    "21614": GONE,
    "migrated": GONE,
    "unknown": _("nobody can tell whether it arrived"),
}
"""Codes that tell more than the state. The code itself is never shown: it would name the channel."""

ERRORS = {
    400: _("This page was too old. Go back, load it again, and try once more."),
    403: _("That is not allowed."),
    404: _("There is nothing here for you."),
    405: _("There is nothing here for you."),
    413: _("That was too long."),
    429: _("Too many tries. Please wait."),
    500: _("Something went wrong on our side. Please try again."),
}
PASSWORDS = {
    "short": _("The new password needs at least 15 characters."),
    "long": _("The new password can have at most 128 characters."),
    "common": _("That password is too easy to guess. Several words that have nothing to do with each other are good."),
}


def reason(delivery: str, error: str | None) -> object | None:
    """Why a reply did not arrive; None when it may still."""
    state = OutboxState(delivery)
    return CODES.get(error or "", REASONS[state]) if state in REASONS else None
