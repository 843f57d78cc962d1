"""People of the web view: adding one, checking password and second factor, changing what is theirs."""

import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pyotp
from sqlalchemy import Connection, insert, select, update

from models.base import new_id
from models.encryption import KeyRing, Purpose, bound
from models.user import Assignment, User
from models.vocabulary import Role
from operations import audit
from operations.factories import find_factory
from operations.passwords import fits, hashed, new_password
from operations.work import Mistyped, Refused, Work

STEP = 30
"""Seconds that a code of the authenticator app lasts (RFC 6238); one step of drift either way is allowed."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user just added; the password and the seed are shown this once."""

    email: str
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True)
class Account:
    """What logging in needs of a user."""

    id: str
    email: str
    password_hash: str
    totp_sealed: bytes


def add_user(work: Work, email: str, role: str, factory_codes: Sequence[str] = ()) -> NewUser:
    """Register a web user with a generated password and a 160-bit TOTP seed. Raises Refused."""
    email = folded(email)
    factories = dict.fromkeys(find_factory(work.connection, code).id for code in factory_codes)
    if role not in set(Role):
        raise Mistyped(f"there is no role “{role}”; choose one of {', '.join(Role)}")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email) or len(email) > 254:
        raise Mistyped(f"“{email}” is not an e-mail address; it should be one such as farida@example.org")
    if work.connection.execute(select(User.id).where(User.email == email)).first():
        raise Refused(f"there already is a user {email}")
    user_id, password, secret = new_id(), new_password(), pyotp.random_base32(32)
    work.connection.execute(
        insert(User).values(
            id=user_id,
            email=email,
            password_hash=hashed(password),
            totp_sealed=work.ring.seal(Purpose.SESSION, secret.encode(), bound("users", "totp", user_id)),
            role=role,
            created_on=work.day(),
        )
    )
    for factory_id in factories:
        work.connection.execute(insert(Assignment).values(user_id=user_id, factory_id=factory_id))
    audit.record(work, "user.added", detail={"role": role})
    return NewUser(email, password, secret)


def check_password(connection: Connection, email: str, password: str) -> Account | None:
    """The account when both fit, and None after the same time when either does not, or it was switched off."""
    row = connection.execute(_account.where(User.email == folded(email), User.active)).one_or_none()
    account = Account(*row) if row else None
    return account if fits(account.password_hash if account else None, password) else None


def account_of(connection: Connection, user_id: str) -> Account:
    return Account(*connection.execute(_account.where(User.id == user_id)).one())


def use_code(work: Work, account: Account, code: str) -> bool:
    """Whether the code of the authenticator app is right, within one step, and was not used before."""
    step = _step_of(work.ring, account, code, work.now)
    if step is None:
        return False
    used = work.connection.execute(
        update(User).where(User.id == account.id, User.totp_step < step).values(totp_step=step)
    )
    return used.rowcount == 1


def set_password(work: Work, user_id: str, password_hash: str) -> None:
    """Keep a new password, hashed by `operations.passwords.hashed` before the transaction: it takes its time."""
    work.connection.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    audit.record(work, "user.password_changed", user_id=user_id, about=("user", user_id))


def set_language(work: Work, user_id: str, language: str) -> None:
    work.connection.execute(update(User).where(User.id == user_id).values(language=language))
    audit.record(work, "user.language_changed", user_id=user_id, about=("user", user_id))


def folded(email: str) -> str:
    """An e-mail address as it is kept and looked for."""
    return email.replace("\0", "").strip().casefold()


_account = select(User.id, User.email, User.password_hash, User.totp_sealed)


def _step_of(ring: KeyRing, account: Account, code: str, now: float) -> int | None:
    """The time step a code belongs to. Digits of any script are read, spaces are not minded."""
    digits = "".join(_ascii_digit(letter) for letter in code if not letter.isspace())
    seed = ring.open(Purpose.SESSION, account.totp_sealed, bound("users", "totp", account.id)).decode()
    totp, current = pyotp.TOTP(seed, interval=STEP), int(now // STEP)
    right = [step for step in (current - 1, current, current + 1) if _same(totp.generate_otp(step), digits)]
    return right[-1] if right else None


def _ascii_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _same(code: str, typed: str) -> bool:
    return hmac.compare_digest(code.encode(), typed.encode("utf-8", "replace"))
