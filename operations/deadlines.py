"""Times by which somebody should have answered, and an alarm for each that passes.

| | by | who is told |
|---|---|---|
| a person answers | three working days (ISO 37002): the day the worker was told | the advisors |
| what the law asks | seven days (Directive 2019/1937, article 9) | the advisors, leads and admins |
| what became of it | three months (the same) | the advisors, leads and admins |

The first two end with the first answer or acknowledgement; the third when the case is resolved or closed. Days only.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from models.case import Case
from models.vocabulary import CaseStatus
from operations import audit
from operations.alerts import alert_overdue
from operations.calendar import after_months
from operations.work import Work

LEGAL = timedelta(days=7)
FEEDBACK_MONTHS = 3
PERSON, LAW, FEEDBACK = 1, 2, 3
"""How many times have passed, of `Case.alarmed`."""


def warn_late(work: Work, day: date, limit: int = 200) -> int:
    """Raise an alarm for each time that passed. Returns how many cases were late anew; one alert a factory.

    `day` is over everywhere: nobody is late on the day itself.
    """
    late = work.connection.execute(_late(day).limit(limit).with_for_update(skip_locked=True)).all()
    climbs: dict[str | None, bool] = {}
    for row in late:
        passed = passed_by(row, day)
        work.connection.execute(update(Case).where(Case.id == row.id).values(alarmed=passed))
        climbs[row.factory_id] = climbs.get(row.factory_id, False) or passed > PERSON
    for factory_id, climb in climbs.items():
        alert_overdue(work, factory_id, climb)
    if late:
        audit.record(work, "case.late", detail={"count": len(late)})
    return len(late)


def any_late(connection: Connection, day: date) -> bool:
    return connection.execute(_late(day).limit(1)).first() is not None


def passed_by(case: Any, day: date) -> int:
    """How many of the times have passed at the end of a day."""
    if case.opened_on < after_months(day, -FEEDBACK_MONTHS):
        return FEEDBACK
    if case.status != CaseStatus.NEW:
        return 0
    return LAW if case.opened_on <= day - LEGAL else PERSON if case.answer_by <= day else 0


def _late(day: date) -> Any:
    columns = (Case.id, Case.factory_id, Case.status, Case.opened_on, Case.answer_by)
    return select(*columns).where(or_(_person(day), _law(day), _feedback(day)))


def _person(day: date) -> ColumnElement[bool]:
    return and_(Case.status == CaseStatus.NEW, Case.answer_by <= day, Case.alarmed < PERSON)


def _law(day: date) -> ColumnElement[bool]:
    return and_(Case.status == CaseStatus.NEW, Case.opened_on <= day - LEGAL, Case.alarmed < LAW)


def _feedback(day: date) -> ColumnElement[bool]:
    unsettled = Case.status.in_((CaseStatus.NEW, CaseStatus.ACKNOWLEDGED))
    return and_(unsettled, Case.opened_on < after_months(day, -FEEDBACK_MONTHS), Case.alarmed < FEEDBACK)
