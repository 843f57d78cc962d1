"""What is known of a member beside seat and office: it is often said later, above all of those who were elected.

Name, union and department stand sealed under the key of the committee.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select, update

from models.committee import Committee, Member
from models.encryption import CaseCipher, bound
from models.vocabulary import Gender
from operations import audit
from operations.committees import cipher_of
from operations.work import Mistyped, Refused, Work

WORDS_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Details:
    """As entered; `shift` is `HH:MM-HH:MM`, none where it is the factory's."""

    union: str = ""
    department: str = ""
    gender: str | None = None
    shift: str | None = None
    trained_on: date | None = None


def change_details(work: Work, member_id: str, new: Details, by: str) -> None:
    """Set everything that is known of a member but the name. Raises Refused."""
    _check(new)
    member = work.connection.execute(
        select(Member.committee_id, Member.details_sealed, Committee.factory_id)
        .join(Committee, Committee.id == Member.committee_id)
        .where(Member.id == member_id, Member.left_on.is_(None))
        .with_for_update(of=Member)
    ).one_or_none()
    if member is None:
        raise Refused("there is no such member")
    cipher = cipher_of(work.connection, work.ring, member.committee_id)
    name = open_details(cipher, member_id, member.details_sealed)["name"]
    work.connection.execute(
        update(Member)
        .where(Member.id == member_id)
        .values(
            details_sealed=seal_details(cipher, member_id, name, new.union, new.department),
            gender=new.gender,
            shift=new.shift,
            trained_on=new.trained_on,
        )
    )
    about = ("member", member_id)
    audit.record(work, "member.details", user_id=by or None, about=about, factory_id=member.factory_id)


def seal_details(cipher: CaseCipher, member_id: str, name: str, union: str, department: str) -> bytes:
    """The words of a seat, tidy and sealed."""
    details = {"name": " ".join(name.split()), "union": union.strip(), "department": department.strip()}
    return cipher.seal_text(json.dumps(details, ensure_ascii=False), bound("members", "details", member_id))


def open_details(cipher: CaseCipher, member_id: str, sealed: bytes) -> Mapping[str, str]:
    """`name`, `union` and `department` of a seat. Raises SealBroken."""
    details: dict[str, str] = json.loads(cipher.open_text(sealed, bound("members", "details", member_id)))
    return details


def checked_gender(gender: str | None) -> None:
    """Raises Mistyped for a word that is none of ours."""
    if gender and gender not in set(Gender):
        raise Mistyped(f"gender “{gender}” should be one of {', '.join(Gender)}")


def _check(new: Details) -> None:
    checked_gender(new.gender)
    if max(len(new.union), len(new.department)) > WORDS_LIMIT:
        raise Mistyped(f"union and department can have at most {WORDS_LIMIT} letters")
    if new.shift and not _is_shift(new.shift):
        raise Mistyped(f"shift “{new.shift}” should be two times, such as 08:00-17:00")


def _is_shift(text: str) -> bool:
    try:
        start, end = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError:
        return False
    return start != end and text == f"{start:%H:%M}-{end:%H:%M}"
