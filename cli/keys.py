"""`bobbin keys rotate`."""

from pathlib import Path

import click

from bot import rotation
from bot.house import House
from cli.house import open_house
from cli.output import json_option, show
from models.encryption import Purpose
from models.seals import retirable


@click.group("keys")
def command() -> None:
    """Look after the key ring."""


@command.command("rotate")
@click.option(
    "--purpose",
    "purposes",
    type=click.Choice([purpose.value for purpose in Purpose]),
    multiple=True,
    help="Only this key; all when not given.",
)
@click.option("--retire", is_flag=True, help="Make no new keys: drop the old ones, once no row hangs on them.")
@json_option
def rotate(purposes: tuple[str, ...], retire: bool, as_json: bool) -> None:
    """Make new keys and seal again what is under the old ones, while the line answers.

    Broken off, it goes on where it stopped. Back the key file up before and after.
    """
    house = open_house("keys")
    path = house.settings.key_file
    done = rotation.retire(house, path) if retire else _rotated(house, path, purposes)
    show(as_json, _document(done), _words(done))


def _rotated(house: House, path: Path, purposes: tuple[str, ...]) -> rotation.Rotated:
    wanted = [Purpose(name) for name in purposes] or sorted(retirable())
    return rotation.rotate(house, path, wanted)


def _document(done: rotation.Rotated) -> dict[str, object]:
    return {"versions": done.versions, "rows": done.rows, "left": done.left, "retired": done.retired}


def _words(done: rotation.Rotated) -> str:
    said = f"{done.rows} rows were sealed again."
    if done.retired:
        return f"{said} The old keys are gone: backups made before this no longer open."
    if done.left:
        return f"{said} {sum(done.left.values())} still hang on older keys: run this again."
    return f"{said} Back up the key file now; the old keys go with “bobbin keys rotate --retire”."
