"""Taking in an XLSForm of 300 rows: seconds, the libraries loaded; the rows are mostly choices, as in the field."""

import time
from collections.abc import Iterator

from operations.xlsforms import read_form
from tests.bench.report import Figure
from tests.operations.test_xlsforms import towns

ROUNDS = 5


def measure() -> Iterator[Figure]:
    """The slowest of several rounds after the first."""
    content = towns(filtered=True)
    found = [_once(content) for _round in range(ROUNDS + 1)][1:]
    yield Figure("import of an XLSForm of 300 rows", max(found), 2, False, " s")


def _once(content: bytes) -> float:
    began = time.perf_counter()
    read_form(content, "towns.xlsx")
    return time.perf_counter() - began
