"""Every command, as one table: it is explained, its JSON is one document, and a mistake is one line that helps.

Commands are found by walking the tree of them: a new one fails here until it has a row. What goes right beyond an
empty house is told elsewhere; the doctor has stories of its own.
"""

import gc
import json
import socket
from collections.abc import Callable, Iterator

import click
import pytest
from sqlalchemy import text

from cli.main import COMMANDS, bobbin
from tests.cli.table import CODE, MEMBER, NUMBER, PHONE, TABLE, Mistake
from tests.cli.terminal import Said, Terminal
from tests.cli.troubles import HOUSE, MADE, SETTINGS, few_keys, no_database
from tests.databases import Shelf
from tests.servers.telegram_server import FakeTelegram

pytest_plugins = ["tests.servers.fixtures"]
WITH_JSON = [name for name, row in TABLE.items() if row.keys]
OF_THE_FURNISHED = frozenset({"survey send", "survey results", "user alert", "user close"})
"""They need what only the furnished house has."""
MISTAKES = [(name, mistake) for name, row in TABLE.items() for mistake in row.mistakes]


def walked(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command and group below, by its path."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from walked(below, *path, name)


TREE = dict(walked(bobbin))
GROUPS = [name for name, command in TREE.items() if isinstance(command, click.Group)]
COMMANDS_FOUND = [name for name in TREE if name not in GROUPS]


def helps(said: Said, advice: str, code: int) -> None:
    """One line on standard error that says what is wrong and what to do, and nothing else anywhere."""
    assert (said.code, said.out) == (code, ""), said
    assert said.err.startswith("bobbin: ")
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")
    assert advice in said.err
    assert "mistake of the program" not in said.err
    assert "Traceback" not in said.err


def right(name: str, code: str) -> list[str]:
    return [*name.split(), *(code if word == CODE else word for word in TABLE[name].right)]


class TestHelp:
    """Everything is explained."""

    def test_every_command_has_a_row(self) -> None:
        assert sorted(COMMANDS_FOUND) == sorted(TABLE)

    @pytest.mark.parametrize("name", COMMANDS_FOUND)
    def test_a_command_says_what_it_is_for(self, empty: Terminal, name: str) -> None:
        for option in ("--help", "-h"):
            said = empty.types(*name.split(), option)
            assert (said.code, said.err) == (0, "")
            assert said.out.startswith(f"Usage: bobbin {name}")
            assert TABLE[name].purpose in " ".join(said.out.split())
        assert not list(empty.folder.iterdir())

    @pytest.mark.parametrize("name", GROUPS)
    def test_a_group_names_what_is_below(self, empty: Terminal, name: str) -> None:
        asked, bare = empty.types(*name.split(), "--help"), empty.types(*name.split())
        assert (asked.code, asked.err) == (0, "")
        assert (bare.code, bare.out) == (2, "")
        assert bare.err == asked.out
        for path, command in TREE.items():
            if path and path.rpartition(" ")[0] == name:
                assert path.rpartition(" ")[2] in asked.out
                assert (command.help or "").partition("\n")[0]

    def test_the_first_page_has_a_line_for_each(self, empty: Terminal) -> None:
        words = " ".join(empty.types("--help").out.split())
        assert all(f"{name} {summary}" in words for name, (_module, summary) in COMMANDS.items())

    def test_the_version(self, empty: Terminal) -> None:
        assert empty.types("--version").out.startswith("bobbin, version ")

    @pytest.mark.parametrize("name", GROUPS)
    def test_a_word_that_is_no_command(self, empty: Terminal, name: str) -> None:
        helps(empty.types(*name.split(), "nope"), f"“{' '.join(['bobbin', name]).strip()} --help”", 2)

    @pytest.mark.parametrize("name", COMMANDS_FOUND)
    def test_an_option_that_is_none(self, empty: Terminal, name: str) -> None:
        helps(empty.types(*name.split(), "--nope"), f"“bobbin {name} --help”", 2)


class TestJson:
    """For machines: one object, and nothing else."""

    def test_who_speaks_it(self) -> None:
        speaks = [name for name in COMMANDS_FOUND if any("--json" in option.opts for option in TREE[name].params)]
        assert sorted(speaks) == sorted(WITH_JSON)

    @pytest.mark.parametrize("name", [name for name in WITH_JSON if name != "doctor"])
    def test_one_document(self, terminal: Terminal, code: str, name: str) -> None:
        said = terminal.types(*right(name, code), "--json")
        assert (said.code, said.err) == (0, "")
        assert isinstance(said.document, dict)
        assert said.document.keys() == TABLE[name].keys

    @pytest.mark.parametrize("name", [name for name in WITH_JSON if name != "doctor"])
    def test_without_it_there_are_words(self, terminal: Terminal, code: str, name: str) -> None:
        said = terminal.types(*right(name, code))
        assert (said.code, said.err) == (0, "")
        with pytest.raises(json.JSONDecodeError):
            _ = said.document
        assert PHONE not in said.out

    def test_on_postgresql_all_of_it(self, terminal: Terminal, shelf: Shelf) -> None:
        terminal.set(DATABASE_URL=(url := shelf.postgresql_url()))
        code = terminal.types(*right("factory add", ""), "--json").document["code"]
        for name in (name for name in WITH_JSON if name not in {"doctor", "factory add", *OF_THE_FURNISHED}):
            said = terminal.types(*right(name, code), "--json")
            assert (said.code, said.err) == (0, ""), name
            assert said.document.keys() == TABLE[name].keys
        gc.collect()  # a connection that nobody closed would complain
        shelf.drop(url)

    def test_a_member_without_a_phone_is_given_a_code(self, terminal: Terminal, code: str) -> None:
        said = terminal.types("member", "add", "--factory", code, *MEMBER[2:], "--json")
        assert said.document.keys() == {"id", "code"}

    def test_a_mistake_leaves_standard_output_empty(self, terminal: Terminal) -> None:
        helps(terminal.types("committee", "add", "--factory", "9Z9Z", "--json"), "“bobbin factory add”", 2)

    def test_a_broken_log_is_a_document_and_a_line(self, terminal: Terminal, code: str) -> None:
        db = terminal.open()
        with db.write() as connection:
            connection.execute(text("update audit set action = 'nothing.happened' where number = 2"))
        db.dispose()
        said = terminal.types("audit", "verify", "--json")
        assert (said.code, said.document) == (1, {"ok": False, "first_broken": 2})
        assert "entry 2" in said.err
        helps_too = terminal.types("audit", "verify")
        assert (helps_too.code, helps_too.err) == (1, said.err)


class TestMistakes:
    """A person's mistake has status 2, and nothing has happened."""

    @pytest.mark.parametrize(
        ("name", "mistake"), MISTAKES, ids=[f"{name} {' '.join(each.typed)}" for name, each in MISTAKES]
    )
    def test_it_is_told_what_to_do(self, terminal: Terminal, code: str, name: str, mistake: Mistake) -> None:
        before = counted(terminal)
        typed = [code if word == CODE else word for word in mistake.typed]
        helps(terminal.types(*name.split(), *typed), mistake.advice, mistake.code)
        assert counted(terminal) == before

    @pytest.mark.parametrize("typed", [str.lower, "-".join, " ".join], ids=["small", "hyphens", "spaces"])
    def test_a_code_typed_another_way_is_no_mistake(
        self, terminal: Terminal, code: str, typed: Callable[[str], str]
    ) -> None:
        for name in ("user add", "committee add", "member add"):
            assert terminal.types(*right(name, typed(code))).code == 0

    def test_a_user_that_is_there(self, terminal: Terminal, code: str) -> None:
        assert terminal.types(*right("user add", code)).code == 0
        helps(terminal.types(*right("user add", code)), "there already is a user amina@advisors.example", 1)

    def test_a_poster_that_nobody_could_write_to(self, terminal: Terminal, code: str) -> None:
        helps(terminal.types(*right("factory poster", code)), "TELEGRAM_BOT_NAME", 1)

    def test_a_poster(self, terminal: Terminal, code: str) -> None:
        terminal.set(**NUMBER)
        said = terminal.types(*right("factory poster", code))
        assert (said.code, said.err) == (0, "")
        assert (terminal.folder / "poster.pdf").read_bytes().startswith(b"%PDF")


def counted(terminal: Terminal) -> list[int]:
    db = terminal.open()
    with db.read() as connection:
        tables = ("factories", "users", "committees", "members", "contacts", "audit")
        counts = [connection.execute(text(f"select count(*) from {table}")).scalar_one() for table in tables]
    db.dispose()
    return counts


FINE = [("migrate", few_keys), ("backup", few_keys), ("restore", few_keys), ("restore", no_database)]
"""Who holds no key itself may be called with the keys of one role; a backup is restored into nothing."""
NEEDS_HOUSE = [name for name, row in TABLE.items() if row.house and name != "doctor"]
TROUBLES = [
    (name, spoil)
    for name in NEEDS_HOUSE
    for spoil in (*HOUSE, *MADE)
    if not (TABLE[name].makes and spoil in MADE) and (name, spoil) not in FINE
]


class TestTrouble:
    """Something is wrong with the house: every command says what, before it does anything."""

    @pytest.mark.parametrize("spoil", SETTINGS)
    @pytest.mark.parametrize("name", [name for name in TABLE if name not in ("doctor", "promises")])
    def test_a_bad_setting(self, terminal: Terminal, name: str, spoil: Callable[[Terminal], None]) -> None:
        spoil(terminal)
        said = terminal.types(*right(name, "7Q2K"))
        helps(said, SETTINGS[spoil], 2)
        assert "its-password" not in said.err

    @pytest.mark.parametrize(("name", "spoil"), TROUBLES)
    def test_a_house_that_does_not_stand(
        self, terminal: Terminal, name: str, spoil: Callable[[Terminal], None]
    ) -> None:
        spoil(terminal)
        said = terminal.types(*right(name, "7Q2K"))
        helps(said, (HOUSE | MADE)[spoil], 1)
        assert "its-password" not in said.err

    @pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.makes and not row.stays])
    def test_what_is_missing_is_made(self, empty: Terminal, name: str) -> None:
        said = empty.types(*right(name, "7Q2K"))
        assert (said.code, said.err) == (0, "")
        assert empty.data.exists()
        assert empty.keys.stat().st_mode & 0o777 == 0o600


class TestTelegram:
    """`bobbin telegram connect` against a Telegram of our own."""

    @pytest.fixture
    def line(self, empty: Terminal, tg: FakeTelegram) -> Terminal:
        empty.set(TELEGRAM_BOT_TOKEN=tg.token, TELEGRAM_API_URL=tg.url, TELEGRAM_WEBHOOK_SECRET="s" * 16)
        empty.set(PUBLIC_URL="https://line.example.org")
        return empty

    def test_it_is_told_where_to_call(self, line: Terminal, tg: FakeTelegram) -> None:
        assert line.types("telegram", "connect") == Said(0, "Telegram is connected.\n", "")
        assert tg.webhook_url == "https://line.example.org/webhooks/telegram"
        line.set(TELEGRAM_MODE="polling")
        assert line.types("telegram", "connect").code == 0
        assert tg.webhook_url == ""

    def test_it_does_not_know_the_bot(self, line: Terminal, tg: FakeTelegram) -> None:
        line.set(TELEGRAM_BOT_TOKEN="1:another-bot")
        said = line.types("telegram", "connect")
        helps(said, "check TELEGRAM_BOT_TOKEN", 1)
        assert "another-bot" not in said.err

    @pytest.mark.parametrize("url", ["http://line.example.org", "https://line.example.org:8000"])
    def test_it_does_not_call_everywhere(self, line: Terminal, url: str) -> None:
        line.set(PUBLIC_URL=url)
        helps(line.types("telegram", "connect"), "PUBLIC_URL is https on port 443", 1)

    def test_it_does_not_answer(self, line: Terminal, tg: FakeTelegram) -> None:
        line.set(TELEGRAM_API_URL="http://127.0.0.1:1")
        helps(line.types("telegram", "connect"), "TELEGRAM_API_URL", 1)


def test_a_talk_in_the_terminal(empty: Terminal) -> None:
    said = empty.types("chat", "--phone", "+12025550142", stdin="hello\nEnglish\n")
    assert said.code == 0
    assert "< Bobbin" in said.out
    assert "× SMS" in said.out
    assert "+12025550142" not in said.out + said.err


@pytest.mark.processes
class TestTheProgram:
    """The console script itself, a few times: it has the same statuses and the same lines."""

    def test_its_help(self, empty: Terminal) -> None:
        said = empty.runs("--help")
        assert said.code == 0
        assert said.out == empty.types("--help").out

    def test_a_mistake(self, empty: Terminal) -> None:
        helps(empty.runs("user", "add", "farida"), "“bobbin user add --help”", 2)

    def test_a_port_that_is_taken(self, terminal: Terminal) -> None:
        with socket.create_server(("0.0.0.0", 0)) as taken:
            terminal.set(PORT=str(port := taken.getsockname()[1]))
            helps(terminal.runs("run"), f"port {port} cannot be used", 1)
