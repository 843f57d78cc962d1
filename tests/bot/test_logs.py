"""What is logged is on a list, and names nobody; libraries that know too much say nothing."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from bot.logs import ALLOWED, only_allowed
from tests.bot.talkative import SECRETS
from tests.canaries import Canaries
from tests.promises import figure
from tests.test_architecture import modules
from tests.world import World


def test_only_fields_of_the_list_pass_and_only_short_words() -> None:
    logged = only_allowed(
        None,
        "error",
        {
            "event": "sender.failed",
            "code": "x" * 500,
            "count": 3,
            "state": None,
            "address": "+8801700000001",
            "text": "The exit is locked",
            "url": "https://example.org/?To=+8801700000001",
            "exception": "Traceback: +8801700000001",
        },
    )
    assert logged == {"event": "sender.failed", "code": "x" * 80, "count": 3, "state": None}


def test_nothing_on_the_list_could_hold_a_person() -> None:
    people = {"address", "to", "from", "phone", "number", "text", "body", "name", "email", "token", "url", "path", "ip"}
    assert not ALLOWED & people


def test_every_field_that_is_logged_is_on_the_list_and_no_error_is_quoted() -> None:
    """One that is not on it would be dropped in silence; the words of an error may hold a number."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
                assert {keyword.arg for keyword in node.keywords} <= ALLOWED, f"{path}:{node.lineno}"
                assert not any(word in ast.unparse(node) for word in ("str(", "repr(", "{")), f"{path}:{node.lineno}"


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that a process writes in which everything goes wrong at DEBUG."""
    folder = str(tmp_path_factory.mktemp("talkative"))
    done = subprocess.run(
        [sys.executable, "-W", "always", "-m", "tests.bot.talkative", folder],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


@pytest.mark.parametrize("secret", SECRETS)
def test_at_debug_with_everything_going_wrong_nobody_is_named(logged: str, secret: str) -> None:
    assert secret not in logged


def test_what_went_wrong_can_be_read_all_the_same(logged: str) -> None:
    assert not [secret for secret in SECRETS if secret in logged]
    figure("P6", f"0 of {len(SECRETS)} canaries in {len(logged.splitlines())} lines at debug level, all going wrong")
    events = [json.loads(line)["event"] for line in logged.splitlines() if line.startswith("{")]
    assert {"sender.failed", "sender.line_down", "inbox.failed"} <= set(events)


def test_a_canary_sings_when_it_gets_into_the_log(world: World, canaries: Canaries) -> None:
    """What watches every test of this suite would notice."""
    rahima = world.person("+8801700000001")
    rahima.says("They locked the exit of hall two")
    log = structlog.get_logger()
    log.error("inbox.failed", code="unknown")
    assert canaries.heard() == []
    log.error("inbox.failed", code="to 8801700000001")
    log.error("inbox.failed", reason="… locked the exit of …")
    assert canaries.heard() == ["8801700000001", "locked the exit", "the exit of"]
    canaries.listen()
