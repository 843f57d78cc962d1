"""What every test may ask for: a fresh database of each engine, and a world on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from tests.databases import Shelf, opened
from tests.world import World


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(Path(tmp_path_factory.mktemp("databases")))
    yield shelf
    shelf.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[Database]:
    """A fresh database, once on each engine."""
    with opened(shelf, request.param) as db:
        yield db


@pytest.fixture
def world(db: Database) -> World:
    return World(db)
