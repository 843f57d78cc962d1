"""Waves as an advisor may see them: the results as they were published, and others to hold them against.

The factories decide, as for cases: advisors see the waves of theirs; leads those of theirs, or all when none is
assigned; nobody else sees any. Nothing here reads an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from models.factory import Factory
from models.survey import Invitation, Survey, Wave
from models.user import Assignment
from models.vocabulary import InvitationState, Role, WaveState
from operations.sessions import Viewer
from operations.survey_form import Form
from operations.survey_published import Band, Published, Question
from operations.survey_results import rate_band
from operations.work import Work

OTHERS = 30
"""Factories to compare with, at most: those that closed last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A wave of a factory one may see. `results` is None while it is open, and before the announced day."""

    wave: Any
    form: Form
    title: str
    factory: str
    languages: tuple[str, ...]
    results: Published | None
    rate_band: Band | None
    """While it is open: the response rate of the whole factory, and nothing else."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same questionnaire in another factory."""

    factory: str
    results: Published


def find_seen_wave(work: Work, viewer: Viewer, wave_id: str) -> Seen | None:
    """A wave, or None alike when it is of a factory one may not see and when there is none."""
    row = work.connection.execute(
        _waves(viewer)
        .add_columns(Survey.form, Survey.title, Factory.timezone, Factory.languages)
        .where(Wave.id == wave_id)
    ).one_or_none()
    if row is None:
        return None
    ready = row.results and _released(row, work.day(row.timezone))
    return Seen(
        wave=row,
        form=Form.from_json(row.form),
        title=row.title,
        factory=row.factory,
        languages=tuple(row.languages),
        results=Published.from_json(row.results) if ready else None,
        rate_band=_rate_now(work.connection, row) if row.state == WaveState.OPEN else None,
    )


def seen_factories(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Factory` that a viewer may see its surveys."""
    mine = select(Assignment.factory_id).where(Assignment.user_id == viewer.id)
    if viewer.role == Role.LEAD:
        return or_(Factory.id.in_(mine), ~mine.exists())
    return Factory.id.in_(mine) if viewer.role == Role.ADVISOR else false()


def wave_before(connection: Connection, seen: Seen, today: date) -> Published | None:
    """The results of the wave before of the same survey, else of the last one of the version before."""
    wave = seen.wave
    same = (Wave.survey_id == wave.survey_id, Wave.number < wave.number)
    found = _last(connection, today, *same)
    earlier = select(Survey.earlier_id).where(Survey.id == wave.survey_id).scalar_subquery()
    return found or _last(connection, today, Wave.survey_id == earlier, Wave.factory_id == wave.factory_id)


def waves_elsewhere(work: Work, viewer: Viewer, seen: Seen) -> list[Elsewhere]:
    """The last results of the same questionnaire in other factories, for leads who may see them."""
    if viewer.role != Role.LEAD:
        return []
    query = _waves(viewer).where(Wave.factory_id != seen.wave.factory_id, Wave.results.is_not(None))
    found: dict[str, Elsewhere] = {}
    for row in work.connection.execute(query.order_by(Wave.closed_on.desc(), Wave.id)):
        if row.factory_id not in found and row.results["form"] == seen.form.name and _released(row, work.day()):
            found[row.factory_id] = Elsewhere(row.factory, Published.from_json(row.results))
        if len(found) == OTHERS:
            break
    return sorted(found.values(), key=lambda one: one.factory)


def comparable(question: Question, other: Published | None) -> Question | None:
    """The same question with the same choices in other results."""
    found = other.question(question.name) if other else None
    same = found and _choices(found) == _choices(question) and found.kind == question.kind
    return found if same else None


def _choices(question: Question) -> Sequence[str]:
    return [answer.name for answer in question.answers if answer.kind in ("choice", "band")]


def _waves(viewer: Viewer) -> Any:
    return (
        select(Wave.__table__, Factory.name.label("factory"))
        .join(Factory, Factory.id == Wave.factory_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .where(seen_factories(viewer))
    )


def _released(row: Any, today: date) -> bool:
    return row.release_on is None or row.release_on <= today


def _last(connection: Connection, today: date, *conditions: ColumnElement[bool]) -> Published | None:
    ready = (Wave.results.is_not(None), or_(Wave.release_on.is_(None), Wave.release_on <= today))
    query = select(Wave.results).where(*conditions, *ready).order_by(Wave.number.desc()).limit(1)
    results = connection.execute(query).scalar()
    return Published.from_json(results) if results else None


def _rate_now(connection: Connection, wave: Any) -> Band | None:
    begun = (InvitationState.STARTED, InvitationState.FINISHED)
    here = (Invitation.wave_id == wave.id, Invitation.state.in_(begun))
    answered = connection.execute(select(func.count()).select_from(Invitation).where(*here)).scalar_one()
    return rate_band(min(answered, wave.invited), wave.invited)
