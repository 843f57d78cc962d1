"""`bobbin promises`: what is promised, the tests that show it, and the last figure that one of them has seen."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cli.output import json_option, show

FOLDER = Path(__file__).parent
NOT_MEASURED = "shown by its tests; no figure yet"


@click.command("promises")
@json_option
def command(as_json: bool) -> None:
    """What Bobbin promises, the tests that show it, and their last figures."""
    found = promises()
    show(as_json, {"promises": found}, "\n".join(_words(one) for one in found))


def promises() -> list[dict[str, Any]]:
    """Each promise with its last figure."""
    written: Mapping[str, Mapping[str, Any]] = tomllib.loads((FOLDER / "promises.toml").read_text())
    figures = json.loads((FOLDER / "figures.json").read_text())
    return [
        {
            "id": name,
            **promise,
            "figure": figures.get(name, {}).get("figure"),
            "measured_on": figures.get(name, {}).get("on"),
        }
        for name, promise in written.items()
    ]


def _words(one: Mapping[str, Any]) -> str:
    seen = f"{one['figure']} ({one['measured_on']})" if one["figure"] else NOT_MEASURED
    tests = "\n".join(f"       {test}" for test in one["tests"])
    return f"{one['id']:<4} {one['says']}\n     to reach: {one['target']}\n     seen:     {seen}\n{tests}"
