"""Every transcript still goes as it is written, on both databases."""

from pathlib import Path

import pytest

from tests.transcripts.player import FOLDER, play
from tests.world import World

FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_goes_as_written(path: Path, world: World) -> None:
    assert play(path.read_text(), world) == path.read_text()
