"""Every table, imported once, so that metadata is whole for migrations and tests."""

from models.action import Action, FixPoll, FixPollMark
from models.agenda import AgendaItem, AgendaSupport
from models.audit import AuditEntry, AuditHead
from models.base import Base
from models.case import Attachment, AttachmentContent, Case, CaseKey, CaseMessage
from models.check_in import CheckIn
from models.committee import CalendarFeed, Committee, CommitteeKey, Member
from models.contact import Contact, Conversation, Prompt
from models.election import Candidate, Election, VoteCount, VoterMark
from models.factory import Factory
from models.inbox import InboxMessage
from models.lease import Lease
from models.meeting import Attendance, DatePoll, DatePollAnswer, Meeting, PetitionMark, Rsvp
from models.minutes import Approval, MinuteEntry, Minutes, Paper, PaperContent
from models.on_call import OnCall
from models.outbox import Bucket, LinePace, OutboxMessage
from models.phone import CaseLink, CasePin, PinSource
from models.reminder import Reminder
from models.self_check import SelfCheck, SelfCheckCount, SelfCheckMark
from models.survey import (
    Invitation,
    Response,
    Roster,
    RosterEntry,
    Survey,
    SurveyFile,
    SurveyFileContent,
    SurveyText,
    Voucher,
    Wave,
    WaveCount,
    WaveKey,
    WaveLink,
)
from models.user import Assignment, LinkToken, LoginDelay, User, WebSession

__all__ = [
    "Action",
    "AgendaItem",
    "AgendaSupport",
    "Approval",
    "Assignment",
    "Attachment",
    "AttachmentContent",
    "Attendance",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Bucket",
    "CalendarFeed",
    "Candidate",
    "Case",
    "CaseKey",
    "CaseLink",
    "CaseMessage",
    "CasePin",
    "CheckIn",
    "Committee",
    "CommitteeKey",
    "Contact",
    "Conversation",
    "DatePoll",
    "DatePollAnswer",
    "Election",
    "Factory",
    "FixPoll",
    "FixPollMark",
    "InboxMessage",
    "Invitation",
    "Lease",
    "LinePace",
    "LinkToken",
    "LoginDelay",
    "Meeting",
    "Member",
    "MinuteEntry",
    "Minutes",
    "OnCall",
    "OutboxMessage",
    "Paper",
    "PaperContent",
    "PetitionMark",
    "PinSource",
    "Prompt",
    "Reminder",
    "Response",
    "Roster",
    "RosterEntry",
    "Rsvp",
    "SelfCheck",
    "SelfCheckCount",
    "SelfCheckMark",
    "Survey",
    "SurveyFile",
    "SurveyFileContent",
    "SurveyText",
    "User",
    "VoteCount",
    "VoterMark",
    "Voucher",
    "Wave",
    "WaveCount",
    "WaveKey",
    "WaveLink",
    "WebSession",
]
