"""A short hostile day: nothing is lost, and nobody is named."""

from pathlib import Path

import pytest

from tests.hostile_day import Day, play


@pytest.mark.processes
@pytest.mark.long
def test_a_hostile_day_loses_nothing_and_names_nobody(tmp_path: Path) -> None:
    report = play(tmp_path, Day())
    print(report.table())
    assert report.good, report.table()
    assert report.books.kills >= 5
