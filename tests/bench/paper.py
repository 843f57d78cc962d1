"""Minutes in sixteen scripts on paper: seconds of the processor and bytes, the libraries loaded."""

from collections.abc import Iterator

from operations.minutes_pdf import Sheet
from tests.bench.report import Figure
from tests.minutes_sheets import measure as draw

ROUNDS = 5


def measure() -> Iterator[Figure]:
    """The slowest sheet of several rounds."""
    for sheet in Sheet:
        found = [draw(sheet) for _round in range(ROUNDS)]
        name = f"minutes in 16 scripts, {sheet}"
        yield Figure(name, max(seconds for seconds, _size in found), 1.5, False, " s")
        yield Figure(f"{name}, size", max(size for _seconds, size in found) / 1000, 150, False, " kB")
