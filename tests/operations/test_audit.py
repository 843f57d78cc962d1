"""The audit log: whatever is done to it afterwards is found, and on PostgreSQL the program itself cannot do it."""

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from models.audit import AuditEntry
from models.case import Case
from models.database import Database, open_database
from models.schema import grant
from operations import audit
from operations.access import find_case
from operations.case_views import view_case
from operations.sessions import Viewer
from tests.databases import Shelf
from tests.world import World


def written(world: World, entries: int = 6) -> None:
    with world.work() as work:
        for number in range(entries):
            audit.record(work, "case.replied", user_id=None, detail={"number": number})


def broken(world: World) -> int | None:
    with world.db.read() as connection:
        return audit.first_broken(connection)


def done(world: World, *statements: str) -> None:
    with world.db.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        (["update audit set action = 'case.viewed' where number = 3"], 3),
        (["update audit set on_day = '2020-01-01' where number = 2"], 2),
        (["update audit set detail = '{}' where number = 4"], 4),
        (["delete from audit where number = 3"], 3),
        (["delete from audit where number = 6"], 6),
        (["delete from audit"], 1),
        (["delete from audit where number = 1"], 1),
        (["update audit set number = 99 where number = 2", "update audit set number = 2 where number = 4",
          "update audit set number = 4 where number = 99"], 2),
        (["update audit_head set number = 5"], 7),
    ],
    ids=["edited", "moved in time", "detail", "deleted", "the last deleted", "emptied", "the first deleted",
         "reordered", "the end moved"],
)  # fmt: skip
def test_whatever_is_changed_is_named(world: World, statements: list[str], first: int) -> None:
    written(world)
    assert broken(world) is None
    done(world, *statements)
    assert broken(world) == first


def test_every_look_at_a_case_is_in_it(world: World) -> None:
    farida = world.advisor(world.factory("en").code)
    rahima = world.person("+8801700000001")
    rahima.says("Our wages have not been paid")
    rahima.says("English")
    world.wait(2 * 86_400)
    viewer = Viewer(farida.id, farida.email, "lead", "en")
    for _look in range(3):
        with world.work() as work:
            found = find_case(work.connection, viewer, world.cases()[0].id)
            assert found is not None
            view_case(work, viewer, found)
    with world.db.read() as connection:
        looks = connection.execute(
            select(AuditEntry.object_id, AuditEntry.user_id).where(AuditEntry.action == "case.viewed")
        ).all()
    assert looks == [(world.cases()[0].id, farida.id)] * 3


@pytest.fixture
def owned(shelf: Shelf) -> Database:
    """A database whose owner has let another role do what the program does."""
    url = shelf.postgresql_url()
    shelf.cluster().execute("DROP ROLE IF EXISTS bobbin_program")
    shelf.cluster().execute("CREATE ROLE bobbin_program LOGIN")
    owner = open_database(url)
    grant(owner, "bobbin_program")
    owner.dispose()
    program = open_database(url.replace("bobbin@", "bobbin_program@"))
    yield program
    program.dispose()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY bobbin_program"))
    engine.dispose()
    shelf.cluster().execute("DROP ROLE bobbin_program")


class TestRole:
    """The program as a role of its own, on a real PostgreSQL."""

    def test_it_can_do_all_its_work(self, owned: Database) -> None:
        world = World(owned)
        advisor = world.advisor(world.factory("en").code)
        rahima = world.person("+8801700000001")
        rahima.says("Our wages have not been paid")
        rahima.says("English")
        world.wait(2 * 86_400)
        advisor.replies("We will come on Monday")
        advisor.does("close")
        world.wait(100 * 86_400)
        world.wait(100 * 86_400)
        with owned.session() as session:
            assert session.scalars(select(Case.messages)).all() == [0]
        assert broken(world) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "update audit set action = 'nothing'",
            "delete from audit",
            "truncate audit",
            "delete from audit_head",
            "drop table audit",
            "alter table audit disable trigger all",
            "update alembic_version set version_num = '0001'",
        ],
    )
    def test_it_cannot_change_what_was_written(self, owned: Database, statement: str) -> None:
        world = World(owned)
        written(world)
        with pytest.raises(ProgrammingError), owned.write() as connection:
            connection.execute(text(statement))
        assert broken(world) is None
