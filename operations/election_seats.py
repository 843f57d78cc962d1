"""After an election: those elected before leave the committee, and the elected take their seats."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from models.committee import Member
from models.vocabulary import Side
from operations.calendar import after_months
from operations.candidates import candidates_of
from operations.committees import chamber
from operations.members import NewMember, Seated, add_member, leave, members_of
from operations.rsvps import ask_newly_seated
from operations.work import Work


def seat_elected(work: Work, election: Any) -> None:
    """Seat whoever was elected, with the phone that is known. An election of the whole side ends the older terms.

    Who sits there already keeps the seat, with office, alternate and actions: only its term begins anew.
    """
    members = members_of(work.connection, work.ring, election.committee_id)
    seats = {one.contact_id: one for one in members if one.contact_id and one.side is Side.WORKER}
    elected = [one for one in candidates_of(work.connection, work.ring, election) if one.elected]
    again = {seats[one.contact_id].id for one in elected if one.contact_id in seats}
    if election.whole_side:
        for member in _whose_term_ends(members, again):
            leave(work, member.id, "")
    for candidate in elected:
        if candidate.contact_id in seats:
            seat = seats[candidate.contact_id]
            _renew(work, election.committee_id, seat.id)
            if seat.is_alternate:
                ask_newly_seated(work, seat.id)
        else:
            new = NewMember(candidate.name, Side.WORKER, department=candidate.department, elected=True)
            enrolled = add_member(work, election.committee_id, new, candidate.contact_id)
            ask_newly_seated(work, enrolled.id)


def _renew(work: Work, committee_id: str, member_id: str) -> None:
    """A full seat from today on, also of who was an alternate."""
    house = chamber(work.connection, committee_id)
    today, months = work.day(house.timezone), house.rules.get("term_months")
    until = after_months(today, months) if months else None
    values = {"elected": True, "stands_in_for_id": None, "term_from": today, "term_until": until}
    work.connection.execute(update(Member).where(Member.id == member_id).values(**values))


def _whose_term_ends(members: list[Seated], again: Collection[str]) -> list[Seated]:
    """Elected workers who are not elected again, and who stands in for them."""
    over = {
        one.id
        for one in members
        if one.side is Side.WORKER and one.elected and not one.is_alternate and one.id not in again
    }
    return [one for one in members if one.id in over or (one.stands_in_for_id in over and one.id not in again)]
