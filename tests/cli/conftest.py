"""What tests of the command line may ask for: a terminal in an empty folder, and one in a house that stands."""

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.databases import Shelf


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Settings that name a database and keys, and neither is there."""
    return Terminal(tmp_path, monkeypatch)


@pytest.fixture
def terminal(empty: Terminal, shelf: Shelf) -> Terminal:
    """A house with the newest schema and keys in another folder."""
    empty.data.parent.mkdir()
    shutil.move(shelf.sqlite_url().removeprefix("sqlite:///"), empty.data)
    empty.make_keys()
    return empty
