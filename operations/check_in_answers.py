"""What a worker says when she is asked again: not solved any more opens the case; treated worse opens an urgent one.

A no goes on to the next question; a yes and not wanting to say end them: the one is in somebody's hands, the other
is not asked twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from conversations.outcomes import FileGrievance, Part
from conversations.topics import RETALIATION
from models.case import Case
from models.check_in import CheckIn
from models.factory import Factory
from models.vocabulary import Audience
from operations import audit, cases
from operations.cases import Opened, Origin
from operations.check_ins import drop_check_ins
from operations.work import Refused, Work

YES, NO = "yes", "no"
TOPIC = "treatment"


def say_still(work: Work, origin: Origin, check_in_id: str, case_id: str, solved: bool) -> None:
    """Whether it is still solved. If not, the case is open again at once."""
    work.connection.execute(update(CheckIn).where(CheckIn.id == check_in_id).values(still=solved))
    if not solved:
        cases.confirm_solved(work, origin, case_id, solved=False)


def say_worse(
    work: Work, origin: Origin, check_in_id: str, case_id: str, said: str, told: Sequence[Part] = ()
) -> Opened | None:
    """Whether she is treated worse. A yes opens an urgent case with what she told, linked to the first: returned."""
    first = _first_case(work, case_id, origin)
    opened = _open_linked(work, origin, first, told) if said == YES else None
    answered = {"worse": said, "answered_on": work.day(first.timezone), "led_to_id": opened and opened.case_id}
    unanswered = (CheckIn.id == check_in_id, CheckIn.answered_on.is_(None))
    work.connection.execute(update(CheckIn).where(*unanswered).values(**answered))
    if said != NO:
        drop_check_ins(work, CheckIn.case_id == case_id)
    audit.record(work, "case.asked_again")
    return opened


def _first_case(work: Work, case_id: str, origin: Origin) -> Any:
    found = work.connection.execute(
        select(Case.factory_id, Case.may_ask, Factory.timezone, Factory.rest_days)
        .outerjoin(Factory, Factory.id == Case.factory_id)
        .where(Case.id == case_id, Case.contact_id == origin.contact_id)
        .with_for_update(of=Case)
    ).one_or_none()
    if found is None:
        raise Refused("this case no longer exists")
    return found


def _open_linked(work: Work, origin: Origin, first: Any, told: Sequence[Part]) -> Opened:
    """For the advisors of the first case's factory, wherever she works now; nobody but Better Work may know."""
    there = replace(
        origin, factory_id=first.factory_id, timezone=first.timezone, rest_days=tuple(first.rest_days or ())
    )
    filed = FileGrievance(
        TOPIC, RETALIATION.value, tuple(told), urgent=True, audience=Audience.BETTER_WORK, remedy="",
        may_ask=first.may_ask,
    )  # fmt: skip
    return cases.open_case(work, there, filed)
