"""The doctor: every check is seen to pass, and to fail for a real reason; what fails says what to do.

No answer of it may hold a secret or a number: it is what people paste into a mail when they ask for help.
"""

import ast
import base64
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from werkzeug.serving import make_ssl_devcert

import cli.doctor
from bot.clock import take_lease
from bot.inbox import keep_unreadable
from models.database import Database, open_database
from models.encryption import KeyRing, Purpose, new_ring
from models.schema import config
from models.vocabulary import Line
from tests.cli.conftest import RAHIMA
from tests.cli.patient import (
    ALWAYS,
    NOWHERE,
    OF_DATA,
    Doctor,
    gateway_on,
    key_texts,
    served,
    telegram_on,
    twilio_on,
)
from tests.cli.terminal import Terminal
from tests.databases import Shelf, free_port
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio
from tests.world import World

pytest_plugins = ["tests.servers.fixtures"]


@pytest.fixture
def store(terminal: Terminal) -> Iterator[Database]:
    db = terminal.open()
    yield db
    db.dispose()


@pytest.fixture
def world(terminal: Terminal, store: Database) -> World:
    """Its clock has just ticked."""
    world = World(store, terminal.ring(), time.time())
    take_lease(world.house, "the clock", world.now)
    return world


@pytest.fixture
def doctor(terminal: Terminal, world: World) -> Doctor:
    return Doctor(terminal)


@pytest.fixture
def line(doctor: Doctor, world: World) -> Iterator[str]:
    """The web of this house, as PUBLIC_URL names it: without HTTPS, which one check will always say."""
    with served(world) as port:
        doctor.terminal.set(PUBLIC_URL=(url := f"http://127.0.0.1:{port}"))
        yield url


def test_a_house_in_order(doctor: Doctor) -> None:
    checks = doctor.examines()
    assert set(checks) == {*ALWAYS, *OF_DATA}
    assert all(check["ok"] for check in checks.values())
    said = doctor.terminal.types("doctor")
    assert said.code == 0
    assert {line[:4] for line in said.out.splitlines()} <= {"ok  ", "warn"}


@pytest.mark.processes
def test_a_line_in_order_with_every_provider(
    doctor: Doctor, world: World, twilio: FakeTwilio, tg: FakeTelegram
) -> None:
    """The program itself, over HTTPS: the authority behind the certificate is named to it from outside."""
    certificate = make_ssl_devcert(str(doctor.terminal.folder / "line"), host="localhost")
    twilio_on(doctor, twilio)
    telegram_on(doctor, tg)
    gateway_on(doctor)
    with served(world, certificate) as port:
        url = f"https://localhost:{port}"
        doctor.terminal.set(PUBLIC_URL=url, SSL_CERT_FILE=certificate[0])
        tg.webhook_url = f"{url}/webhooks/telegram"
        said = doctor.terminal.runs("doctor", "--json")
        doctor.keeps_quiet(said)
        checks = {check["name"]: check for check in said.document["checks"]}
        assert set(checks) == {*ALWAYS, *OF_DATA, "Twilio", "Telegram"}
        assert [check for check in checks.values() if not check["ok"]] == []
        assert (said.code, said.document["ok"]) == (0, True)
    with served(world) as port:
        doctor.terminal.set(PUBLIC_URL=f"https://127.0.0.1:{port}")
        assert "the HTTPS in front" in doctor.finds("webhooks", "Telegram")


class TestSettings:
    """Nothing else can be looked at before they are right."""

    @pytest.mark.parametrize(
        ("name", "value", "advice"),
        [
            ("PORT", "http", "from 1 to 65535"),
            ("PUBLIC_URL", "https://line.example.org:https", "an http"),
            ("DATABASE_URL", "mysql://bobbin:its-password@127.0.0.1/bobbin", "sqlite:///"),
            ("DATABASE_URL", "postgresql+psycopg2://bobbin:its-password@127.0.0.1/bobbin", "postgresql://"),
            ("TWILIO_ACCOUNT_SID", "AC1", "TWILIO_AUTH_TOKEN is missing"),
            ("TELEGRAM_BOT_TOKEN", "her-own-secret", "BotFather"),
            ("TELEGRAM_BOT_TOKEN", "1:her-own-secret", "TELEGRAM_WEBHOOK_SECRET should be 16"),
            ("GATEWAY_SEND_URL", "http://phone.example/", "GATEWAY_TOKEN is missing"),
            ("SMTP_URL", "smtp://amina:her-password@mail.example:smtp", "smtps://"),
            ("DEFAULT_COUNTRY", "Bangladesh", "two letters"),
        ],
    )
    def test_one_that_is_bad_or_missing_is_named(self, doctor: Doctor, name: str, value: str, advice: str) -> None:
        doctor.secrets += ["her-own-secret", "her-password", "its-password"]
        doctor.terminal.set(**{name: value})
        assert advice in doctor.finds("settings")
        assert list(doctor.examines()) == ["settings"]

    def test_an_empty_token_among_several_would_let_anybody_sign(self, doctor: Doctor, twilio: FakeTwilio) -> None:
        twilio_on(doctor, twilio, AUTH_TOKEN=f"{twilio.auth_token},")
        assert "comma" in doctor.finds("settings")

    @pytest.mark.processes
    def test_a_process_that_a_test_has_armed(self, doctor: Doctor) -> None:
        doctor.terminal.set(FAULTS="restore.checked")
        said = doctor.terminal.runs("doctor", "--json")
        wrong = [check for check in said.document["checks"] if not check["ok"]]
        assert (said.code, [check["name"] for check in wrong]) == (1, ["settings"])
        assert "FAULTS" in wrong[0]["detail"]


class TestPublicAddress:
    """What providers call, and what advisors type their password into."""

    @pytest.mark.parametrize("url", ["http://line.example.org", "http://127.0.0.1.example.org", "http://localhost.org"])
    def test_without_https_others_could_read_along(self, doctor: Doctor, url: str) -> None:
        doctor.terminal.set(PUBLIC_URL=url)
        assert "https://" in doctor.finds("public address")

    def test_https_is_right(self, doctor: Doctor) -> None:
        doctor.terminal.set(PUBLIC_URL="https://line.example.org")
        assert doctor.examines()["public address"]["ok"]

    def test_this_machine_alone_is_right_until_a_provider_calls(self, doctor: Doctor, line: str) -> None:
        assert doctor.examines()["public address"]["ok"]
        gateway_on(doctor)
        assert "https://" in doctor.finds("public address")

    def test_asking_telegram_needs_no_public_address(self, doctor: Doctor, tg: FakeTelegram) -> None:
        telegram_on(doctor, tg, MODE="polling")
        assert all(check["ok"] for check in doctor.examines().values())


class TestKeys:
    """Lost or open keys: what is sealed is lost, or everybody's."""

    def test_none(self, doctor: Doctor) -> None:
        doctor.terminal.keys.unlink()
        detail = doctor.finds("keys")
        assert "KEY_FILE" in detail
        assert "bobbin run" in detail
        assert not doctor.terminal.keys.exists()

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
    def test_others_can_read_them(self, doctor: Doctor, mode: int) -> None:
        doctor.terminal.keys.chmod(mode)
        assert f"chmod 600 {doctor.terminal.keys}" in doctor.finds("keys")

    @pytest.mark.parametrize(
        "content", ["", "half of {", "[]", "{}", '{"keys": []}', '{"keys": {"case": [{"version": 1, "key": "AAAA"}]}}']
    )
    def test_a_broken_file(self, doctor: Doctor, content: str) -> None:
        doctor.terminal.keys.write_text(content)
        assert "restore it from your backup of keys" in doctor.finds("keys")

    def test_a_folder_in_its_place(self, doctor: Doctor) -> None:
        doctor.terminal.set(KEY_FILE=str(doctor.terminal.keys.parent))
        assert "check KEY_FILE" in doctor.finds("keys")

    def test_one_purpose_is_missing(self, doctor: Doctor) -> None:
        ring = doctor.terminal.ring()
        doctor.terminal.make_keys(ring.only(*(purpose for purpose in Purpose if purpose != Purpose.PIN)))
        detail = doctor.finds("keys")
        assert "pin" in detail
        assert "backup of keys" in detail

    def test_beside_the_data_they_are_in_its_backup(self, doctor: Doctor, line: str) -> None:
        keys = doctor.terminal.data.with_name("keys.json")
        doctor.terminal.keys.rename(keys)
        doctor.terminal.set(KEY_FILE=str(keys))
        assert "warn  keys apart" in doctor.terminal.types("doctor").out
        assert all(check["ok"] for check in doctor.examines().values())
        gateway_on(doctor)
        detail = doctor.finds("public address", "keys apart")
        assert "set KEY_FILE to another folder" in doctor.examines()["keys apart"]["detail"], detail


class TestKeysFit:
    """A key file that opens, but not what is in this database."""

    @pytest.mark.parametrize(
        ("purpose", "lost"),
        [
            (Purpose.ADDRESS, ["addresses"]),
            (Purpose.INDEX, ["addresses"]),
            (Purpose.SESSION, ["authenticators"]),
            (Purpose.CASE, ["cases", "committees"]),
        ],
    )
    def test_another_key(self, doctor: Doctor, purpose: Purpose, lost: list[str]) -> None:
        ring = doctor.terminal.ring()
        doctor.terminal.make_keys(KeyRing({**ring.keys, purpose: new_ring().keys[purpose]}))
        detail = doctor.finds("keys fit")
        assert f"({', '.join(lost)})" in detail
        assert "set KEY_FILE" in detail
        assert "backup of keys" in detail

    def test_the_older_key_is_still_needed(self, doctor: Doctor, world: World) -> None:
        ring = doctor.terminal.ring()
        newer = {purpose: ((2, new_ring().keys[purpose][0][1]),) for purpose in Purpose}
        both = KeyRing({purpose: (*newer[purpose], *ring.keys[purpose]) for purpose in Purpose})
        doctor.terminal.make_keys(both)
        again = World(world.db, both, world.now)
        again.person("+8801700000002").says("hello")
        assert doctor.examines()["keys fit"]["ok"]
        doctor.terminal.make_keys(KeyRing(newer))
        assert "(addresses, authenticators, cases, committees)" in doctor.finds("keys fit")


class TestDatabase:
    """It is looked at, and neither made nor changed."""

    def test_none(self, doctor: Doctor) -> None:
        elsewhere = doctor.terminal.folder / "elsewhere" / "bobbin.db"
        doctor.terminal.set(DATABASE_URL=f"sqlite:///{elsewhere}")
        assert "bobbin migrate" in doctor.finds("database")
        assert not elsewhere.parent.exists()

    def test_a_file_that_is_none(self, doctor: Doctor) -> None:
        (junk := doctor.terminal.folder / "junk.db").write_text("not a database, but long enough to be read as one" * 9)
        doctor.terminal.set(DATABASE_URL=f"sqlite:///{junk}")
        assert "DATABASE_URL" in doctor.finds("database")

    def test_a_server_that_does_not_answer(self, doctor: Doctor) -> None:
        doctor.secrets.append("its-password")
        doctor.terminal.set(DATABASE_URL=f"postgresql://bobbin:its-password@127.0.0.1:{free_port()}/bobbin")
        assert "check DATABASE_URL and its server" in doctor.finds("database")

    def test_postgresql(self, doctor: Doctor, shelf: Shelf) -> None:
        url = shelf.postgresql_url()
        doctor.terminal.set(DATABASE_URL=url)
        db = open_database(url)
        take_lease(World(db, doctor.terminal.ring()).house, "the clock", time.time())
        assert all(check["ok"] for check in doctor.examines().values())
        World(db, new_ring()).person(RAHIMA).says("hello")
        assert "(addresses)" in doctor.finds("keys fit")
        db.dispose()
        shelf.drop(url)
        assert "DATABASE_URL" in doctor.finds("database")

    def test_an_older_schema(self, doctor: Doctor) -> None:
        doctor.terminal.data.unlink()
        db = doctor.terminal.open()
        with db.write() as connection:
            command.upgrade(config(connection), "0001")
        db.dispose()
        assert "run “bobbin migrate”" in doctor.finds("database")
        assert doctor.terminal.types("migrate").code == 0
        assert "bobbin clock" in doctor.finds("clock")

    def test_a_newer_schema(self, doctor: Doctor, store: Database) -> None:
        with store.write() as connection:
            connection.execute(text("update alembic_version set version_num = '9999'"))
        assert "install the newest Bobbin" in doctor.finds("database")
        said = doctor.terminal.types("migrate")
        assert (said.code, said.out) == (1, "")
        assert "install the newest Bobbin" in said.err


def test_a_disk_with_little_left(world: World, doctor: Doctor) -> None:
    doctor.terminal.set(DISK_RESERVE="900000")
    assert "make room on the disk" in doctor.finds("room")


class TestRunning:
    """What goes on in the house."""

    def test_no_clock_ever_ticked(self, doctor: Doctor, store: Database) -> None:
        with store.write() as connection:
            connection.execute(text("delete from leases"))
        assert "start “bobbin clock”" in doctor.finds("clock")

    def test_the_clock_has_stopped(self, doctor: Doctor, store: Database) -> None:
        with store.write() as connection:
            connection.execute(text("update leases set ticked_at = :then"), {"then": time.time() - 180})
        assert "start “bobbin clock”" in doctor.finds("clock")

    def test_a_message_nobody_could_read(self, doctor: Doctor, world: World) -> None:
        keep_unreadable(world.house, Line.TELEGRAM, "71", json.dumps({"from": RAHIMA}).encode(), world.now)
        detail = doctor.finds("dead letters")
        assert detail.startswith("1 message was")
        assert "look for “inbox.” in the log" in detail

    def test_a_country_without_holidays_is_said_and_nothing_to_fail_for(self, doctor: Doctor, store: Database) -> None:
        with store.write() as connection:
            connection.execute(text("update factories set country = 'XX'"))
        checks = doctor.examines()
        assert "XX" in checks["public holidays"]["detail"]
        assert doctor.terminal.types("doctor").code == 0

    def test_a_language_that_was_not_compiled(self, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cli.doctor, "FOLDER", doctor.terminal.folder)
        detail = doctor.finds("translations")
        assert "bn" in detail
        assert "make messages" in detail

    def test_without_libraries_for_pdf_the_packages_are_named(
        self, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (doctor.terminal.folder / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        monkeypatch.syspath_prepend(doctor.terminal.folder)
        said = doctor.terminal.types("doctor")
        assert "warn  papers: the libraries that draw a PDF are missing" in said.out
        assert "apt-get install" in said.out
        assert said.code == 0


class TestWebhooks:
    """PUBLIC_URL leads to a line."""

    def test_it_does(self, doctor: Doctor, line: str) -> None:
        gateway_on(doctor)
        assert doctor.examines()["webhooks"]["ok"]

    def test_nobody_is_there(self, doctor: Doctor) -> None:
        gateway_on(doctor)
        doctor.terminal.set(PUBLIC_URL=NOWHERE)
        doctor.finds("public address", "webhooks")
        assert "bobbin web" in doctor.examines()["webhooks"]["detail"]

    def test_something_else_is_there(self, doctor: Doctor, twilio: FakeTwilio) -> None:
        gateway_on(doctor)
        doctor.terminal.set(PUBLIC_URL=twilio.url)
        doctor.finds("public address", "webhooks")

    def test_a_line_that_is_not_well_is_there_all_the_same(self, doctor: Doctor, line: str, store: Database) -> None:
        gateway_on(doctor)
        with store.write() as connection:
            connection.execute(text("delete from leases"))
        doctor.finds("public address", "clock")


class TestTwilio:
    """It knows our account."""

    def test_it_does(self, doctor: Doctor, line: str, twilio: FakeTwilio) -> None:
        twilio_on(doctor, twilio)
        doctor.finds("public address")
        assert f"{line}/webhooks/twilio/message" in doctor.examines()["webhooks"]["detail"]
        assert not twilio.sent

    @pytest.mark.parametrize("wrong", [{"AUTH_TOKEN": "an-old-token"}, {"ACCOUNT_SID": "AC" + "f" * 32}])
    def test_it_does_not(self, doctor: Doctor, line: str, twilio: FakeTwilio, wrong: dict[str, str]) -> None:
        twilio_on(doctor, twilio, **wrong)
        doctor.finds("public address", "Twilio")
        assert "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in doctor.examines()["Twilio"]["detail"]

    def test_it_is_ill(self, doctor: Doctor, line: str, twilio: FakeTwilio) -> None:
        twilio_on(doctor, twilio)
        twilio.fail_often(1.0, status=503)
        doctor.finds("public address", "Twilio")
        assert "try again later" in doctor.examines()["Twilio"]["detail"]

    def test_it_is_not_there(self, doctor: Doctor, line: str, twilio: FakeTwilio) -> None:
        twilio_on(doctor, twilio, API_URL=NOWHERE)
        doctor.finds("public address", "Twilio")
        assert "TWILIO_API_URL" in doctor.examines()["Twilio"]["detail"]


class TestTelegram:
    """It knows our bot, and calls where we are."""

    def test_it_does_once_it_is_connected(self, doctor: Doctor, line: str, tg: FakeTelegram) -> None:
        telegram_on(doctor, tg)
        doctor.finds("public address", "Telegram")
        assert "bobbin telegram connect" in doctor.examines()["Telegram"]["detail"]
        tg.webhook_url = f"{line}/webhooks/telegram"
        doctor.finds("public address")

    def test_it_still_calls_where_nobody_asks_any_more(self, doctor: Doctor, tg: FakeTelegram) -> None:
        telegram_on(doctor, tg, MODE="polling")
        tg.webhook_url = "https://line.example.org/webhooks/telegram"
        assert "bobbin telegram connect" in doctor.finds("Telegram")

    def test_it_does_not_know_the_bot(self, doctor: Doctor, tg: FakeTelegram) -> None:
        telegram_on(doctor, tg, MODE="polling", BOT_TOKEN="1:another-bot")
        assert "BotFather" in doctor.finds("Telegram")

    @pytest.mark.parametrize("how", ["garbage", "reset"])
    def test_it_talks_nonsense(self, doctor: Doctor, tg: FakeTelegram, how: str) -> None:
        telegram_on(doctor, tg, MODE="polling")
        tg.fail_often(1.0, how=how)
        assert "TELEGRAM_API_URL" in doctor.finds("Telegram")

    def test_it_is_not_there(self, doctor: Doctor, tg: FakeTelegram) -> None:
        telegram_on(doctor, tg, MODE="polling", API_URL=NOWHERE)
        assert "TELEGRAM_API_URL" in doctor.finds("Telegram")


def test_the_keys_are_looked_for_in_all_that_is_said(doctor: Doctor) -> None:
    """The net that all stories above hold out would catch something."""
    texts = key_texts(doctor.terminal.keys)
    assert len(texts) == len(Purpose)
    assert all(len(base64.b64decode(one)) == 32 for one in texts)


def test_an_audit_log_that_was_changed(doctor: Doctor) -> None:
    db = doctor.terminal.open()
    with db.write() as connection:
        connection.execute(text("update audit set action = 'nothing.happened' where number = 2"))
    db.dispose()
    assert "entry 2" in doctor.finds("audit log")


def test_copies_that_are_still_at_twilio(doctor: Doctor) -> None:
    db = doctor.terminal.open()
    with db.write() as connection:
        old = {"at": time.time() - 3 * 86_400}
        connection.execute(text("update inbox set line = 'twilio', copy_id = 'SM', received_at = :at"), old)
    db.dispose()
    assert "deleted at Twilio" in doctor.finds("copies at providers")


def test_a_disk_of_the_network(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.doctor_data.file_system_of", lambda _path, _mounts: "nfs4")
    assert "network" in doctor.finds("disk")


def test_every_check_that_can_fail_fails_in_a_story_above() -> None:
    """A new check needs one, too."""
    files = sorted(Path(cli.doctor.__file__).parent.glob("doctor*.py"))
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if called(node) == "Check"]
    can_fail = {ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.args[1]) != "True"}
    assert can_fail >= {"settings", "keys", "keys fit", "database", "clock", "webhooks", "translations"}
    stories = [node for node in ast.walk(ast.parse(Path(__file__).read_text())) if called(node) == "doctor.finds"]
    assert can_fail <= {ast.literal_eval(name) for story in stories for name in story.args}


def called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""
