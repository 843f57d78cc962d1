"""A terminal to type commands in: `main` in this process, with the exit status and both streams as they are for people.

Knows no command.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner

from cli.main import main
from models.database import Database, open_database
from models.encryption import KeyRing, load_ring, new_ring, save_ring

BOBBIN = str(Path(sys.executable).with_name("bobbin"))
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTEST_CURRENT_TEST")
"""What is taken over from the environment that the tests run in; a setting of ours never is."""


@dataclass(frozen=True)
class Said:
    """What came back from a command."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output. ValueError where there is anything else."""
        return json.loads(self.out)


@dataclass
class Terminal:
    """A terminal in a house: `folder` holds database and keys, `types` runs a command there."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch = field(repr=False)

    def __post_init__(self) -> None:
        for name in set(os.environ) - set(KEPT):
            self.monkeypatch.delenv(name)
        self.monkeypatch.chdir(self.folder)
        self.set(DATABASE_URL=f"sqlite:///{self.data}", KEY_FILE=str(self.keys))

    @property
    def data(self) -> Path:
        return self.folder / "data" / "bobbin.db"

    @property
    def keys(self) -> Path:
        return self.folder / "keys" / "keys.json"

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self.monkeypatch.setenv(name, value)

    def make_keys(self, ring: KeyRing | None = None) -> None:
        """A fresh key file, in place of the one there may be."""
        self.keys.unlink(missing_ok=True)
        save_ring(ring or new_ring(), self.keys)

    def ring(self) -> KeyRing:
        return load_ring(self.keys)

    def open(self) -> Database:
        """The house's database, where it is a file."""
        return open_database(f"sqlite:///{self.data}")

    def types(self, *arguments: str, stdin: str = "") -> Said:
        """Run a command as the console script does."""
        try:
            with CliRunner().isolation(stdin) as (out, err, _both):
                code = ended(arguments)
                sys.stdout.flush()
                sys.stderr.flush()
            return Said(code, out.getvalue().decode(), err.getvalue().decode())
        finally:
            structlog.reset_defaults()  # it was set to write to a stream that is gone

    def runs(self, *arguments: str) -> Said:
        """Run the console script itself, as a process of its own."""
        done = subprocess.run([BOBBIN, *arguments], check=False, capture_output=True, text=True, timeout=60)
        return Said(done.returncode, done.stdout, done.stderr)


def ended(arguments: tuple[str, ...]) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
