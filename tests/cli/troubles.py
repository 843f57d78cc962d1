"""What can be wrong with a house, done to a terminal, and a part of what commands say about it."""

from sqlalchemy import text

from models.encryption import Purpose, new_ring
from tests.cli.terminal import Terminal


def no_keys(terminal: Terminal) -> None:
    terminal.keys.unlink()


def open_keys(terminal: Terminal) -> None:
    terminal.keys.chmod(0o644)


def broken_keys(terminal: Terminal) -> None:
    terminal.keys.write_text("half of a file")


def keys_in_no_folder(terminal: Terminal) -> None:
    terminal.set(KEY_FILE=str(terminal.keys / "below.json"))


def few_keys(terminal: Terminal) -> None:
    terminal.make_keys(new_ring().only(Purpose.INDEX))


def no_database(terminal: Terminal) -> None:
    terminal.data.unlink()


def no_server(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="postgresql://bobbin:its-password@127.0.0.1:1/bobbin")


def no_folder(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL=f"sqlite:///{terminal.keys}/below/bobbin.db")


def no_database_at_all(terminal: Terminal) -> None:
    terminal.data.write_text("these are the minutes of the meeting of last week " * 99)


def newer_database(terminal: Terminal) -> None:
    db = terminal.open()
    with db.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    db.dispose()


def bad_url(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="bobbin:its-password")


def other_server(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="mysql://bobbin:its-password@127.0.0.1/bobbin")


def bad_port(terminal: Terminal) -> None:
    terminal.set(PORT="http")


def half_of_twilio(terminal: Terminal) -> None:
    terminal.set(TWILIO_ACCOUNT_SID="AC1")


SETTINGS = {
    bad_url: "DATABASE_URL should be a database URL: sqlite:///",
    other_server: "DATABASE_URL should be a database URL: sqlite:///",
    bad_port: "PORT should be a number from 1 to 65535",
    half_of_twilio: "TWILIO_AUTH_TOKEN is missing",
}
MADE = {no_keys: "set KEY_FILE, or run “bobbin run”", no_database: "run “bobbin migrate”"}
"""What `bobbin run` and its like make where it is missing."""
HOUSE = {
    open_keys: "chmod 600",
    broken_keys: "restore it from your backup of keys",
    keys_in_no_folder: "KEY_FILE",
    few_keys: "restore it from your backup of keys",
    no_server: "check DATABASE_URL, its server",
    no_folder: "check DATABASE_URL",
    no_database_at_all: "check DATABASE_URL, or restore your backup",
    newer_database: "install the newest Bobbin",
}
