"""Every promise has a test that is there; what is promised without one fails here."""

import ast
import json
from pathlib import Path

import pytest

from cli.promises import promises
from tests.promises import as_table, in_readme

ROOT = Path(__file__).parent.parent
PROMISED = [f"P{number}" for number in range(1, 21)]
NOT_SHOWN_YET: set[str] = set()
"""Promised, and not to be told to anybody before a test shows it."""


def names(path: str) -> set[str]:
    """The tests of a file, as pytest names them."""
    tree = ast.parse((ROOT / path).read_text())
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for one in tree.body:
        if isinstance(one, ast.ClassDef):
            found |= {f"{one.name}::{inner.name}" for inner in one.body if isinstance(inner, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("promise", promises(), ids=lambda one: one["id"])
def test_a_promise_has_tests_and_they_are_there(promise: dict[str, list[str]]) -> None:
    assert promise["tests"]
    for test in promise["tests"]:
        path, _, name = test.partition("::")
        assert name in names(path), test


def test_all_that_is_promised_is_in_the_table_or_known_to_be_missing() -> None:
    listed = [one["id"] for one in promises()]
    assert sorted({*listed, *NOT_SHOWN_YET}, key=PROMISED.index) == PROMISED
    assert not set(listed) & NOT_SHOWN_YET
    assert listed == sorted(listed, key=PROMISED.index)


def test_the_readme_has_the_table() -> None:
    """`python -m tests.promises` writes it."""
    assert in_readme() == as_table()


def test_every_figure_is_of_a_promise_and_written_by_a_test() -> None:
    kept = json.loads((ROOT / "cli" / "figures.json").read_text())
    written = {
        ast.literal_eval(node.args[0])
        for path in (*(ROOT / "tests").rglob("test_*.py"), ROOT / "tests" / "kills" / "written.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "figure"
    }
    assert set(kept) <= written <= set(PROMISED)
