"""What an advisor does is told to members, though the web view holds no key to what is said on the line."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from models.contact import Contact
from models.outbox import OutboxMessage
from operations.committees import found_committee
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member
from operations.outbox import open_body
from tests.advisor.conftest import Browser, Office


class Sitting:
    """A committee with one member, the chair, who has a phone; and its meeting."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.committee: str = office.do(lambda work: found_committee(work, office.factories["D4KA"], "picc"))
        contact = office.contact()
        office.change(Contact, Contact.id == contact, introduced=True, language="en")
        chair = NewMember("Mr Hossain", "management", office="chair")
        office.do(lambda work: add_member(work, self.committee, chair, contact))
        new = NewMeeting(date(2026, 12, 8), time(15), "canteen")
        self.meeting: str = office.do(lambda work: plan_meeting(work, self.committee, new))

    def told(self) -> list[str]:
        """What waits to be sent, as a sender opens it."""
        rows = self.office.rows(select(OutboxMessage.id, OutboxMessage.body_sealed).order_by(OutboxMessage.number))
        return [open_body(self.office.ring, row.id, row.body_sealed)["text"] for row in rows]


@pytest.fixture
def sitting(office: Office) -> Sitting:
    return Sitting(office)


Deed = Callable[[Browser, Sitting], Any]
DEEDS: dict[str, Deed] = {
    "Agenda for": lambda desk, here: desk.post(f"/advisor/meetings/{here.meeting}/agenda/send"),
    "is moved to": lambda desk, here: desk.post(
        f"/advisor/meetings/{here.meeting}/move", {"day": "2026-12-09", "clock": "15:00"}
    ),
    "does not take place": lambda desk, here: desk.post(f"/advisor/meetings/{here.meeting}/cancel"),
    "extra meeting": lambda desk, here: desk.post(f"/advisor/committees/{here.committee}/extraordinary"),
}


@pytest.mark.parametrize("words", DEEDS)
def test_members_hear_what_an_advisor_does(at_desk: Browser, sitting: Sitting, words: str) -> None:
    assert DEEDS[words](at_desk, sitting).status_code == 303
    assert any(words in said for said in sitting.told())
