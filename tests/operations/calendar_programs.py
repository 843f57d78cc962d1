"""Calendars as people have them: khal with its own store, filled by files or, through vdirsyncer, from an address."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

KHAL = """
[calendars]
[[meetings]]
path = {store}
[locale]
local_timezone = {timezone}
default_timezone = {timezone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = meetings
[sqlite]
path = {folder}/khal.db
"""
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair meetings]
a = "phone"
b = "feed"
collections = null
conflict_resolution = "b wins"
[storage phone]
type = "filesystem"
path = "{store}"
fileext = ".ics"
[storage feed]
type = "http"
url = "{url}"
"""
SHOWN = "{start-long} – {end-long} {title} @ {location} {status}"


class Phone:
    """One person's calendar."""

    def __init__(self, folder: Path, timezone: str) -> None:
        self._folder, self._store = folder, folder / "store"
        self._store.mkdir(parents=True)
        (folder / "khal").write_text(KHAL.format(folder=folder, store=self._store, timezone=timezone))

    def opens(self, file: bytes) -> None:
        path = self._folder / "meeting.ics"
        path.write_bytes(file)
        self._run("khal", "-c", self._folder / "khal", "import", "--batch", path)

    def subscribes(self, url: str) -> None:
        (self._folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=self._folder, store=self._store, url=url))
        self._run("vdirsyncer", "-c", self._folder / "vdirsyncer", "discover")

    def refreshes(self) -> None:
        self._run("vdirsyncer", "-c", self._folder / "vdirsyncer", "sync")

    def shows(self, since: str, days: int = 30) -> list[str]:
        """A line a meeting, in the order of their days."""
        listed = self._run(
            "khal", "-c", self._folder / "khal", "list", "--day-format", "", "--format", SHOWN, since, f"{days}d"
        )
        return [line.strip() for line in listed.splitlines() if line.strip()]

    def _run(self, *command: str | Path) -> str:
        environment = {"HOME": str(self._folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Publisher:
    """An address at which a feed lies."""

    def __init__(self, folder: Path, port: int) -> None:
        self._path, self.url = folder / "feed.ics", f"http://127.0.0.1:{port}/feed.ics"

    def publishes(self, file: bytes) -> None:
        self._path.write_bytes(file)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        return


@contextmanager
def publisher(folder: Path) -> Iterator[Publisher]:
    folder.mkdir()
    server = HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Publisher(folder, server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()
