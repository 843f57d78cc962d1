"""Every table, imported once, so that metadata is whole for migrations and tests."""

from models.audit import AuditEntry, AuditHead
from models.base import Base
from models.case import Attachment, AttachmentContent, Case, CaseKey, CaseMessage
from models.contact import Contact, Conversation, Prompt
from models.factory import Factory
from models.inbox import InboxMessage
from models.lease import Lease
from models.outbox import LinePace, OutboxMessage
from models.user import Assignment, LinkToken, LoginDelay, User, WebSession

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentContent",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Case",
    "CaseKey",
    "CaseMessage",
    "Contact",
    "Conversation",
    "Factory",
    "InboxMessage",
    "Lease",
    "LinePace",
    "LinkToken",
    "LoginDelay",
    "OutboxMessage",
    "Prompt",
    "User",
    "WebSession",
]
