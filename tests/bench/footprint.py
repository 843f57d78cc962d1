"""Memory of the roles when idle, and how long one waits for a command."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from models.encryption import new_ring, save_ring
from tests.bench.report import Figure
from tests.bench.servers import BOBBIN, free_port, resident, running
from tests.bench.settings import environment
from tests.databases import Shelf

IDLE = 3.0


def measure(shelf: Shelf, folder: Path) -> Iterator[Figure]:
    """Every figure of memory and waiting."""
    yield from _memory(shelf, folder)
    yield from _waiting(folder)


def _memory(shelf: Shelf, folder: Path) -> Iterator[Figure]:
    keys = folder / "footprint" / "keys.json"
    save_ring(new_ring(), keys)
    sqlite, postgresql = shelf.sqlite_url(), shelf.postgresql_url()
    for name, command, url, limit in (
        ("everything in one process, idle", ["run"], sqlite, 100),
        ("a web worker, SQLite", ["web"], sqlite, 70),
        ("a web worker, PostgreSQL", ["web"], postgresql, 85),
    ):
        port = free_port()
        with running([BOBBIN, *command], port, environment(url, keys, port)) as process:
            time.sleep(IDLE)
            yield Figure(f"memory, {name}", resident(process), limit, False, " MB")


def _waiting(folder: Path) -> Iterator[Figure]:
    helps = [_timed([BOBBIN, "--help"]) for _ in range(7)]
    yield Figure("`bobbin --help`", median(helps), 0.15, False, " s")
    starts = [_second_start(folder / "second") for _ in range(4)][1:]
    yield Figure("the second `make run` until ready", median(starts), 3, False, " s")


def _second_start(folder: Path) -> float:
    port = free_port()
    here = {"KEY_FILE": str(folder / "keys.json"), "DATABASE_URL": f"sqlite:///{folder / 'data' / 'bobbin.db'}"}
    began = time.perf_counter()
    with running([BOBBIN, "run", "--demo"], port, {**here, "PORT": str(port)}):
        return time.perf_counter() - began


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
