"""Rotating keys while the line answers.

1. New versions go to the key file, in one step. Running processes find them at their next look; a moment is waited for
   those that looked before.
2. What the ring has sealed is sealed again in batches, with pauses between them: others write meanwhile.
3. Old versions stay until they are retired; one that any row hangs on is never dropped.

Killed at any point, the next rotation goes on where this one stopped, with the same keys.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.house import House
from models.encryption import KeyRing, Purpose, Versions, load_ring, replace_ring
from models.faults import reach
from models.seals import retirable
from operations import audit
from operations.rotation import left_behind, prepare, seals_to_renew, write
from operations.work import Refused

GRACE = 2.0
"""Seconds for transactions that looked at the old key file to end."""
ROUNDS = 20


@dataclass(frozen=True)
class Rotated:
    """What a rotation came to: the newest version of each key, rows sealed again, rows that still hang on old keys."""

    versions: dict[Purpose, int]
    rows: int
    left: dict[Purpose, int]
    retired: dict[Purpose, list[int]] = field(default_factory=dict)


def rotate(
    house: House,
    path: Path,
    purposes: Collection[Purpose],
    grace: float = GRACE,
    step: Callable[[str], None] = lambda _name: None,
) -> Rotated:
    """Make a new version of each key and seal again what is under older ones. `step` is called between any two."""
    with _alone(path):
        step("begun")
        if _new_versions(house, path, purposes):
            step("keys written")
            time.sleep(grace)
        return _renewed(house, path, step)


def retire(house: House, path: Path, step: Callable[[str], None] = lambda _name: None) -> Rotated:
    """Seal again what is left, then drop every old version. Raises Refused, and drops none, where rows hang on one."""
    with _alone(path):
        done = _renewed(house, path, step)
        old = {purpose: count for purpose, count in done.left.items() if purpose in retirable()}
        if old:
            hanging = ", ".join(f"{purpose}: {count}" for purpose, count in old.items())
            raise Refused(f"rows still hang on older keys ({hanging}); run “bobbin doctor”, and this again later")
        ring = load_ring(path)
        dropped = {purpose: [version for version, _key in ring.keys[purpose][1:]] for purpose in retirable()}
        replace_ring(KeyRing(_without_old(ring)), path)
        step("retired")
        _note(house, "keys.retired", done.versions)
        return Rotated(done.versions, done.rows, done.left, {one: gone for one, gone in dropped.items() if gone})


def _new_versions(house: House, path: Path, purposes: Collection[Purpose]) -> bool:
    """Write new versions of the keys on which no older rows wait to be sealed again: those are gone on with first."""
    ring = load_ring(path)
    with house.db.read() as connection:
        waiting = left_behind(connection, ring)
    wanted = [purpose for purpose in purposes if purpose not in waiting]
    if wanted:
        replace_ring(
            KeyRing({purpose: _with_newer(keys, purpose in wanted) for purpose, keys in ring.keys.items()}), path
        )
        _note(house, "keys.rotated", {purpose: load_ring(path).newest(purpose)[0] for purpose in wanted})
    return bool(wanted)


def _with_newer(versions: Versions, wanted: bool) -> Versions:
    return ((versions[0][0] + 1, secrets.token_bytes(32)), *versions) if wanted else versions


def _without_old(ring: KeyRing) -> dict[Purpose, Versions]:
    return {purpose: keys[:1] if purpose in retirable() else keys for purpose, keys in ring.keys.items()}


def _renewed(house: House, path: Path, step: Callable[[str], None]) -> Rotated:
    """Rounds over all columns until nothing is left, or what is left stays."""
    ring, rows = KeyRing(dict(load_ring(path).keys)), 0  # as it is now: nobody else changes it meanwhile
    for _round in range(ROUNDS):
        written = sum(batch for batch in _batches(house, ring, step))
        rows += written
        if not written:
            break
    with house.db.read() as connection:
        left = left_behind(connection, ring)
    newest = {purpose: versions[0][0] for purpose, versions in ring.keys.items()}
    return Rotated(newest, rows, left)


def _batches(house: House, ring: KeyRing, step: Callable[[str], None]) -> Iterator[int]:
    for seal in seals_to_renew():
        after, more = None, True
        while more:
            with house.db.read() as connection:
                batch = prepare(connection, ring, seal, after)
            began = time.monotonic()
            with house.db.write() as connection:
                written = write(connection, batch)
                reach("keys.before_commit")
            reach("keys.committed")
            after, more = batch.after, batch.after is not None
            yield written
            step(seal.table.name)
            if more and house.db.is_sqlite:  # where one writes at a time, others get their turn
                time.sleep((time.monotonic() - began) / 3)


def _note(house: House, action: str, versions: dict[Purpose, int]) -> None:
    with house.db.write() as connection:
        detail = {purpose.value: version for purpose, version in versions.items()}
        audit.record(house.work(connection, time.time()), action, detail=detail)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two rotations at once would each drop the other's keys. The lock is gone with the process."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refused("another rotation is under way; wait until it has ended") from error
    finally:
        os.close(folder)
