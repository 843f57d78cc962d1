"""The points at which a crash is tried: each stands in the code, none is hidden, and without FAULTS nothing happens."""

import ast
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from models.faults import POINTS, Fault
from tests.test_architecture import modules

SCRIPT = """
import os, sys
from bot.settings import settings_from_environment
from models.faults import reach
settings_from_environment()
for number in range(3):
    reach("outbox.sending")
    print("passed", number, flush=True)
"""


def reached() -> Iterator[str]:
    """Every point that stands in the code; its name is written out where it stands."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "reach":
                assert isinstance(node.args[0], ast.Constant), path
                yield str(node.args[0].value)


def test_each_point_of_the_list_stands_in_the_code_and_no_other() -> None:
    assert set(reached()) == set(POINTS)
    assert len(POINTS) >= 30


def test_a_fault_is_read_from_the_environment() -> None:
    assert load_settings({}).faults == ()
    found = load_settings({"FAULTS": "outbox.sending:3,clock.leading"}).faults
    assert found == (Fault("outbox.sending", 3), Fault("clock.leading"))
    with pytest.raises(SettingsError, match="FAULTS"):
        load_settings({"FAULTS": "outbox.sent"})


def runs(faults: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT], env={"FAULTS": faults}, text=True, cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.processes
@pytest.mark.parametrize(("faults", "passed"), [("outbox.sending:2", 1), ("clock.leading", 3), ("", 3)])
def test_it_dies_at_the_nth_time_and_nowhere_else(faults: str, passed: int) -> None:
    process = runs(faults)
    out, err = process.communicate(timeout=60)
    assert out.count("passed") == passed
    assert process.returncode == (-signal.SIGKILL if passed < 3 else 0)
    assert err == ("fault at outbox.sending\n" if passed < 3 else "")


@pytest.mark.processes
def test_it_freezes_and_goes_on_when_it_is_woken() -> None:
    process = runs("outbox.sending:2:freeze")
    stat, end = Path(f"/proc/{process.pid}/stat"), time.monotonic() + 60
    while stat.read_text().rpartition(")")[2].split()[0] != "T" and time.monotonic() < end:
        time.sleep(0.02)
    process.send_signal(signal.SIGCONT)
    out, _err = process.communicate(timeout=60)
    assert out.count("passed") == 3
