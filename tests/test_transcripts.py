"""Every transcript still goes as it is written: on both databases, but for the long lives of committees.

Those are lived on PostgreSQL over real servers (tests/test_committee_life.py); here SQLite is enough for them.
"""

from pathlib import Path

import pytest

from tests.transcripts.player import FOLDER, play
from tests.world import World

FILES = sorted(FOLDER.glob("*.txt"))
LIVES = [path for path in FILES if path.stem.startswith("picc-")]
TALKS = [path for path in FILES if path not in LIVES]


@pytest.mark.parametrize("path", TALKS, ids=[path.stem for path in TALKS])
def test_it_goes_as_written(path: Path, world: World) -> None:
    assert play(path.read_text(), world) == path.read_text()


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", LIVES, ids=[path.stem for path in LIVES])
def test_a_life_goes_as_written(path: Path, world: World) -> None:
    assert play(path.read_text(), world) == path.read_text()
