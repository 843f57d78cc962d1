"""One file of a backup: a page that says what it is, with a checksum, and the bytes. Readable by its owner alone."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from operations.work import Refused

PAGE = 1024
MARK = b"BOBBIN BACKUP\n"
CONTENT, KEYS = "content", "keys"


@dataclass(frozen=True, slots=True)
class Label:
    """What a file is. Both files of a backup have one `pair`."""

    part: str
    pair: str
    engine: str
    revision: str
    made_at: float
    sha256: str = ""


class _Hashed:
    """A file that is written through a checksum."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        self.digest.update(chunk)
        return self._file.write(chunk)


def keep(path: Path, label: Label, fill: Callable[[Any], None]) -> None:
    """Write a file under a name of its own and put it in its place when it is whole and on disk."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            file.write(b"\0" * PAGE)
            hashed = _Hashed(file)
            fill(hashed)
            file.seek(0)
            file.write(_page(label, hashed.digest.hexdigest()))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_label(path: Path) -> Label:
    """What a file says it is. Raises Refused when it is no backup of ours."""
    with path.open("rb") as file:
        page = file.read(PAGE)
    try:
        if not page.startswith(MARK):
            raise ValueError(path)
        return Label(**json.loads(page[len(MARK) :].rstrip(b"\0")))
    except (ValueError, TypeError) as error:
        raise Refused(f"{path} is no backup of Bobbin's") from error


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, once its checksum is good. Raises Refused."""
    label, digest = read_label(path), hashlib.sha256()
    with path.open("rb") as file:
        file.seek(PAGE)
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        if digest.hexdigest() != label.sha256:
            raise Refused(f"{path} is damaged: its checksum is wrong; take another backup")
        file.seek(PAGE)
        yield file


def unpack(path: Path, to: Path) -> None:
    """The bytes of a file as a file, readable by its owner alone."""
    with opened(path) as source, os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _page(label: Label, digest: str) -> bytes:
    words = MARK + json.dumps({**asdict(label), "sha256": digest}).encode()
    return words.ljust(PAGE, b"\0")
