"""Factories, committees and members by command: what is entered stands, and what begins with it is planned."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cli.main import bobbin
from models.database import open_database
from models.encryption import new_ring, save_ring
from models.factory import Factory
from models.reminder import Reminder
from models.schema import migrate
from operations.work import Refused

Bobbin = Callable[..., dict[str, Any]]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A house of its own: database and keys."""
    url = f"sqlite:///{tmp_path / 'bobbin.db'}"
    db = open_database(url)
    migrate(db)
    db.dispose()
    save_ring(new_ring(), tmp_path / "keys.json")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "keys.json"))
    return url


@pytest.fixture
def run(url: str) -> Bobbin:
    def run(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(bobbin, [*arguments, "--json"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        said: dict[str, Any] = json.loads(result.output)
        return said

    return run


def factory(run: Bobbin, *more: str) -> str:
    where = ("--country", "VN", "--timezone", "Asia/Ho_Chi_Minh", "--language", "vi")
    return str(run("factory", "add", "Sen Vang Garments", *where, *more)["code"])


def rows(url: str, query: Any) -> list[Any]:
    db = open_database(url)
    with db.read() as connection:
        found = list(connection.execute(query))
    db.dispose()
    return found


def test_a_factory_is_entered_with_its_people(run: Bobbin, url: str) -> None:
    factory(run, "--workers", "1200", "--women-percent", "83")
    assert rows(url, select(Factory.workers, Factory.women_percent)) == [(1200, 83)]


def test_more_women_than_people_are_refused(run: Bobbin) -> None:
    with pytest.raises(Refused, match="from 0 to 100"):
        factory(run, "--women-percent", "120")


@pytest.mark.parametrize(
    "founding",
    [
        ("committee", "add", "--rules", "dialogue_vn"),
        ("member", "add", "--name", "Lan", "--side", "worker", "--gender", "woman", "--committee", "dialogue_vn"),
    ],
)
def test_what_begins_with_a_committee_is_planned(run: Bobbin, url: str, founding: tuple[str, ...]) -> None:
    run(*founding, "--factory", factory(run))
    assert sorted(rows(url, select(Reminder.kind))) == [("schedule",), ("self_check",)]
