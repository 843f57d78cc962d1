"""Roles begin with the keys they need and no more; with others, or with keys of another house, they do not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click import Context

from cli.doctor_data import file_system_of
from cli.house import ADVISOR, CLOCK, INTAKE, SENDER, open_house
from cli.main import bobbin
from models.encryption import KeyRing, Purpose, new_ring
from operations.work import Refused
from tests.cli.terminal import Terminal
from webhooks.app import build_app

ROLES = {"advisor": ADVISOR, "web": INTAKE, "sender": SENDER, "clock": CLOCK}


def begins(role: Sequence[Purpose]) -> KeyRing:
    with Context(bobbin):
        return open_house("test", role).ring


@pytest.mark.parametrize("role", ROLES)
def test_a_role_begins_with_its_own_keys_alone(terminal: Terminal, role: str) -> None:
    terminal.make_keys(terminal.ring().only(*ROLES[role]))
    assert set(begins(ROLES[role]).keys) == set(ROLES[role])


@pytest.mark.parametrize("role", ROLES)
def test_of_a_whole_ring_it_takes_no_more(terminal: Terminal, role: str) -> None:
    assert set(begins(ROLES[role]).keys) == set(ROLES[role])


@pytest.mark.parametrize(("role", "needed"), [(role, purpose) for role, needed in ROLES.items() for purpose in needed])
def test_without_one_of_them_it_does_not_begin(terminal: Terminal, role: str, needed: Purpose) -> None:
    ring = terminal.ring()
    terminal.make_keys(ring.only(*(purpose for purpose in Purpose if purpose is not needed)))
    with pytest.raises(Refused, match=f"lacks the keys for {needed}"):
        begins(ROLES[role])


def test_web_holds_no_key_to_a_phone_and_a_sender_none_to_a_session() -> None:
    assert not {Purpose.INDEX, Purpose.ADDRESS} & set(ADVISOR)
    assert not {Purpose.INDEX, Purpose.SESSION, Purpose.PIN} & set(SENDER)


def test_the_advisors_pages_are_served_without_the_keys_to_phones(terminal: Terminal) -> None:
    terminal.make_keys(terminal.ring().only(*ADVISOR))
    with Context(bobbin):
        client = build_app(open_house("web", ADVISOR)).test_client()
        assert client.get("/advisor/login").status_code == 200
        assert client.post("/webhooks/twilio/message").status_code == 404


@pytest.mark.parametrize("command", ["web", "sender", "clock", "run"])
def test_with_the_keys_of_another_house_it_does_not_begin(terminal: Terminal, command: str) -> None:
    terminal.make_keys(new_ring())
    said = terminal.types(command)
    assert (said.code, said.out) == (1, "")
    assert "not those of the data" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", ["web", "sender", "clock", "run"])
def test_with_a_key_file_that_others_can_read_it_does_not_begin(terminal: Terminal, command: str) -> None:
    terminal.keys.chmod(0o644)
    said = terminal.types(command)
    assert said.code == 1
    assert "chmod 600" in said.err


def test_debugging_is_refused(terminal: Terminal) -> None:
    terminal.set(FLASK_DEBUG="1")
    said = terminal.types("web")
    assert (said.code, "FLASK_DEBUG" in said.err) == (2, True)


def test_a_disk_of_the_network_is_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/srv /srv/data nfs4 rw 0 0\nhost /mnt/my\\040disk cifs rw 0 0\n")
    kinds = {
        path: file_system_of(Path(path), mounts)
        for path in ("/var/bobbin.db", "/srv/data/bobbin.db", "/mnt/my disk/bobbin.db")
    }
    assert list(kinds.values()) == ["ext4", "nfs4", "cifs"]
    assert file_system_of(Path("/var/bobbin.db"), tmp_path / "none") == ""
