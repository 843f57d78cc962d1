"""The house keeps its laws: every outcome performed, every message translated, nothing out of place."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import scripts
from bot.clock import TICKS
from conversations import outcomes
from conversations.dialogue import Stuck
from locales.words import known_languages
from tests import messages
from tests.conversations.exploring import outcomes as reached

ROOT = Path(__file__).parent.parent
ROOMS = ("advisor", "bot", "cli", "conversations", "locales", "models", "operations", "webhooks")
LONGEST_FUNCTION = 40


def modules(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path, ast.parse(path.read_text())


def imported(tree: ast.AST) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_outcome_is_performed_by_somebody() -> None:
    made = outcomes.Outcome.__subclasses__()
    named = {one for one in made if vars(sys.modules[one.__module__])[one.__name__] is one}  # slots leave a twin
    assert named | {Stuck} == set(scripts.PERFORMERS)


@pytest.mark.parametrize("name", scripts.SCRIPTS)
def test_every_script_comes_to_an_outcome_that_can_be_performed(name: str) -> None:
    found = reached(name)
    assert found
    assert {type(outcome) for outcome in found} <= set(scripts.PERFORMERS)


def test_conversations_are_pure() -> None:
    """No clock, no randomness, no database, nothing from outside the standard library. Days and times are values."""
    forbidden = {"time", "random", "secrets", "os", "sqlalchemy", "structlog", "socket", "threading"}
    for path, tree in modules("conversations"):
        roots = {name.partition(".")[0] for name in imported(tree)}
        assert not roots & forbidden, path
        assert taken_from_datetime(tree) <= {"date", "time", "timedelta"}, path
        assert not {"now", "utcnow", "fromtimestamp", "date.today"} & set(clocks_read(tree)), path


def taken_from_datetime(tree: ast.AST) -> set[str]:
    """The names imported from `datetime`, or the whole module."""
    nodes = list(ast.walk(tree))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "datetime"]
    whole = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {alias.name for node in froms for alias in node.names} | {one.name for one in whole} & {"datetime"}


def clocks_read(tree: ast.AST) -> Iterator[str]:
    """Attributes by which a program asks what time it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield f"date.{node.attr}" if isinstance(node.value, ast.Name) and node.value.id == "date" else node.attr


def test_the_environment_is_read_in_one_place() -> None:
    for path, tree in modules():
        if path != ROOT / "bot" / "settings.py":
            reads = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
            ]
            assert not reads, path


def test_apscheduler_only_ticks_in_the_clock() -> None:
    users = [path.name for path, tree in modules() if any(name.startswith("apscheduler") for name in imported(tree))]
    assert users == ["clock.py"]
    assert all(callable(tick) and seconds > 0 for _name, tick, seconds in TICKS)


def test_secrets_are_compared_in_constant_time_and_made_by_secrets() -> None:
    """No `==` between tokens or signatures, no `random` for anything that must not be guessed, no pickle."""
    for path, tree in modules():
        names = imported(tree)
        assert not names & {"pickle", "marshal", "shelve"}, path
        assert "random" not in names or path.name == "sender.py", path
    for name in ("twilio.py", "telegram.py", "gateway.py"):
        assert "compare_digest" in (ROOT / "webhooks" / name).read_text()


def test_no_statement_is_built_from_strings() -> None:
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text":
                assert not any(isinstance(inner, ast.JoinedStr) for inner in node.args) or "models" in path.parts, path


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= LONGEST_FUNCTION, f"{path}:{node.lineno} {node.name}"


def test_every_module_says_what_it_is_for() -> None:
    for path, tree in modules():
        assert ast.get_docstring(tree), path


def test_every_message_is_translated_in_every_catalogue() -> None:
    template = messages.extracted()
    for language, path in messages.catalogues():
        assert list(messages.problems(language, messages.load(language, path), template)) == []


def test_every_catalogue_is_of_a_language_whose_words_are_known() -> None:
    assert {language for language, _path in messages.catalogues()} <= set(known_languages())


def test_no_address_of_a_registry_and_no_path_of_a_machine_is_kept() -> None:
    for path in ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "Makefile"):
        words = (ROOT / path).read_text()
        assert "https://" not in words, path
        assert "--index" not in words, path
