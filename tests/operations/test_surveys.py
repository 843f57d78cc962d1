"""A survey's life on the desk: Farida imports and writes, publishes, and can never change what was published."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models.audit import AuditEntry
from models.database import Database
from models.survey import Survey
from models.user import User
from operations.audit import first_broken
from operations.form_problems import FormRefused
from operations.sessions import Viewer
from operations.survey_form import Form, Item, ItemKind
from operations.surveys import (
    change_form,
    create_survey,
    discard,
    find_survey,
    import_survey,
    new_version,
    publish,
    survey_of,
    visible_surveys,
    workbook_of,
)
from operations.users import add_user
from operations.work import Refused
from tests.operations.test_xlsforms import row
from tests.world import World

CONTENT = row("text", "wish", "What is your wish?", "ইচ্ছা কী?")


class Desk:
    """Farida, who advises Padma; Tania, who advises Meghna; an auditor."""

    def __init__(self, db: Database) -> None:
        self.world = World(db)
        self.padma = self.world.factory(name="Padma Knitwear")
        self.meghna = self.world.factory(name="Meghna Denim")
        self.farida = self.user("farida", "advisor", self.padma.code)
        self.tania = self.user("tania", "advisor", self.meghna.code)
        self.auditor = self.user("auditor", "auditor")
        self.lead = self.user("lead", "lead")

    def user(self, name: str, role: str, *codes: str) -> Viewer:
        email = f"{name}@advisors.example"
        with self.world.work() as work:
            add_user(work, email, role, codes)
            user_id = work.connection.execute(select(User.id).where(User.email == email)).scalar_one()
        return Viewer(user_id, email, role, "en")

    def imports(self, content: bytes = CONTENT) -> str:
        with self.world.work() as work:
            return import_survey(work, self.padma.id, content, "wishes.xlsx", self.farida.id)

    def publishes(self, survey_id: str) -> None:
        with self.world.work() as work:
            publish(work, survey_id, self.farida.id)


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_what_is_imported_is_a_draft_with_its_bytes(desk: Desk) -> None:
    survey_id = desk.imports()
    with desk.world.work() as work:
        kept = survey_of(work.connection, survey_id)
        assert (kept.title, kept.is_draft, kept.version, kept.faults) == ("wishes", True, 1, [])
        assert [item.name for item in kept.form.items] == ["age", "wish"]
        assert workbook_of(work.connection, survey_id) == CONTENT


def test_nothing_of_a_bad_form_is_kept(desk: Desk) -> None:
    with pytest.raises(FormRefused):
        desk.imports(row("geopoint", "place", "Where?"))
    with desk.world.work() as work:
        assert work.connection.execute(select(func.count()).select_from(Survey)).scalar_one() == 0


def test_a_draft_is_changed_and_then_has_a_workbook_of_its_own(desk: Desk) -> None:
    survey_id = desk.imports()
    with desk.world.work() as work:
        form = survey_of(work.connection, survey_id).form
        changed = replace(form, items=form.items[:1])
        change_form(work, survey_id, changed, desk.farida.id)
        assert survey_of(work.connection, survey_id).form == changed
        assert workbook_of(work.connection, survey_id) != CONTENT


def test_a_published_survey_never_changes(desk: Desk) -> None:
    survey_id = desk.imports()
    desk.publishes(survey_id)
    with desk.world.work() as work:
        before = survey_of(work.connection, survey_id)
        assert before.published_on == work.day("Asia/Dhaka")
        for change in (
            lambda: change_form(work, survey_id, replace(before.form, items=()), desk.farida.id),
            lambda: publish(work, survey_id, desk.farida.id),
        ):
            with pytest.raises(Refused, match="never changes"):
                change()
        assert survey_of(work.connection, survey_id) == before


def test_a_new_version_is_a_survey_of_its_own_that_knows_the_earlier(desk: Desk) -> None:
    survey_id = desk.imports()
    with desk.world.work() as work, pytest.raises(Refused, match="can be changed"):
        new_version(work, survey_id, desk.farida.id)
    desk.publishes(survey_id)
    with desk.world.work() as work:
        second = survey_of(work.connection, new_version(work, survey_id, desk.farida.id))
        assert (second.version, second.earlier_id, second.is_draft) == (2, survey_id, True)
        assert second.form == survey_of(work.connection, survey_id).form


def test_a_draft_can_be_thrown_away_and_a_published_survey_never(desk: Desk) -> None:
    draft, published = desk.imports(), desk.imports()
    desk.publishes(published)
    with desk.world.work() as work:
        discard(work, draft, desk.farida.id)
        assert find_survey(work.connection, desk.farida, draft) is None
        with pytest.raises(Refused, match="never changes"):
            discard(work, published, desk.farida.id)


def test_a_survey_with_faults_is_not_published(desk: Desk) -> None:
    with desk.world.work() as work:
        survey_id = create_survey(work, desk.padma.id, "Wages", ["bn", "en"], desk.farida.id)
        with pytest.raises(Refused, match="faults"):
            publish(work, survey_id, desk.farida.id)
        item = Item("q", ItemKind.TEXT, {"bn": "কী?"}, relevant=("${nobody} = 1",))
        change_form(work, survey_id, Form("w", {"bn": "বেতন"}, ("bn", "en"), (item,)), desk.farida.id)
        with pytest.raises(Refused, match="faults"):
            publish(work, survey_id, desk.farida.id)


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_survey_has_a_title(desk: Desk, title: str) -> None:
    with desk.world.work() as work, pytest.raises(Refused, match="title"):
        create_survey(work, desk.padma.id, title, ["bn"], desk.farida.id)


def test_each_sees_the_surveys_of_their_factories(desk: Desk) -> None:
    survey_id = desk.imports()
    with desk.world.work() as work:
        for viewer, sees in ((desk.farida, True), (desk.lead, True), (desk.tania, False), (desk.auditor, False)):
            assert bool(find_survey(work.connection, viewer, survey_id)) is sees
            assert bool(visible_surveys(work.connection, viewer)) is sees
        assert visible_surveys(work.connection, desk.lead, desk.meghna.id) == []
        with pytest.raises(Refused, match="no survey"):
            survey_of(work.connection, "0" * 32)


def test_who_did_what_is_in_the_log(desk: Desk) -> None:
    survey_id = desk.imports()
    desk.publishes(survey_id)
    with desk.world.work() as work:
        query = select(AuditEntry.action).where(AuditEntry.object_id == survey_id, AuditEntry.user_id == desk.farida.id)
        assert list(work.connection.execute(query).scalars()) == ["survey.imported", "survey.published"]
        assert first_broken(work.connection) is None
