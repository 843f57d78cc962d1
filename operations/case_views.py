"""What advisors read of cases: the list with its folders, and one case opened. Days only; never who wrote.

The order of the list is need, then day, then the random id: nothing in it tells which of two cases of a day
came first. The hour of an urgent case leaves this module only while the case is urgent and open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from models.case import Attachment, AttachmentContent, Case, CaseMessage
from models.contact import Contact
from models.encryption import CaseCipher, KeyRing, SealBroken, bound
from models.factory import Factory
from models.user import User
from models.vocabulary import OPEN_STATUSES, AttachmentState, CaseStatus
from operations import audit
from operations.access import seen_by, visible_cases
from operations.case_keys import cipher_of
from operations.phones import followers
from operations.sessions import Viewer
from operations.work import Work

PAGE = 50


class Folder(StrEnum):
    """The folders of the list, in the order shown."""

    NEEDS = "needs"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the cases is looked at; None means all."""

    folder: Folder = Folder.NEEDS
    factory_id: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the list, and the cursor after them when there are more."""

    rows: list[Any]
    after: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A photo, file or voice note of a message."""

    id: str
    kind: str
    media_type: str
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the thread. `text` is None when it can no longer be opened."""

    author: str
    kind: str
    by: str | None
    by_id: str | None
    day: date
    text: str | None
    delivery: str | None
    delivery_error: str | None
    files: list[File]


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with all that its page shows. `can_reply` is False when the worker stopped or her address is gone."""

    case: Case
    factory: str | None
    timezone: str | None
    assignee: str | None
    can_reply: bool
    muted: bool
    messages: list[Message]


def counts(connection: Connection, viewer: Viewer, filters: Filters) -> Mapping[str, int]:
    """How many cases each folder holds, in one statement."""
    sums = [
        func.coalesce(func.sum(case((_in_folder(viewer, folder), 1), else_=0)), 0).label(folder) for folder in Folder
    ]
    query = select(*sums).select_from(Case).where(seen_by(viewer), *_filtered(filters))
    return dict(connection.execute(query).mappings().one())


def list_cases(connection: Connection, viewer: Viewer, filters: Filters, after: str | None = None) -> Page:
    """A page of the list, in one statement: urgent and open first, then late, then awaiting
    an answer, then the rest."""
    query = (
        visible_cases(viewer)
        .with_only_columns(*_COLUMNS)
        .outerjoin(Factory, Factory.id == Case.factory_id)
        .outerjoin(User, User.id == Case.assignee_id)
        .where(_in_folder(viewer, filters.folder), *_filtered(filters), _beyond(after))
        .order_by(_need, Case.changed_on.desc(), Case.id)
        .limit(PAGE + 1)
    )
    rows = list(connection.execute(query))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.need}.{last.changed_on}.{last.id}" if last else None)


def view_case(work: Work, viewer: Viewer, found: Case) -> Opened:
    """Open a case that `find_case` gave, and write down who looked."""
    connection = work.connection
    around = connection.execute(_around.where(Case.id == found.id)).one()
    audit.record(work, "case.viewed", user_id=viewer.id, about=("case", found.id), factory_id=found.factory_id)
    return Opened(
        case=found,
        factory=around.factory,
        timezone=around.timezone,
        assignee=around.assignee,
        can_reply=can_reply(connection, found),
        muted=around.muted_on is not None,
        messages=_thread(connection, work.ring, found.id),
    )


def can_reply(connection: Connection, found: Case) -> bool:
    """Whether the worker can still be written to: an address of hers is known and has not stopped messages."""
    theirs = [found.contact_id, *followers(connection, found.id)]
    return connection.execute(select(Contact.id).where(Contact.id.in_(theirs), Contact.sendable)).first() is not None


def view_attachment(work: Work, viewer: Viewer, attachment_id: str) -> tuple[File, bytes] | None:
    """A file of a case the viewer may see, opened; None when there is none for them. Looking is written down."""
    found = work.connection.execute(
        select(*_file_columns, Attachment.case_id, Case.factory_id)
        .join(Case, Case.id == Attachment.case_id)
        .where(Attachment.id == attachment_id, Attachment.state == AttachmentState.READY, seen_by(viewer))
    ).one_or_none()
    sealed = work.connection.execute(
        select(AttachmentContent.content_sealed).where(AttachmentContent.attachment_id == attachment_id)
    ).scalar_one_or_none()
    if found is None or sealed is None:
        return None
    try:
        cipher = cipher_of(work.connection, work.ring, found.case_id)
        content = cipher.open_bytes(sealed, bound("attachment_contents", "content", attachment_id))
    except SealBroken:
        return None
    about = ("attachment", attachment_id)
    audit.record(work, "case.file_viewed", user_id=viewer.id, about=about, factory_id=found.factory_id)
    return _file(found), content


_OPEN = Case.status.in_(OPEN_STATUSES)
LATE = 1
_need = case(
    (and_(Case.urgent, Case.status.in_((CaseStatus.NEW, CaseStatus.ACKNOWLEDGED))), 0),
    (and_(Case.alarmed > 0, Case.status.in_((CaseStatus.NEW, CaseStatus.ACKNOWLEDGED))), LATE),
    (and_(Case.awaits_advisor, _OPEN), 2),
    else_=3,
)
_COLUMNS = (
    Case.id,
    Case.code,
    Case.status,
    Case.urgent,
    Case.urgent_at,
    Case.awaits_advisor,
    Case.topic,
    Case.subtopic,
    Case.opened_on,
    Case.changed_on,
    Case.answer_by,
    Case.assignee_id,
    Factory.name.label("factory"),
    Factory.timezone,
    User.email.label("assignee"),
    _need.label("need"),
)
_around = (
    select(
        Factory.name.label("factory"),
        Factory.timezone,
        User.email.label("assignee"),
        Contact.muted_on,
    )
    .select_from(Case)
    .outerjoin(Factory, Factory.id == Case.factory_id)
    .outerjoin(User, User.id == Case.assignee_id)
    .outerjoin(Contact, Contact.id == Case.contact_id)
)


def _in_folder(viewer: Viewer, folder: Folder) -> ColumnElement[bool]:
    return {
        Folder.NEEDS: and_(_OPEN, or_(Case.awaits_advisor, _need == LATE)),
        Folder.MINE: and_(_OPEN, Case.assignee_id == viewer.id),
        Folder.UNASSIGNED: and_(_OPEN, Case.assignee_id.is_(None)),
        Folder.OPEN: _OPEN,
        Folder.CLOSED: Case.status == CaseStatus.CLOSED,
    }[folder]


def _filtered(filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.factory_id is not None:
        yield Case.factory_id == filters.factory_id
    if filters.topic is not None:
        yield Case.topic == filters.topic


def _beyond(after: str | None) -> ColumnElement[bool]:
    """What comes after a cursor; a cursor that is none starts at the top."""
    try:
        need, day, case_id = (after or "").split(".")
        place, on = int(need), date.fromisoformat(day)
    except ValueError:
        return true()
    same_day = and_(Case.changed_on == on, Case.id > case_id)
    return or_(_need > place, and_(_need == place, or_(Case.changed_on < on, same_day)))


def _thread(connection: Connection, ring: KeyRing, case_id: str) -> list[Message]:
    rows = connection.execute(
        select(CaseMessage.__table__, User.email)
        .outerjoin(User, User.id == CaseMessage.user_id)
        .where(CaseMessage.case_id == case_id)
        .order_by(CaseMessage.number)
    )
    files: dict[str, list[File]] = {}
    for file in connection.execute(_files.where(Attachment.case_id == case_id)):
        files.setdefault(file.message_id, []).append(_file(file))
    cipher = _cipher(connection, ring, case_id)
    return [_message(row, cipher, files.get(row.id, [])) for row in rows]


_file_columns = (Attachment.id, Attachment.kind, Attachment.media_type, Attachment.size, Attachment.state)
_files = select(*_file_columns, Attachment.message_id).order_by(Attachment.id)


def _file(row: Any) -> File:
    return File(row.id, row.kind, row.media_type, row.size, row.state)


def _message(row: Any, cipher: CaseCipher | None, files: list[File]) -> Message:
    return Message(
        author=row.author,
        kind=row.kind,
        by=row.email,
        by_id=row.user_id,
        day=row.on_day,
        text=_opened(cipher, row),
        delivery=row.delivery,
        delivery_error=row.delivery_error,
        files=files,
    )


def _cipher(connection: Connection, ring: KeyRing, case_id: str) -> CaseCipher | None:
    try:
        return cipher_of(connection, ring, case_id)
    except SealBroken:
        return None


def _opened(cipher: CaseCipher | None, row: Any) -> str | None:
    """The words, or None: a value that does not open is flagged and the page still stands."""
    try:
        return cipher.open_text(row.body_sealed, bound("case_messages", "body", row.id)) if cipher else None
    except SealBroken:
        return None
