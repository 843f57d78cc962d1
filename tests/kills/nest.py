"""Where `bobbin` is hatched: each role and command a process of its own, forked from one that has loaded the program.

A start costs a tenth of a second instead of two, so that a process can be killed hundreds of times. What runs in it is
`cli.main`, with an environment of its own and its output in a log.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

LOADED = [
    "cli.run", "cli.web", "cli.sender", "cli.clock", "cli.migrate", "cli.keys", "cli.backup", "cli.restore",
    "bot.channels.twilio", "bot.channels.telegram", "alembic.command", "PIL.Image", "tests.kills.ticks",
]  # fmt: skip
_forks = multiprocessing.get_context("forkserver")


class Nest:
    """Starts `bobbin` in one house. `deaths` counts the processes that were killed, by us or at a fault."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = dict(environment)
        self.log = folder / "log"
        self.folder = folder
        self.deaths = 0
        self._alive: list[BaseProcess] = []
        _forks.set_forkserver_preload(LOADED)

    def start(self, *arguments: str, faults: str = "") -> BaseProcess:
        """A process that runs `bobbin …`, or `ticks`: each tick of the clock once."""
        environment = self.environment | ({"FAULTS": faults} if faults else {})
        process = _forks.Process(target=hatched, args=(arguments, environment, str(self.folder), str(self.log)))
        process.start()
        self._alive.append(process)
        return process

    def ended(self, process: BaseProcess, seconds: float = 120.0) -> int:
        """Wait for its end; the exit status, below 0 when a signal ended it."""
        process.join(seconds)
        code = process.exitcode
        assert code is not None, f"a process did not end: {self.last_words()}"
        self._bury(process)
        return code

    def kill(self, process: BaseProcess) -> None:
        """As a power cut does: no goodbye."""
        process.kill()
        self.ended(process)

    def dies_at(self, point: str, *arguments: str, times: int = 1) -> None:
        """It runs until it reaches the point, and is dead there."""
        assert self.ended(self.start(*arguments, faults=f"{point}:{times}")) == -signal.SIGKILL, self.last_words()
        assert self.died_at(point)

    def runs(self, *arguments: str) -> None:
        """It runs to its end, and all is well."""
        assert self.ended(self.start(*arguments)) == 0, self.last_words()

    def died_at(self, point: str) -> bool:
        return f"fault at {point}\n" in self.log.read_text(errors="replace")

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def stop(self) -> None:
        """Let all that run end by themselves."""
        for process in list(self._alive):
            process.terminate()
        for process in list(self._alive):
            with contextlib.suppress(AssertionError):
                self.ended(process, 30)
            if process in self._alive:
                self.kill(process)

    def _bury(self, process: BaseProcess) -> None:
        self.deaths += process.exitcode == -signal.SIGKILL
        self._alive.remove(process)
        process.close()


def hatched(arguments: Sequence[str], environment: Mapping[str, str], folder: str, log: str) -> None:
    """What the forked process does."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(target, stream)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    if arguments[0] == "ticks":
        from tests.kills.ticks import tick_once

        tick_once()
    else:
        from cli.main import main

        main(arguments)
