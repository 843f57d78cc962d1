"""After a grave case an extraordinary meeting is proposed to the advisor, and to nobody else.

That there was such a case, and which, is kept nowhere here: a committee only knows since when a meeting is proposed.
"""

from typing import Any

from sqlalchemy import select, update

from conversations.topics import ZERO_TOLERANCE
from models.committee import Committee
from operations import audit
from operations.work import Work


def is_grave(case: Any) -> bool:
    """Whether a case is urgent, or one that Better Work does not tolerate."""
    return bool(case.urgent or case.subtopic in ZERO_TOLERANCE)


def propose_meeting(work: Work, case: Any) -> None:
    """An advisor has taken up a case: where it is grave, the committees of its factory may have to meet."""
    if case.factory_id is None or not is_grave(case):
        return
    here = (Committee.factory_id == case.factory_id, Committee.dissolved_on.is_(None), Committee.proposed_on.is_(None))
    work.connection.execute(update(Committee).where(*here).values(proposed_on=work.day()))


def dismiss_proposal(work: Work, committee_id: str, by: str) -> None:
    """The advisor sees no need for a meeting."""
    settle_proposal(work, committee_id)
    factory_id = work.connection.execute(select(Committee.factory_id).where(Committee.id == committee_id)).scalar_one()
    audit.record(work, "meeting.not_called", user_id=by, about=("committee", committee_id), factory_id=factory_id)


def settle_proposal(work: Work, committee_id: str) -> None:
    """The meeting is called for, planned, or not needed."""
    work.connection.execute(update(Committee).where(Committee.id == committee_id).values(proposed_on=None))
