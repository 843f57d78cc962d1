"""Sealed values open with their key, at their place, unchanged; and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encryption import (
    PADDING,
    CaseCipher,
    KeyRing,
    KeyRingError,
    Purpose,
    SealBroken,
    bound,
    load_ring,
    new_data_key,
    new_ring,
    pad,
    save_ring,
    unpad,
)

RING = new_ring()
PLACE = bound("contacts", "address", "a")


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_at_its_place(plain: bytes) -> None:
    assert RING.open(Purpose.STATE, RING.seal(Purpose.STATE, plain, PLACE), PLACE) == plain


@given(st.binary(max_size=2000))
def test_padding_hides_the_length_and_loses_nothing(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) % PADDING == 0


@given(st.text(max_size=600))
def test_a_case_keeps_every_text(text: str) -> None:
    cipher = CaseCipher(new_data_key())
    assert cipher.open_text(cipher.seal_text(text, PLACE), PLACE) == text


@pytest.mark.parametrize(
    "elsewhere",
    [bound("contacts", "address", "b"), bound("contacts", "state", "a"), bound("cases", "address", "a")],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere: str) -> None:
    sealed = RING.seal(Purpose.ADDRESS, b"+8801700000001", PLACE)
    with pytest.raises(SealBroken):
        RING.open(Purpose.ADDRESS, sealed, elsewhere)


@given(st.integers(min_value=0, max_value=8 * 60 - 1))
def test_a_changed_bit_is_noticed(bit: int) -> None:
    sealed = bytearray(RING.seal(Purpose.ADDRESS, b"+8801700000001 and more words", PLACE))
    sealed[bit // 8 % len(sealed)] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        RING.open(Purpose.ADDRESS, bytes(sealed), PLACE)


def test_truncated_and_foreign_values_are_refused() -> None:
    sealed = RING.seal(Purpose.ADDRESS, b"x", PLACE)
    for broken in (b"", sealed[:-1], sealed[:10], b"plain text that is long enough to be one"):
        with pytest.raises(SealBroken):
            RING.open(Purpose.ADDRESS, broken, PLACE)
    with pytest.raises(SealBroken):
        new_ring().open(Purpose.ADDRESS, sealed, PLACE)


def test_the_same_words_never_look_the_same() -> None:
    assert RING.seal(Purpose.STATE, b"x", PLACE) != RING.seal(Purpose.STATE, b"x", PLACE)


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old = RING.keys[Purpose.STATE][0]
    rotated = KeyRing({Purpose.STATE: ((2, new_data_key()), old)})
    assert rotated.open(Purpose.STATE, RING.seal(Purpose.STATE, b"x", PLACE), PLACE) == b"x"
    with pytest.raises(SealBroken, match="version 2"):
        RING.open(Purpose.STATE, rotated.seal(Purpose.STATE, b"x", PLACE), PLACE)


def test_the_index_is_keyed() -> None:
    assert RING.tag("twilio|+8801700000001") == RING.tag("twilio|+8801700000001")
    assert RING.tag("twilio|+8801700000001") != RING.tag("gateway|+8801700000001")
    assert RING.tag("twilio|+8801700000001") != new_ring().tag("twilio|+8801700000001")


def test_a_role_holds_only_its_keys() -> None:
    web = RING.only(Purpose.CASE, Purpose.SESSION)
    assert not web.has(Purpose.ADDRESS)
    with pytest.raises(KeyRingError, match="address"):
        web.seal(Purpose.ADDRESS, b"x", PLACE)


def test_no_key_is_ever_printed() -> None:
    assert repr(RING.keys[Purpose.CASE][0][1])[2:10] not in repr(RING)
    cipher = CaseCipher(new_data_key())
    assert repr(cipher.data_key)[2:10] not in repr(cipher)


class TestKeyFile:
    def test_it_comes_back_whole(self, tmp_path: Path) -> None:
        save_ring(RING, tmp_path / "keys.json")
        assert load_ring(tmp_path / "keys.json").keys == dict(RING.keys)

    def test_it_is_never_overwritten(self, tmp_path: Path) -> None:
        save_ring(RING, tmp_path / "keys.json")
        with pytest.raises(FileExistsError):
            save_ring(new_ring(), tmp_path / "keys.json")

    def test_others_must_not_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        save_ring(RING, path)
        path.chmod(0o644)
        with pytest.raises(KeyRingError, match="chmod 600"):
            load_ring(path)

    @pytest.mark.parametrize(
        "content", ["", "{}", "[]", '{"keys": []}', '{"keys": {"case": [{"version": 1, "key": "AAAA"}]}}']
    )
    def test_what_is_no_key_ring_is_refused(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "keys.json"
        path.write_text(content)
        path.chmod(0o600)
        with pytest.raises(KeyRingError):
            load_ring(path)

    def test_a_folder_in_its_place_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(KeyRingError, match="check KEY_FILE"):
            load_ring(tmp_path)

    def test_a_missing_one_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(KeyRingError, match="KEY_FILE"):
            load_ring(tmp_path / "keys.json")
