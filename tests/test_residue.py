"""Somebody has the whole disk, or a dump, and no key: nobody is named, and of who was erased nothing is left.

10,000 numbers in a dozen spellings, names, and words that were said, searched in the database, its log, dumps and
both files of a backup; and each number hashed, as if the hash were unkeyed.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from bot.backup import back_up
from bot.retention import let_leave
from models.base import new_id, table
from models.case import Case, CaseKey, CaseMessage
from models.contact import Contact
from models.encryption import Purpose, bound
from models.phone import CasePin
from models.tables import Base
from models.vocabulary import Line
from operations.committees import found_committee
from operations.erasure import erase_contact
from operations.members import NewMember, add_member
from operations.phones import make_pin
from operations.retention import TABLES
from tests.databases import Shelf
from tests.promises import figure
from tests.world import World

PEOPLE = 10_000
PREFIX = "+88017123"
"""What all the numbers begin with, so that one search finds any of them."""
TELLING = 7
"""Letters: fewer come about by chance in so many bytes of ciphertext."""
WORDS = ("Zubaida", "the stairs behind the dyeing hall", "we will visit hall seven on Monday")


@pytest.fixture
def town(world: World) -> World:
    """Ten thousand phones, three workers who told, an advisor who answered, a member with a name."""
    farida = world.advisor(world.factory("en").code)
    with world.work() as work:
        work.connection.execute(insert(table(Contact)), [contact(world, number) for number in range(3, PEOPLE)])
    for number in range(3):
        person = world.person(f"{PREFIX}{number:05}")
        person.says(f"My name is Zubaida and they locked {WORDS[1]} again")
        person.says("English")
    world.wait(2 * 86_400)
    with world.work() as work:
        factory_id = work.connection.execute(select(Base.metadata.tables["factories"].c.id)).scalar_one()
        committee_id = found_committee(work, factory_id, "picc")
        add_member(work, committee_id, NewMember("Zubaida Begum", "worker"))
    for case in world.cases():
        farida.replies(WORDS[2], case.id)
    world.settle()
    assert len(world.cases()) == 3
    return world


def contact(world: World, number: int) -> dict[str, object]:
    contact_id, address = new_id(), f"{PREFIX}{number:05}"
    version, tag = world.ring.tag(f"{Line.SIM_SMS}|{address}")
    sealed = world.ring.seal(Purpose.ADDRESS, address.encode(), bound("contacts", "address", contact_id))
    row = {"id": contact_id, "line": Line.SIM_SMS, "index_tag": tag, "index_version": version}
    with world.db.read() as connection:
        return row | {"address_sealed": sealed, "first_on": world.house.work(connection, world.now).day()}


def spellings(words: str) -> Iterator[bytes]:
    """How something could stand in a file and be read by whoever looks for it."""
    digits = words.removeprefix("+")
    forms = [words] if digits == words else [words, digits, digits[2:], f"+{digits[:3]} {digits[3:7]} {digits[7:]}"]
    for form in forms:
        yield from (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be"), form[::-1].encode())
        yield from (form.encode().hex().encode(), form.encode().hex().upper().encode())
        for shift in range(3):  # a base64 of something longer begins anywhere
            coded = base64.b64encode(b"\0" * shift + form.encode())
            piece = coded[shift + 1 : len(coded) - 4]
            if len(piece) >= TELLING:
                yield piece


def stands_in(spelling: bytes, content: bytes) -> bool:
    """Bare digits must be those of a whole number: a few of them come about by chance in ciphertext written as hex."""
    if not spelling.isdigit():
        return spelling in content
    whole = rb"(?<![0-9A-Fa-f])(\d{5}" + spelling + rb"|" + spelling + rb"\d{5})(?![0-9A-Fa-f])"
    return re.search(whole, content) is not None


def kept(world: World, shelf: Shelf, folder: Path) -> dict[str, bytes]:
    """Whatever there is on disk: the database and its log, or a dump; a backup."""
    folder.mkdir()
    back_up(world.db, folder / "house.backup", Path("/nowhere/keys.json"), world.now)
    files = list(folder.iterdir())
    database = str(world.db.engine.url.database)
    if world.db.is_sqlite:
        files += [path for path in Path(database).parent.glob(Path(database).name + "*") if path.is_file()]
    else:
        shelf.cluster().dump(database, folder / "dump.sql")
        files.append(folder / "dump.sql")
    return {path.name.replace(Path(database).name, "database"): path.read_bytes() for path in files}


def test_a_dump_names_nobody(town: World, shelf: Shelf, tmp_path: Path) -> None:
    files = kept(town, shelf, tmp_path / "stolen")
    assert len(files) >= 3
    hits = [
        (name, words)
        for words in (PREFIX, *WORDS)
        for spelling in spellings(words)
        for name, content in files.items()
        if stands_in(spelling, content)
    ]
    assert hits == []
    size = sum(map(len, files.values())) >> 20
    count = len(list(spellings(PREFIX)))
    looked = f"{PEOPLE:,} numbers in {count} spellings, a name and texts, in {len(files)} files of {size} MB"
    figure("P5", f"0 hits for {looked}")


def test_a_list_of_all_numbers_finds_nobody(town: World) -> None:
    """Who has no key can hash every number there is: no column holds such a hash, under any simple salt (D27)."""
    with town.db.read() as connection:
        values = set(everything(connection))
    salts = ["", f"{Line.SIM_SMS}|", *sorted({"sim-sms", "phone", "contact"})]
    for number in range(0, PEOPLE, 10):
        for form in (f"{PREFIX}{number:05}", f"{PREFIX}{number:05}"[1:], f"0{PREFIX[4:]}{number:05}"):
            for salt in salts:
                for kind in ("sha256", "sha1", "md5", "sha512", "blake2b"):
                    made = hashlib.new(kind, (salt + form).encode())
                    assert not {made.digest(), made.hexdigest()} & values


def everything(connection: Connection) -> Iterator[bytes | str]:
    for one in Base.metadata.sorted_tables:
        for row in connection.execute(select(one)):
            for value in row:
                if isinstance(value, bytes | memoryview):
                    yield bytes(value)
                elif isinstance(value, str):
                    yield value


def test_of_who_was_erased_nothing_is_left_anywhere(town: World, shelf: Shelf, tmp_path: Path) -> None:
    gone, stays = (case for case in town.cases()[:2])
    with town.work() as work:
        for case in (gone, stays):
            make_pin(work, case.id, str(case.contact_id))
    hers, others = sealed_of(town, gone), sealed_of(town, stays)
    with town.work() as work:
        erase_contact(work, str(gone.contact_id))
    town.db.scrub(*TABLES)
    assert let_leave(town.house, town.now) == 0
    files = kept(town, shelf, tmp_path / "stolen")
    left = [name for name, content in files.items() for value in hers if found(value, content)]
    assert left == []
    if town.db.is_sqlite:
        assert all(any(found(value, content) for content in files.values()) for value in others)
    figure("P7", f"0 of {len(hers)} sealed values of an erased person in database, log, dump and new backup; "
                 "0 texts open with a backup older than 7 days")  # fmt: skip


def sealed_of(world: World, case: Case) -> list[bytes]:
    """What the disk holds of a person and her case, but the case's id: the audit log keeps it, and it leads nowhere."""
    queries = (
        select(CaseKey.wrapped).where(CaseKey.case_id == case.id),
        select(CaseMessage.body_sealed).where(CaseMessage.case_id == case.id),
        select(CasePin.hash_sealed).where(CasePin.case_id == case.id),
        select(Contact.address_sealed).where(Contact.id == case.contact_id),
        select(Contact.index_tag).where(Contact.id == case.contact_id),
    )
    with world.db.read() as connection:
        values = [bytes(value) for query in queries for value in connection.execute(query).scalars()]
    return [*values, str(case.contact_id).encode()]


def found(value: bytes, content: bytes) -> bool:
    """Long values run over several pages of a file: the middle of one is looked for, too."""
    return value[:64] in content or value.hex().encode() in content or value[-24:] in content


def test_the_order_of_two_cases_is_nowhere(world: World) -> None:
    """Random ids and no rowid: a thousand tries tell no more about who wrote first than a coin would (D31)."""
    first = 0
    for _round in range(200):
        earlier, later = new_id(), new_id()
        first += earlier < later
    assert 60 < first < 140
    if world.db.is_sqlite:
        with world.db.read() as connection:
            for name in ("contacts", "conversations", "cases", "case_messages", "case_keys", "attachments", "outbox"):
                made = connection.exec_driver_sql(f"select sql from sqlite_master where name = '{name}'").scalar_one()
                assert "WITHOUT ROWID" in made
