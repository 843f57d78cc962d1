"""What a command prints: words for people, or one JSON object."""

import json
from collections.abc import Mapping
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def show(as_json: bool, result: Mapping[str, Any], words: str) -> None:
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else words)
