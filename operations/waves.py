"""Waves: opening one, drawing its people, finding one that is open.

When somebody is asked stands in operations.asking, taking answers in operations.answering, closing in
operations.wave_closing.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from conversations.replies import keyword as command
from models.base import new_id, table
from models.encryption import bound
from models.factory import Factory
from models.prepared import Prepared
from models.survey import Survey, Wave, WaveLink
from models.vocabulary import SurveyState, WaveState
from operations import audit
from operations.data_keys import WAVES
from operations.sampling import Sample, draw_chunk, plan_draw
from operations.survey_form import Form
from operations.work import Mistyped, Refused, Work

DAY = 86400.0
LONGEST_WINDOW = 60 * DAY
PACE, FASTEST = 300, 100_000
"""Invitations in an hour, where nothing else was chosen."""
_KEYWORD = re.compile(r"[A-Z0-9]{3,12}")
_FORMS_KEPT = 32
_forms: dict[str, Form] = {}
"""Forms of published surveys, which never change, by id: an answer must not cost reading them anew."""
_waves = table(Wave).c
_OPEN = (
    select(
        _waves.id,
        _waves.survey_id,
        _waves.factory_id,
        _waves.closes_at,
        _waves.opens_at,
        _waves.plan,
        _waves.keyword,
        table(Factory).c.timezone,
        table(Factory).c.languages,
        table(Factory).c.rest_days,
    )
    .select_from(table(Wave).join(table(Factory), table(Factory).c.id == _waves.factory_id))
    .where(
        _waves.state == WaveState.OPEN.value, _waves.opens_at <= bindparam("now"), _waves.closes_at > bindparam("now")
    )
)
_TO_DRAW = (
    select(_waves.factory_id, _waves.drawing, _waves.plan)
    .where(_waves.id == bindparam("wave"), _waves.state == WaveState.OPEN.value)
    .with_for_update()
)
_DRAWN = (
    update(table(Wave))
    .where(_waves.id == bindparam("wave"))
    .values(drawing=bindparam("drawing"), invited=_waves.invited + bindparam("drawn"))
)
OPEN_BY_ID = _OPEN.where(_waves.id == bindparam("wave"))
"""A wave that takes answers `now`, as `opened` reads it."""
_OPEN_BY_ID = Prepared(OPEN_BY_ID)
_OPEN_BY_KEYWORD = _OPEN.where(_waves.keyword == bindparam("keyword"))


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wave that takes answers, with its questions."""

    id: str
    factory_id: str
    form: Form
    plan: Mapping[str, Any]
    closes_at: float
    timezone: str
    languages: tuple[str, ...]
    rest_days: tuple[str, ...]

    @property
    def roster_id(self) -> str | None:
        """The list that people were drawn from; None where it was the line's own contacts."""
        return self.plan.get("roster_id")


@dataclass(frozen=True, slots=True)
class NewWave:
    """How a wave is to be. Times are in seconds since 1970 UTC."""

    sample: Sample
    opens_at: float
    closes_at: float
    pace: int = PACE
    reminders: int = 2
    keyword: str | None = None
    invites: bool = True
    """Whether people are drawn; else everybody comes by the keyword."""
    quotas: Sequence[Mapping[str, Any]] = ()
    release_on: date | None = None
    seed: str = field(default_factory=lambda: secrets.token_hex(16))


def open_wave(work: Work, survey_id: str, new: NewWave, by: str) -> str:
    """Open a wave, and publish the survey where it is a draft; people are drawn afterwards (`draw_on`).

    Returns the wave's id. Raises Refused, also for a draft that could not be asked.
    """
    from operations.surveys import publish  # reads forms and XPath, which somebody's answer never needs

    survey = work.connection.execute(
        select(Survey.__table__).where(Survey.id == survey_id).with_for_update()
    ).one_or_none()
    if survey is None:
        raise Refused("there is no such survey")
    _check(work, survey, new)
    timezone = work.connection.execute(select(Factory.timezone).where(Factory.id == survey.factory_id)).scalar_one()
    wave_id, today = new_id(), work.day(timezone)
    work.connection.execute(insert(table(Wave)), _row(work, survey, new) | {"id": wave_id, "opened_on": today})
    _make_keys(work, wave_id)
    if survey.state == SurveyState.DRAFT:
        publish(work, survey_id, by)
    audit.record(work, "wave.opened", user_id=by or None, about=("wave", wave_id), factory_id=survey.factory_id)
    return wave_id


def draw_on(work: Work, wave_id: str) -> bool:
    """Draw the next people of a wave. Returns whether there are more to draw."""
    wave = work.connection.execute(_TO_DRAW, {"wave": wave_id}).one_or_none()
    if wave is None or not wave.drawing:
        return False
    source = Sample(wave.plan.get("roster_id"), strata=tuple(wave.plan.get("strata", ())))
    steps, drawn = draw_chunk(work.connection, wave_id, source, wave.factory_id, wave.drawing)
    work.connection.execute(_DRAWN, {"wave": wave_id, "drawing": steps or None, "drawn": drawn})
    return bool(steps)


def find_open(work: Work, wave_id: str) -> OpenWave | None:
    """A wave that takes answers now."""
    found = _OPEN_BY_ID.run(work.connection, {"wave": wave_id, "now": work.now}).one_or_none()
    return found and opened(work.connection, found)


def find_by_keyword(work: Work, keyword: str) -> OpenWave | None:
    """The open wave that a word begins; nothing is looked up for what cannot be one."""
    word = read_keyword(keyword)
    if word is None:
        return None
    found = work.connection.execute(_OPEN_BY_KEYWORD, {"keyword": word, "now": work.now}).one_or_none()
    return found and opened(work.connection, found)


def read_keyword(typed: str) -> str | None:
    """A keyword as it is kept; None when it cannot be one: three to twelve Latin letters and digits."""
    word = typed.strip().upper()
    return word if _KEYWORD.fullmatch(word) else None


def form_of(connection: Connection, survey_id: str) -> Form:
    """The questions of a survey."""
    found = _forms.get(survey_id)
    if found is not None:
        return found
    row = connection.execute(select(Survey.form, Survey.state).where(Survey.id == survey_id)).one()
    form = Form.from_json(row.form)
    if row.state == SurveyState.PUBLISHED:
        if len(_forms) >= _FORMS_KEPT:
            _forms.clear()
        _forms[survey_id] = form
    return form


def opened(connection: Connection, row: Any) -> OpenWave:
    """The wave of a row of `OPEN_BY_ID`."""
    form = form_of(connection, row.survey_id)
    place = (row.timezone, tuple(_read(row.languages)), tuple(_read(row.rest_days)))
    return OpenWave(row.id, row.factory_id, form, _read(row.plan), row.closes_at, *place)


def _read(column: Any) -> Any:
    """JSON of a prepared statement: SQLite hands over its text."""
    return json.loads(column) if isinstance(column, str) else column


def _check(work: Work, survey: Any, new: NewWave) -> None:
    if not Form.from_json(survey.form).asked:
        raise Refused("the survey has no question")
    if _running(work, survey.id):
        raise Refused("a wave of this survey is open already")
    if new.closes_at <= max(new.opens_at, work.now):
        raise Mistyped("a wave closes after it has opened, and not in the past")
    if new.closes_at - new.opens_at > LONGEST_WINDOW:
        raise Mistyped("a wave is open for 60 days at most")
    if not 1 <= new.pace <= FASTEST:
        raise Mistyped("the pace is a number of invitations in an hour, from 1 to 100000")
    if new.reminders not in (0, 1, 2):
        raise Mistyped("there are two reminders at most")
    if new.keyword is not None:
        _check_keyword(work, new.keyword)


def _check_keyword(work: Work, keyword: str) -> None:
    if read_keyword(keyword) is None or command(keyword):
        raise Mistyped("a keyword has 3 to 12 Latin letters and digits, and is no word that the line knows already")
    if _taken(work, keyword):
        raise Refused("another survey that is open has this keyword")


def _taken(work: Work, keyword: str) -> bool:
    mine = (_waves.keyword == read_keyword(keyword), _waves.state == WaveState.OPEN.value)
    return work.connection.execute(select(_waves.id).where(*mine)).first() is not None


def _running(work: Work, survey_id: str) -> bool:
    mine = (_waves.survey_id == survey_id, _waves.state == WaveState.OPEN.value)
    return work.connection.execute(select(_waves.id).where(*mine)).first() is not None


def _row(work: Work, survey: Any, new: NewWave) -> dict[str, Any]:
    number = work.connection.execute(
        select(func.coalesce(func.max(_waves.number), 0) + 1).where(_waves.survey_id == survey.id)
    ).scalar_one()
    drawing = plan_draw(work.connection, survey.factory_id, new.sample, new.seed) if new.invites else None
    plan = asdict(new.sample) | {"quotas": [dict(one) for one in new.quotas]}
    return {
        "survey_id": survey.id,
        "factory_id": survey.factory_id,
        "number": number,
        "state": WaveState.OPEN.value,
        "opens_at": new.opens_at,
        "closes_at": new.closes_at,
        "pace": new.pace,
        "reminders": new.reminders,
        "keyword": read_keyword(new.keyword) if new.keyword else None,
        "seed": new.seed,
        "plan": plan,
        "drawing": drawing,
        "invited": 0,
        "paced_at": new.opens_at,
        "release_on": new.release_on,
    }


def _make_keys(work: Work, wave_id: str) -> None:
    """The key that answers are sealed under, and the one that finds a person's again."""
    cipher = WAVES.make(work, wave_id)
    link = cipher.seal_bytes(secrets.token_bytes(32), bound("wave_links", "key", wave_id))
    work.connection.execute(insert(table(WaveLink)), {"wave_id": wave_id, "key_sealed": link})


def invited(connection: Connection, wave_id: str) -> int:
    """How many people were drawn to be asked."""
    return int(connection.execute(select(_waves.invited).where(_waves.id == wave_id)).scalar_one())
