"""Making surveys: imported or written, changed while a draft, published for good, made anew as another version.

Every view goes by the viewer's factories, as for committees: advisors and leads see theirs, others none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, false, insert, or_, select, update

from models.base import new_id
from models.factory import Factory
from models.survey import Survey
from models.user import Assignment
from models.vocabulary import Role, SurveyState
from operations import audit
from operations.sessions import Viewer
from operations.survey_checks import Fault, faults
from operations.survey_form import Form, worded
from operations.work import Refused, Work
from operations.xlsforms import read_form, write_form

LONGEST_TITLE = 200
PUBLISHED = "a published survey never changes; make a new version"
FAULTY = "the survey has faults; mend them first"
UNTITLED = "a survey has a title of 1 to 200 letters"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey of a factory with its questions."""

    id: str
    factory_id: str
    factory: str
    title: str
    form: Form
    state: str
    version: int
    earlier_id: str | None
    source_name: str | None
    created_on: date
    published_on: date | None

    @property
    def is_draft(self) -> bool:
        return self.state == SurveyState.DRAFT

    @property
    def faults(self) -> list[Fault]:
        return list(faults(self.form))


def import_survey(work: Work, factory_id: str, content: bytes, filename: str, by: str) -> str:
    """Keep an XLSForm as a draft, with its bytes. Raises FormRefused; then nothing is kept."""
    form = read_form(content, filename)
    source = {"source": content, "source_name": filename[:200]}
    return _keep(work, factory_id, form, by, "survey.imported", **source)


def create_survey(work: Work, factory_id: str, title: str, languages: Sequence[str], by: str) -> str:
    """An empty draft. Raises Refused."""
    form = Form("survey", {languages[0]: checked_title(title)}, tuple(languages), ())
    return _keep(work, factory_id, form, by, "survey.created")


def checked_title(title: str) -> str:
    """The title in one line. Raises Refused."""
    plain = " ".join(title.split())
    if not 1 <= len(plain) <= LONGEST_TITLE:
        raise Refused(UNTITLED)
    return plain


def change_form(work: Work, survey_id: str, form: Form, by: str) -> None:
    """Other questions for a draft. The workbook it came from is no longer its own. Raises Refused."""
    _draft(work, survey_id)
    values = {"form": form.to_json(), "title": _title(form), "source": None, "source_name": None}
    _change(work, survey_id, **values)
    _record(work, "survey.changed", survey_id, by)


def publish(work: Work, survey_id: str, by: str) -> None:
    """From now on it never changes, and can be sent. Raises Refused where it could not be asked."""
    survey = _draft(work, survey_id)
    if next(faults(Form.from_json(survey.form)), None):
        raise Refused(FAULTY)
    day = work.day(_timezone(work.connection, survey.factory_id))
    _change(work, survey_id, state=SurveyState.PUBLISHED.value, published_on=day)
    _record(work, "survey.published", survey_id, by)


def new_version(work: Work, survey_id: str, by: str) -> str:
    """A draft with the same questions, which can be compared with the published survey. Raises Refused."""
    survey = _locked(work, survey_id)
    if survey.state != SurveyState.PUBLISHED:
        raise Refused("only a published survey has new versions; this one can be changed")
    more = {name: getattr(survey, name) for name in ("source", "source_name")}
    lineage = {"version": survey.version + 1, "earlier_id": survey_id}
    return _keep(work, survey.factory_id, Form.from_json(survey.form), by, "survey.created", **more, **lineage)


def discard(work: Work, survey_id: str, by: str) -> None:
    """Throw a draft away. Raises Refused for what is published."""
    _draft(work, survey_id)
    _record(work, "survey.discarded", survey_id, by)
    work.connection.execute(delete(Survey).where(Survey.id == survey_id))


# Views


def visible_surveys(connection: Connection, viewer: Viewer, factory_id: str | None = None) -> list[Questionnaire]:
    """Those a viewer may see, of one factory or all, the newest first."""
    query = _visible(viewer)
    if factory_id is not None:
        query = query.where(Survey.factory_id == factory_id)
    rows = connection.execute(query.order_by(Factory.name, Survey.created_on.desc(), Survey.version.desc(), Survey.id))
    return [_view(row) for row in rows]


def find_survey(connection: Connection, viewer: Viewer, survey_id: str, lock: bool = False) -> Questionnaire | None:
    """A survey, or None alike when it is another factory's and when there is none. To change it, lock it first."""
    query = _visible(viewer).where(Survey.id == survey_id)
    row = connection.execute(query.with_for_update(of=Survey) if lock else query).one_or_none()
    return _view(row) if row else None


def survey_of(connection: Connection, survey_id: str) -> Questionnaire:
    """A survey, whoever looks: for what the line does itself. Raises Refused when there is none."""
    row = connection.execute(_all().where(Survey.id == survey_id)).one_or_none()
    if row is None:
        raise Refused(f"there is no survey {survey_id}")
    return _view(row)


def workbook_of(connection: Connection, survey_id: str) -> bytes:
    """The survey as an XLSForm: the very file that came in, else one made of it. Raises Refused when there is none."""
    row = connection.execute(select(Survey.form, Survey.source).where(Survey.id == survey_id)).one_or_none()
    if row is None:
        raise Refused(f"there is no survey {survey_id}")
    return write_form(Form.from_json(row.form), row.source)


def seen_surveys(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Survey` that a viewer may see it."""
    mine = select(Assignment.factory_id).where(Assignment.user_id == viewer.id)
    if viewer.role == Role.LEAD:
        return or_(Survey.factory_id.in_(mine), ~mine.exists())
    if viewer.role == Role.ADVISOR:
        return Survey.factory_id.in_(mine)
    return false()


def _all() -> Select[Any]:
    """Without the workbook, which can be large."""
    columns = [column for column in Survey.__table__.c if column.name != "source"]
    return select(*columns, Factory.name.label("factory")).join(Factory, Factory.id == Survey.factory_id)


def _visible(viewer: Viewer) -> Select[Any]:
    return _all().where(seen_surveys(viewer))


def _view(row: Any) -> Questionnaire:
    known = {name: getattr(row, name) for name in Questionnaire.__dataclass_fields__ if name != "form"}
    return Questionnaire(**known, form=Form.from_json(row.form))


def _keep(work: Work, factory_id: str, form: Form, by: str, action: str, **values: Any) -> str:
    survey_id = new_id()
    day = work.day(_timezone(work.connection, factory_id))
    row = {"id": survey_id, "factory_id": factory_id, "form": form.to_json(), "title": _title(form)}
    work.connection.execute(insert(Survey).values(**row, created_on=day, **values))
    _record(work, action, survey_id, by)
    return survey_id


def _title(form: Form) -> str:
    return worded(form.title, form.languages[0])[:LONGEST_TITLE]


def _locked(work: Work, survey_id: str) -> Any:
    row = work.connection.execute(
        select(Survey.__table__).where(Survey.id == survey_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise Refused(f"there is no survey {survey_id}")
    return row


def _draft(work: Work, survey_id: str) -> Any:
    survey = _locked(work, survey_id)
    if survey.state != SurveyState.DRAFT:
        raise Refused(PUBLISHED)
    return survey


def _change(work: Work, survey_id: str, **values: Any) -> None:
    work.connection.execute(update(Survey).where(Survey.id == survey_id).values(**values))


def _timezone(connection: Connection, factory_id: str) -> str:
    return str(connection.execute(select(Factory.timezone).where(Factory.id == factory_id)).scalar_one())


def _record(work: Work, action: str, survey_id: str, by: str) -> None:
    factory_id = work.connection.execute(select(Survey.factory_id).where(Survey.id == survey_id)).scalar_one()
    audit.record(work, action, user_id=by or None, about=("survey", survey_id), factory_id=factory_id)
