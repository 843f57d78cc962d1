"""What advisors see of asking again: which questions are planned, asked and answered, by day; and the linked cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from models.case import Case
from models.check_in import CheckIn
from models.vocabulary import CaseStatus
from operations.access import seen_by
from operations.sessions import Viewer


class Stage(StrEnum):
    """How far one question has come."""

    PLANNED = "planned"
    ASKED = "asked"
    SILENT = "silent"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Linked:
    """A case on the other end of a link, which the viewer may see."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the day it is planned for, was asked or answered on, and what she said."""

    stage: Stage
    day: date
    still: bool | None
    worse: str | None
    led_to: Linked | None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Questions of a case, the first one first; and the case whose question has led to this one."""

    questions: Sequence[Asked]
    comes_from: Linked | None


def asked_again(connection: Connection, viewer: Viewer, case: Case, today: date) -> AskedAgain:
    """What is planned is shown while the case is closed: nothing is asked of an open one."""
    rows = connection.execute(
        select(CheckIn.__table__).where(CheckIn.case_id == case.id).order_by(CheckIn.due_on)
    ).all()
    led_to = _linked(connection, viewer, [row.led_to_id for row in rows if row.led_to_id])
    found = [_asked(row, today, led_to.get(row.led_to_id)) for row in rows]
    if case.status != CaseStatus.CLOSED:
        found = [one for one in found if one.stage is not Stage.PLANNED]
    earlier = connection.execute(select(CheckIn.case_id).where(CheckIn.led_to_id == case.id)).scalars().first()
    return AskedAgain(found, _linked(connection, viewer, [earlier]).get(earlier) if earlier else None)


def _asked(row: Any, today: date, led_to: Linked | None) -> Asked:
    if row.answered_on is not None:
        stage, day = Stage.ANSWERED, row.answered_on
    elif row.ends_on <= today:
        stage, day = Stage.SILENT, row.due_on
    elif row.asked_on is not None:
        stage, day = Stage.ASKED, row.asked_on
    else:
        stage, day = Stage.PLANNED, row.due_on
    return Asked(stage, day, row.still, row.worse, led_to)


def _linked(connection: Connection, viewer: Viewer, ids: Sequence[str]) -> dict[str | None, Linked]:
    """Those of these cases that the viewer may see, by id."""
    rows = connection.execute(select(Case.id, Case.code).where(Case.id.in_(ids), seen_by(viewer)))
    return {row.id: Linked(row.id, row.code) for row in rows}
