"""Plays every transcript and writes down what comes back, or those that begin so: `python -m tests.transcripts picc`.

Look at the difference before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from tests.databases import Shelf, opened
from tests.transcripts.player import FOLDER, play
from tests.world import World

if __name__ == "__main__":
    shelf = Shelf(Path(tempfile.mkdtemp()))
    for path in sorted(FOLDER.glob("*.txt")):
        if not path.name.startswith(tuple(sys.argv[1:]) or ""):
            continue
        with opened(shelf, "sqlite") as db:
            path.write_text(play(path.read_text(), World(db)))
        print(path.name)
    shelf.close()
