"""Key ring, sealing and the blind index. The only place that touches a cipher.

A sealed value is `0x01 | key version (2 bytes) | nonce (12) | ciphertext | tag (16)`, AES-256-GCM. The
additional data names table, column and row, so a value moved elsewhere does not open.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.faults import reach

FORMAT = b"\x01"
HEADER = 3
NONCE = 12
LOOK = 0.2
"""Seconds after which a running process looks at its key file again; shorter than a rotation waits before it begins."""
PADDING = 256
"""Texts are padded to whole steps of this many bytes, so that their length tells little."""


class Purpose(StrEnum):
    """What a key is for. A role of the program is given only the purposes it needs."""

    INDEX = "index"
    ADDRESS = "address"
    CASE = "case"
    STATE = "state"
    SESSION = "session"
    PIN = "pin"


Versions = tuple[tuple[int, bytes], ...]


class KeyRingError(Exception):
    """A key or key file is missing, wrong or readable by others. The message says what to do."""


class SealBroken(Exception):
    """A sealed value does not open: another key, another row, or changed bytes."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by purpose, newest first. A role may hold a ring with some purposes absent."""

    keys: Mapping[Purpose, Versions] = field(repr=False)
    _ciphers: dict[bytes, AESGCM] = field(default_factory=dict, repr=False, compare=False)

    def has(self, purpose: Purpose) -> bool:
        return bool(self.keys.get(purpose))

    def only(self, *purposes: Purpose) -> "KeyRing":
        """The ring of a role: the named purposes and no other."""
        if isinstance(self.keys, KeyFile):
            return KeyRing(self.keys.only(purposes))
        return KeyRing({purpose: self.keys[purpose] for purpose in purposes if purpose in self.keys})

    def newest(self, purpose: Purpose) -> tuple[int, bytes]:
        versions = self.keys.get(purpose)
        if not versions:
            raise KeyRingError(f"this process holds no key for “{purpose}”")
        return versions[0]

    def seal(self, purpose: Purpose, plain: bytes, bound_to: str) -> bytes:
        version, key = self.newest(purpose)
        return _seal(self._cipher(key), version, plain, bound_to)

    def open(self, purpose: Purpose, sealed: bytes, bound_to: str) -> bytes:
        version = sealed_version(sealed)
        key = self._key(purpose, version)
        if key is None and isinstance(self.keys, KeyFile):
            self.keys.look()
            key = self._key(purpose, version)
        if key is not None:
            return _open(self._cipher(key), sealed, bound_to)
        raise SealBroken(f"no key version {version} for “{purpose}”")

    def tags(self, value: str, purpose: Purpose = Purpose.INDEX) -> list[tuple[int, bytes]]:
        """The keyed hash of a value under each version of a key, newest first: the blind index, and codes."""
        return [(version, _tag(key, value)) for version, key in self.keys.get(purpose, ())]

    def tag(self, value: str, purpose: Purpose = Purpose.INDEX) -> tuple[int, bytes]:
        """The keyed hash under the newest key: what a new row is written with."""
        version, key = self.newest(purpose)
        return version, _tag(key, value)

    def _key(self, purpose: Purpose, version: int) -> bytes | None:
        return next((key for candidate, key in self.keys.get(purpose, ()) if candidate == version), None)

    def _cipher(self, key: bytes) -> AESGCM:
        cipher = self._ciphers.get(key)
        if cipher is None:
            cipher = self._ciphers[key] = AESGCM(key)
        return cipher


@dataclass(frozen=True)
class CaseCipher:
    """Seals and opens the texts and files of one case, under that case's own data key."""

    data_key: bytes = field(repr=False)

    def seal_text(self, text: str, bound_to: str) -> bytes:
        return _seal(AESGCM(self.data_key), 1, pad(text.encode("utf-8", "surrogatepass")), bound_to)

    def open_text(self, sealed: bytes, bound_to: str) -> str:
        return unpad(self.open_bytes(sealed, bound_to)).decode("utf-8", "replace")

    def seal_bytes(self, content: bytes, bound_to: str) -> bytes:
        return _seal(AESGCM(self.data_key), 1, content, bound_to)

    def open_bytes(self, sealed: bytes, bound_to: str) -> bytes:
        return _open(AESGCM(self.data_key), sealed, bound_to)


def bound(table: str, column: str, row_id: str) -> str:
    """What a sealed value is bound to: its table, column and row."""
    return f"{table}|{column}|{row_id}"


def new_data_key() -> bytes:
    return secrets.token_bytes(32)


def pad(plain: bytes) -> bytes:
    """Length (4 bytes), the bytes, zeros up to a whole step."""
    body = len(plain).to_bytes(4, "big") + plain
    return body + b"\0" * (-len(body) % PADDING)


def unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def sealed_version(sealed: bytes) -> int:
    if sealed[:1] != FORMAT or len(sealed) < HEADER + NONCE + 16:
        raise SealBroken("not a sealed value")
    return int.from_bytes(sealed[1:HEADER], "big")


def _seal(cipher: AESGCM, version: int, plain: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    header = FORMAT + version.to_bytes(2, "big")
    return header + nonce + cipher.encrypt(nonce, plain, f"{bound_to}|{version}".encode())


def _open(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    version = sealed_version(sealed)
    nonce, body = sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
    try:
        return cipher.decrypt(nonce, body, f"{bound_to}|{version}".encode())
    except InvalidTag as error:
        raise SealBroken("the value does not open with its key at this place") from error


def _tag(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256)


def new_ring() -> KeyRing:
    """A ring with one fresh key for each purpose."""
    return KeyRing({purpose: ((1, secrets.token_bytes(32)),) for purpose in Purpose})


class KeyFile(Mapping[Purpose, Versions]):
    """The keys of a file, of the wanted purposes. Looked at again every LOOK seconds, and for a version it has not.

    A file that cannot be read any more changes nothing: the process goes on with the keys it has.
    """

    def __init__(self, path: Path, wanted: Collection[Purpose] = tuple(Purpose)) -> None:
        self._path, self._wanted = path, frozenset(wanted)
        self._stamp, self._keys = self._read()
        self._looked = monotonic()

    def only(self, purposes: Collection[Purpose]) -> "KeyFile":
        return KeyFile(self._path, self._wanted.intersection(purposes))

    def __getitem__(self, purpose: Purpose) -> Versions:
        return self._now()[purpose]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> dict[Purpose, Versions]:
        if monotonic() - self._looked > LOOK:
            self.look()
        return self._keys

    def look(self) -> None:
        """Read the file again if it was replaced."""
        self._looked = monotonic()
        with suppress(OSError, KeyRingError):
            if _stamp(self._path) != self._stamp:
                self._stamp, self._keys = self._read()

    def _read(self) -> tuple[Any, dict[Purpose, Versions]]:
        stamp = _stamp(self._path) if self._path.exists() else None
        return stamp, {purpose: keys for purpose, keys in _read_keys(self._path).items() if purpose in self._wanted}


def _stamp(path: Path) -> Any:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def save_ring(ring: KeyRing, path: Path) -> None:
    """Write a new key file, readable by its owner alone. Refuses to overwrite: a lost key is a lost case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(ring, path, 0o600)


def replace_ring(ring: KeyRing, path: Path) -> None:
    """Put another ring in the place of a key file: the old one or the new one is there, never a part. Same mode."""
    fresh, before = path.with_name(f".{path.name}.new"), path.stat()
    fresh.unlink(missing_ok=True)  # left behind by one that was killed
    _write(ring, fresh, stat.S_IMODE(before.st_mode))
    with suppress(PermissionError):  # only root may give a file away; for anybody else it is theirs already
        os.chown(fresh, before.st_uid, before.st_gid)
    reach("keys.before_replace")
    fresh.replace(path)
    reach("keys.replaced")
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _write(ring: KeyRing, path: Path, mode: int) -> None:
    keys = {
        purpose: [{"version": version, "key": base64.b64encode(key).decode()} for version, key in versions]
        for purpose, versions in ring.keys.items()
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"format": 1, "keys": keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def load_ring(path: Path) -> KeyRing:
    """The ring of a key file. Raises KeyRingError when it is absent, malformed, or open to others."""
    return KeyRing(KeyFile(path))


def _read_keys(path: Path) -> dict[Purpose, Versions]:
    try:
        mode = path.stat().st_mode
        document = json.loads(path.read_text())
        keys = {
            Purpose(purpose): tuple((entry["version"], base64.b64decode(entry["key"])) for entry in versions)
            for purpose, versions in document["keys"].items()
        }
    except FileNotFoundError as error:
        raise KeyRingError(
            f"there is no key file {path}; set KEY_FILE, or run “bobbin run” once to make one"
        ) from error
    except OSError as error:
        raise KeyRingError(
            f"the key file {path} cannot be read ({error.strerror}); check KEY_FILE and its owner"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyRingError(f"the key file {path} is not a key ring; restore it from your backup of keys") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyRingError(f"the key file {path} can be read by others; run “chmod 600 {path}”")
    if any(len(key) != 32 for versions in keys.values() for _, key in versions):
        raise KeyRingError(f"the key file {path} has a key that is not 32 bytes; restore it from your backup of keys")
    return keys
