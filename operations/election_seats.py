"""After an election: those elected before leave the committee, and the elected take their seats."""

from typing import Any

from models.vocabulary import Side
from operations.candidates import candidates_of
from operations.members import NewMember, Seated, add_member, leave, members_of
from operations.work import Work


def seat_elected(work: Work, election: Any) -> None:
    """Seat whoever was elected, with the phone that is known. An election of the whole side ends the older terms."""
    if election.whole_side:
        members = members_of(work.connection, work.ring, election.committee_id)
        for member in _whose_term_ends(members):
            leave(work, member.id, "")
    for candidate in candidates_of(work.connection, work.ring, election):
        if candidate.elected:
            new = NewMember(candidate.name, Side.WORKER, department=candidate.department, elected=True)
            add_member(work, election.committee_id, new, candidate.contact_id)


def _whose_term_ends(members: list[Seated]) -> list[Seated]:
    """Elected workers, and who stands in for them."""
    elected = {one.id for one in members if one.side is Side.WORKER and one.elected and not one.is_alternate}
    return [one for one in members if one.id in elected or one.stands_in_for_id in elected]
