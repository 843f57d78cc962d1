"""Keys are made anew while the line answers: nothing is lost, a kill in the middle costs nothing, old keys go last."""

import ast
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select, update

from bot import rotation
from bot.contacts import make_contact, open_address
from models.base import Base, table
from models.case import CaseKey, CaseMessage
from models.contact import Contact
from models.encryption import LOOK, KeyRing, Purpose, SealBroken, load_ring, save_ring
from models.seals import retirable, ring_seals
from models.user import User
from models.vocabulary import Line
from operations.committees import found_committee
from operations.members import NewMember, add_member, take_seat
from operations.outbox import Outgoing, queue
from operations.phones import make_pin
from operations.rotation import in_use
from operations.work import Refused
from tests.test_architecture import modules
from tests.world import World

GRACE = 1.2 * LOOK
EVERYTHING = sorted(retirable())
HASHES = {"code_tag", "tag", "index_tag"}
"""Columns of bytes that are keyed hashes."""
PLAIN = {"source"}
"""The workbook of a questionnaire: an advisor's questions, nobody's words."""


@pytest.fixture
def keys(tmp_path: Path, world: World) -> Path:
    """The key file of the world, as its processes see it."""
    save_ring(world.ring, tmp_path / "keys" / "keys.json")
    world.ring = load_ring(tmp_path / "keys" / "keys.json")
    world.__post_init__()
    return tmp_path / "keys" / "keys.json"


@pytest.fixture
def town(world: World, keys: Path) -> World:
    """A factory with workers who have told, one who is in the middle of telling, an advisor and a committee."""
    factory = world.factory("en")
    advisor = world.advisor(factory.code)
    for number in range(3):
        person = world.person(f"+88017000000{number:02}")
        person.says(factory.code)
        person.says("English")
        person.says("Our wages have not been paid")
    world.wait(2 * 86_400)
    for case in world.cases():
        advisor.replies("We will come on Monday", case.id)
    world.person("+8801700000050").says("The exit is locked")
    with world.work() as work:
        committee_id = found_committee(work, factory.id, "picc")
        world.seat = add_member(work, committee_id, NewMember("Nasrin Akter", "worker"))  # type: ignore[attr-defined]
        told = world.cases()[0]
        queue(work, str(told.contact_id), Outgoing({"text": "still waiting", "language": "en"}))
        make_pin(work, told.id, str(told.contact_id))
    return world


def opens(world: World, ring: KeyRing) -> int:
    """How many values of the ring open with it. Raises SealBroken where one does not."""
    count = 0
    with world.db.read() as connection:
        for seal in ring_seals():
            query = select(*seal.key, seal.column).where(seal.column.is_not(None))
            for row in connection.execute(query).mappings():
                if not any(_opens(ring, purpose, row[seal.column.name], seal.place(row)) for purpose in seal.purposes):
                    raise SealBroken(seal.column)
                count += 1
    return count


def _opens(ring: KeyRing, purpose: Purpose, sealed: bytes, place: str) -> bool:
    try:
        ring.open(purpose, sealed, place)
    except SealBroken:
        return False
    return True


def everybody(world: World) -> set[str]:
    """The ids of all contacts."""
    with world.db.read() as connection:
        return set(connection.execute(select(Contact.id)).scalars())


class TestCoverage:
    """No column is forgotten."""

    def test_every_column_of_bytes_says_what_has_sealed_it(self) -> None:
        known = {(seal.table.name, seal.column.name) for seal in ring_seals()}
        for one in Base.metadata.sorted_tables:
            for column in one.columns:
                if isinstance(column.type, LargeBinary) and column.name not in HASHES | PLAIN:
                    by_data_key = column.name.endswith("_sealed") and "ring" not in column.info
                    assert by_data_key != ((one.name, column.name) in known), column

    def test_whatever_the_ring_seals_is_a_column_of_the_ring(self) -> None:
        """Every call of `ring.seal(…)` names its place; each place belongs to a column that rotation covers."""
        covered = {(seal.table.name, seal.column.name.removesuffix("_sealed")) for seal in ring_seals()}
        for path, tree in modules():
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("ring.seal"):
                    continue
                place = node.args[2]
                if isinstance(place, ast.Call) and ast.unparse(place.func) == "bound":
                    names = tuple(part.value for part in place.args[:2] if isinstance(part, ast.Constant))
                    assert names in covered, f"{path}:{node.lineno}"

    def test_a_column_that_a_data_key_seals_does_not_open_with_the_ring(self, town: World) -> None:
        ring = town.ring
        known = {seal.column for seal in ring_seals()}
        with town.db.read() as connection:
            for one in Base.metadata.sorted_tables:
                for column in one.columns:
                    if not isinstance(column.type, LargeBinary) or column in known or column.name in HASHES | PLAIN:
                        continue
                    keys = list(one.primary_key.columns)
                    for row in connection.execute(select(*keys, column).where(column.is_not(None))).mappings():
                        place = f"{one.name}|{column.name.removesuffix('_sealed')}|" + "|".join(
                            str(row[key.name]) for key in keys
                        )
                        assert not any(_opens(ring, purpose, row[column.name], place) for purpose in Purpose), column


class TestRotation:
    """All keys are made anew."""

    def test_everything_opens_with_the_new_keys_alone(self, town: World, keys: Path) -> None:
        old, before = KeyRing(dict(load_ring(keys).keys)), opens(town, town.ring)
        done = rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
        assert set(done.versions.values()) == {2}
        assert (done.left, done.rows >= before) == ({Purpose.CASE: 1}, True)  # the seat's code, until it is used
        newest = KeyRing({purpose: versions[:1] for purpose, versions in load_ring(keys).keys.items()})
        assert opens(town, newest) == before
        with pytest.raises(SealBroken):
            opens(town, old)
        assert keys.stat().st_mode & 0o777 == 0o600

    def test_people_are_known_again_and_conversations_go_on(self, town: World, keys: Path) -> None:
        rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
        ids = everybody(town)
        assert town.person("+8801700000050").says("1")
        town.person("+8801700000000").says("STATUS")
        assert everybody(town) == ids

    def test_the_data_keys_are_wrapped_anew_and_no_text_is_touched(self, town: World, keys: Path) -> None:
        def all_of(column: object) -> set[bytes]:
            with town.db.read() as connection:
                return set(connection.execute(select(column)).scalars())  # type: ignore[call-overload]

        bodies, wrapped = all_of(CaseMessage.body_sealed), all_of(CaseKey.wrapped)
        rotation.rotate(town.house, keys, [Purpose.CASE], grace=GRACE)
        assert all_of(CaseMessage.body_sealed) == bodies
        assert not all_of(CaseKey.wrapped) & wrapped

    def test_a_running_process_finds_the_new_keys_by_itself(self, town: World, keys: Path) -> None:
        web = town.ring.only(Purpose.CASE, Purpose.SESSION)
        rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
        assert web.newest(Purpose.CASE)[0] == 2
        assert set(web.keys) == {Purpose.CASE, Purpose.SESSION}

    def test_a_process_goes_on_with_its_keys_when_the_file_is_spoilt(self, town: World, keys: Path) -> None:
        keys.write_text("{")
        assert town.ring.newest(Purpose.CASE)[0] == 1
        keys.unlink()
        assert opens(town, town.ring)

    def test_an_authenticator_works_on(self, town: World, keys: Path) -> None:
        rotation.rotate(town.house, keys, [Purpose.SESSION], grace=GRACE)
        with town.db.read() as connection:
            sealed = connection.execute(select(User.id, User.totp_sealed)).one()
        assert town.ring.open(Purpose.SESSION, sealed.totp_sealed, f"users|totp|{sealed.id}")

    def test_two_at_once_do_not_happen(self, town: World, keys: Path) -> None:
        def another(_step: str) -> None:
            with pytest.raises(Refused, match="under way"):
                rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)

        rotation.rotate(town.house, keys, [Purpose.STATE], grace=GRACE, step=another)

    def test_the_line_answers_meanwhile(self, town: World, keys: Path) -> None:
        """Somebody writes at every step: she is always the same person, and gets her answer."""
        ids = [everybody(town)]

        def writes(_step: str) -> None:
            assert town.person("+8801700000001").says("STATUS")
            ids.append(everybody(town))

        rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE, step=writes)
        assert len(ids) > 9
        assert all(one == ids[0] for one in ids)

    def test_what_does_not_open_is_left_and_keeps_its_key(self, town: World, keys: Path) -> None:
        with town.work() as work:
            work.connection.execute(update(table(User)).values(totp_sealed=b"\x01\x00\x01" + b"x" * 60))
        done = rotation.rotate(town.house, keys, [Purpose.SESSION], grace=GRACE)
        assert done.left == {Purpose.SESSION: 1}
        with pytest.raises(Refused, match="session: 1"):
            rotation.retire(town.house, keys)
        assert len(load_ring(keys).keys[Purpose.SESSION]) == 2


class TestRetiring:
    """Old keys go when nothing hangs on them."""

    def test_a_code_that_was_not_used_yet_keeps_its_key(self, town: World, keys: Path) -> None:
        rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
        with pytest.raises(Refused, match="case: 1"):
            rotation.retire(town.house, keys)
        with town.work() as work:
            nasrin = make_contact(work, Line.SIM_SMS, "+8801700000077")
            assert take_seat(work, nasrin, town.seat.code)  # type: ignore[attr-defined]
        done = rotation.retire(town.house, keys)
        assert done.retired == {purpose: [1] for purpose in EVERYTHING}
        ring = load_ring(keys)
        assert {purpose: len(versions) for purpose, versions in ring.keys.items()} == dict.fromkeys(Purpose, 1)
        assert opens(town, ring)

    def test_what_was_sealed_late_by_a_stalled_process_is_sealed_again_first(self, town: World, keys: Path) -> None:
        stalled = KeyRing(dict(load_ring(keys).keys))
        with town.work() as work:
            take_seat(work, make_contact(work, Line.SIM_SMS, "+8801700000077"), town.seat.code)  # type: ignore[attr-defined]
        rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
        town.house = type(town.house)(town.db, stalled, town.house.settings)
        town.person("+8801700000099").says("Hello")
        town.house = type(town.house)(town.db, load_ring(keys), town.house.settings)
        rotation.retire(town.house, keys)
        ring = load_ring(keys)
        with town.db.read() as connection:
            assert all(set(used) <= {ring.newest(p)[0]} for p, used in in_use(connection, ring).items() if used)
            for row in connection.execute(select(Contact.id, Contact.line, Contact.index_tag, Contact.address_sealed)):
                address = open_address(ring, row.id, row.address_sealed)
                assert ring.tag(f"{row.line}|{address}")[1] == row.index_tag


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.house import House
from bot.rotation import retire, rotate
from bot.settings import load_settings
from models.database import open_database
from models.encryption import load_ring
from models.seals import retirable
url, keys, wanted, what = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
steps = 0
def step(name):
    global steps
    steps += 1
    if steps == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
house = House(open_database(url), load_ring(keys), load_settings({}))
if what == "rotate":
    rotate(house, keys, sorted(retirable()), grace=0.25, step=step)
else:
    retire(house, keys, step=step)
"""


@pytest.mark.processes
def test_killed_anywhere_it_goes_on_with_the_same_keys(town: World, keys: Path) -> None:
    url = town.db.engine.url.render_as_string(hide_password=False)
    with town.work() as work:
        take_seat(work, make_contact(work, Line.SIM_SMS, "+8801700000077"), town.seat.code)  # type: ignore[attr-defined]
    killed = 0
    for number in (1, 2, 3, 5, 8, 11):
        done = subprocess.run([sys.executable, "-c", KILLED, url, str(keys), str(number), "rotate"], check=False)
        killed += done.returncode == -signal.SIGKILL
        assert opens(town, load_ring(keys))
        assert town.person("+8801700000001").says("STATUS")
    assert killed == 6
    rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
    assert subprocess.run([sys.executable, "-c", KILLED, url, str(keys), "3", "retire"], check=False).returncode < 0
    assert rotation.retire(town.house, keys).left == {}
    assert opens(town, load_ring(keys))


@pytest.mark.processes
def test_killed_while_the_key_file_is_written_the_old_one_stands(town: World, keys: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from models import encryption\n"
        "encryption.os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGKILL)\n"
        "path = Path(sys.argv[1])\n"
        "encryption.replace_ring(encryption.new_ring(), path)\n"
    )
    before = keys.read_bytes()
    assert subprocess.run([sys.executable, "-c", script, str(keys)], check=False).returncode == -signal.SIGKILL
    assert keys.read_bytes() == before
    rotation.rotate(town.house, keys, EVERYTHING, grace=GRACE)
    assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]


def test_two_contacts_of_one_address_are_left_apart(town: World, keys: Path) -> None:
    """A process that was stopped for minutes at the wrong moment could make a second one: neither is lost."""
    old = KeyRing(dict(load_ring(keys).keys))
    rotation.rotate(town.house, keys, [Purpose.INDEX], grace=GRACE)
    with town.work() as work:
        stalled = type(work)(work.connection, old, work.now)
        make_contact(stalled, Line.SIM_SMS, "+8801700000001")
    done = rotation.rotate(town.house, keys, [Purpose.INDEX], grace=GRACE)
    assert done.left == {Purpose.INDEX: 1}


def test_a_rotation_is_quick_enough(world: World, keys: Path) -> None:
    """5,000 rows a second while somebody else writes; the benchmark holds the figure, this the order of it."""
    with world.work() as work:
        for number in range(2000):
            make_contact(work, Line.SIM_SMS, f"+88017{number:08}")
    stop = threading.Event()

    def talks() -> None:
        while not stop.is_set():
            world.person("+8801700000001").says("Hello")

    talker = threading.Thread(target=talks)
    talker.start()
    began = time.monotonic()
    done = rotation.rotate(world.house, keys, [Purpose.INDEX, Purpose.ADDRESS], grace=GRACE)
    took = time.monotonic() - began
    stop.set()
    talker.join()
    assert done.rows >= 2000
    assert done.rows / took > 500
