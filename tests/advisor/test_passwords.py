"""Which passwords are taken, how they are kept, and who is added."""

import pytest
from sqlalchemy import select

from models.user import Assignment, User
from operations.passwords import LIST, WeakPassword, fits, hashed, is_guessable, new_password
from operations.users import NewUser
from operations.work import Refused
from tests.advisor.conftest import Office


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("fourteen chars", "short"),
        ("x" * 129, "long"),
        ("password" * 2, "common"),
        ("Password-123456789", "common"),
        ("qwertyuiopasdfghjkl", "common"),
        ("1234567890123456", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabcabc", "common"),
        ("betterworkfactory", "common"),
        ("Bobbin Committee 2026", "common"),
        ("zyxwvutsrqponmlkj", "common"),
        ("---------------", "common"),
        ("farida@advisors", "common"),
    ],
)
def test_weak_passwords_are_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        hashed(password, context=("farida", "advisors", "example"))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "password",
    [
        "kettle orchard violin",
        "আমার ছোট নীল নৌকা আছে",
        "x7#mQ2!pL9@vR4$",
        "four blue goats sang",
        "e" * 7 + "rope lantern",
    ],
)
def test_long_plain_passwords_are_taken(password: str) -> None:
    kept = hashed(password)
    assert kept.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    assert fits(kept, password)
    assert not fits(kept, password + "x")
    assert not fits(None, password)


def test_the_block_list_is_long_enough() -> None:
    assert sum(1 for line in LIST.read_text().splitlines() if not line.startswith("# ")) >= 3000


def test_made_passwords_are_good_and_never_the_same() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) >= 15 and not is_guessable(password) for password in made)


def test_a_user_is_added_with_factories(office: Office) -> None:
    added = office.user("Sokha@Advisors.example ", "lead", ("D4KA", "N4RA"))
    assert added.email == "sokha@advisors.example"
    assert len(office.rows(select(Assignment.factory_id))) == 2
    assert office.rows(select(User.role)) == [("lead",)]


@pytest.mark.parametrize(
    ("email", "role", "codes", "says"),
    [
        ("a@b.example", "boss", (), "no role"),
        ("nobody", "advisor", (), "not an e-mail"),
        ("a@b.example", "advisor", ("X9X9",), "X9X9"),
        ("farida@advisors.example", "advisor", (), "already"),
    ],
)
def test_who_cannot_be_added(
    office: Office, farida: NewUser, email: str, role: str, codes: tuple[str, ...], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        office.user(email, role, codes)
    assert len(office.rows(select(User.id))) == 1
