"""What every test may ask for: a fresh database of each engine, and a world on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.canaries import Canaries
from tests.databases import Shelf, opened
from tests.world import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: with two workers, a long test at the end leaves one of them idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(Path(tmp_path_factory.mktemp("databases")))
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def canaries() -> Iterator[Canaries]:
    canaries = Canaries()
    canaries.spread()
    yield canaries
    canaries.tell()


@pytest.fixture(autouse=True)
def nobody_is_logged(canaries: Canaries) -> Iterator[None]:
    """Whatever a test does: no log names anybody."""
    canaries.listen()
    yield
    assert canaries.heard() == []


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[Database]:
    """A fresh database, once on each engine."""
    with opened(shelf, request.param) as db:
        yield db


@pytest.fixture
def world(db: Database) -> World:
    return World(db)
