"""Candidates: standing oneself, being named by a colleague and accepting, being entered by an advisor.

A colleague is named without a phone: whoever names gets a code to hand over, and the name counts when the code comes
back. Who named whom is kept nowhere; names that nobody accepted are forgotten when nominations end.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from models.base import new_id
from models.codes import new_case_code, read_code
from models.election import Candidate, Election
from models.encryption import CaseCipher, Purpose, bound
from models.vocabulary import CandidateState, ElectionState
from operations import audit
from operations.ballots import find_election, is_worker
from operations.committees import chamber, cipher_of
from operations.work import Refused, Work

NAME_LIMIT = 24
"""Letters of a name on the ballot: a page of it must hold one in every script."""
DEPARTMENT_LIMIT = 20


class UnfitName(Exception):
    """A name that cannot stand on the ballot. `taken` when another candidate has it."""

    def __init__(self, taken: bool) -> None:
        super().__init__()
        self.taken = taken


class NominationsOver(Exception):
    """No more names are taken."""


class StandsAlready(Exception):
    """This phone belongs to a candidate."""


class NotAWorker(Exception):
    """Only the factory's workers stand for the worker side."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate with the words opened."""

    id: str
    election_id: str
    contact_id: str | None
    name: str
    department: str
    state: CandidateState
    round: int
    elected: bool


def stand(work: Work, election_id: str, contact_id: str, name: str, department: str) -> str:
    """Somebody stands from their own phone. Returns the name as it stands on the ballot."""
    election = _open(work, election_id)
    _check_phone(work, election, contact_id)
    fit = _fit(work, election, name)
    _insert(work, election, fit, department, CandidateState.ACCEPTED, contact_id=contact_id)
    audit.record(work, "candidate.stands")
    return fit


def propose(work: Work, election_id: str, contact_id: str, name: str, department: str) -> str:
    """A worker names a colleague. Returns the code by which the colleague accepts; who named is not kept."""
    election = _open(work, election_id)
    house = chamber(work.connection, election.committee_id)
    if not is_worker(work.connection, house, contact_id):
        raise NotAWorker
    code = new_case_code()
    _insert(work, election, tidy(name), department, CandidateState.PROPOSED, code=code)
    return code


def enter(work: Work, election_id: str, name: str, department: str, agreed: bool, by: str) -> str | None:
    """An advisor enters a name; without a signed agreement the code is returned by which the nominee accepts."""
    election = _open(work, election_id)
    code = None if agreed else new_case_code()
    fit = _fit(work, election, name) if agreed else tidy(name)
    state = CandidateState.ACCEPTED if agreed else CandidateState.PROPOSED
    candidate_id = _insert(work, election, fit, department, state, code=code)
    _record(work, "candidate.entered", election, candidate_id, by)
    return code


def named_by_code(work: Work, typed: str) -> Standing | None:
    """Who was named with this code; None when it is no such code, or comes too late."""
    code = read_code(typed)
    if code is None:
        return None
    tags = [tag for _version, tag in work.ring.tags(_code(code), Purpose.CASE)]
    found = work.connection.execute(
        select(Candidate.id)
        .join(Election, Election.id == Candidate.election_id)
        .where(Candidate.code_tag.in_(tags), Election.state == ElectionState.NOMINATION)
    ).scalar_one_or_none()
    return find_candidate(work.connection, work.ring, found) if found else None


def accept(work: Work, candidate_id: str, contact_id: str, name: str) -> str:
    """The nominee accepts from their own phone, under a name of their choice. Returns it as it stands."""
    try:
        candidate = find_candidate(work.connection, work.ring, candidate_id)
    except Refused as forgotten:  # nominations ended before the answer came
        raise NominationsOver from forgotten
    election = _open(work, candidate.election_id)
    _check_phone(work, election, contact_id)
    if candidate.state is not CandidateState.PROPOSED:
        raise NominationsOver
    fit = _fit(work, election, name or candidate.name)
    cipher = cipher_of(work.connection, work.ring, election.committee_id)
    values = {"contact_id": contact_id, "code_tag": None, "code_version": None, "state": CandidateState.ACCEPTED.value}
    sealed = _sealed(cipher, candidate_id, fit, candidate.department)
    work.connection.execute(
        update(Candidate).where(Candidate.id == candidate_id).values(details_sealed=sealed, **values)
    )
    audit.record(work, "candidate.accepted")
    return fit


def decline(work: Work, candidate_id: str) -> None:
    """The nominee does not want to: nothing of it is kept."""
    unwanted = (Candidate.id == candidate_id, Candidate.state == CandidateState.PROPOSED)
    work.connection.execute(delete(Candidate).where(*unwanted))


def withdraw(work: Work, election_id: str, contact_id: str) -> None:
    """A candidate no longer stands; possible until nominations end."""
    _open(work, election_id)
    mine = (Candidate.election_id == election_id, Candidate.contact_id == contact_id)
    work.connection.execute(delete(Candidate).where(*mine))
    audit.record(work, "candidate.withdrawn")


def strike(work: Work, candidate_id: str, by: str) -> None:
    """An advisor takes a name off the list while names are taken: one entered wrongly, or by wish of the candidate."""
    candidate = find_candidate(work.connection, work.ring, candidate_id)
    election = _open(work, candidate.election_id)
    work.connection.execute(delete(Candidate).where(Candidate.id == candidate_id))
    _record(work, "candidate.struck", election, candidate_id, by)


def candidates_of(connection: Connection, ring: Any, election: Any) -> list[Standing]:
    """Everybody who stands, by name."""
    cipher = cipher_of(connection, ring, election.committee_id)
    rows = connection.execute(
        select(Candidate.__table__).where(
            Candidate.election_id == election.id, Candidate.state == CandidateState.ACCEPTED
        )
    )
    return sorted((_standing(cipher, row) for row in rows), key=lambda one: (one.name, one.id))


def waiting_for_acceptance(connection: Connection, election_id: str) -> int:
    """How many were named and have not said anything yet."""
    named = (Candidate.election_id == election_id, Candidate.state == CandidateState.PROPOSED)
    return connection.execute(select(func.count()).where(*named)).scalar_one()


def forget_unaccepted(work: Work, election_id: str) -> None:
    """Nominations are over: who did not accept was never a candidate."""
    others = (Candidate.election_id == election_id, Candidate.state != CandidateState.ACCEPTED)
    work.connection.execute(delete(Candidate).where(*others))


def mark_elected(work: Work, candidate_ids: Sequence[str]) -> None:
    work.connection.execute(update(Candidate).where(Candidate.id.in_(candidate_ids)).values(elected=True))


def candidate_with_phone(connection: Connection, election_id: str, contact_id: str) -> bool:
    """Whether a phone belongs to somebody who stands."""
    mine = (Candidate.election_id == election_id, Candidate.contact_id == contact_id)
    return connection.execute(select(Candidate.id).where(*mine)).first() is not None


def find_candidate(connection: Connection, ring: Any, candidate_id: str) -> Standing:
    """One candidate. Raises Refused when there is none."""
    row = connection.execute(
        select(Candidate.__table__, Election.committee_id)
        .join(Election, Election.id == Candidate.election_id)
        .where(Candidate.id == candidate_id)
    ).one_or_none()
    if row is None:
        raise Refused("there is no such candidate")
    return _standing(cipher_of(connection, ring, row.committee_id), row)


def tidy(name: str) -> str:
    """A name as it is written on the ballot. Raises UnfitName for one that is none, or too long for a page of it."""
    tidied = " ".join(name.split())
    if not any(map(str.isalpha, tidied)) or len(tidied) > NAME_LIMIT:
        raise UnfitName(taken=False)
    return tidied


def _fit(work: Work, election: Any, name: str) -> str:
    tidied = tidy(name)
    standing = candidates_of(work.connection, work.ring, election)
    if tidied.casefold() in {one.name.casefold() for one in standing}:
        raise UnfitName(taken=True)
    return tidied


def _open(work: Work, election_id: str) -> Any:
    """The election, locked, while names are taken."""
    election = find_election(work.connection, election_id, lock=True)
    if election.state != ElectionState.NOMINATION or work.now >= election.nominate_until:
        raise NominationsOver
    return election


def _check_phone(work: Work, election: Any, contact_id: str) -> None:
    if not is_worker(work.connection, chamber(work.connection, election.committee_id), contact_id):
        raise NotAWorker
    if candidate_with_phone(work.connection, election.id, contact_id):
        raise StandsAlready


def _insert(
    work: Work,
    election: Any,
    name: str,
    department: str,
    state: CandidateState,
    contact_id: str | None = None,
    code: str | None = None,
) -> str:
    candidate_id = new_id()
    cipher = cipher_of(work.connection, work.ring, election.committee_id)
    version, tag = work.ring.tag(_code(code), Purpose.CASE) if code else (None, None)
    work.connection.execute(
        insert(Candidate).values(
            id=candidate_id,
            election_id=election.id,
            contact_id=contact_id,
            details_sealed=_sealed(cipher, candidate_id, name, " ".join(department.split())[:DEPARTMENT_LIMIT]),
            code_tag=tag,
            code_version=version,
            state=state.value,
        )
    )
    return candidate_id


def _standing(cipher: CaseCipher, row: Any) -> Standing:
    details = json.loads(cipher.open_text(row.details_sealed, bound("candidates", "details", row.id)))
    return Standing(
        row.id,
        row.election_id,
        row.contact_id,
        details["name"],
        details["department"],
        CandidateState(row.state),
        row.round,
        row.elected,
    )


def _sealed(cipher: CaseCipher, candidate_id: str, name: str, department: str) -> bytes:
    details = json.dumps({"name": name, "department": department}, ensure_ascii=False)
    return cipher.seal_text(details, bound("candidates", "details", candidate_id))


def _code(code: str) -> str:
    return f"candidate|{code}"


def _record(work: Work, action: str, election: Any, candidate_id: str, by: str) -> None:
    house = chamber(work.connection, election.committee_id)
    audit.record(work, action, user_id=by or None, about=("candidate", candidate_id), factory_id=house.factory_id)
