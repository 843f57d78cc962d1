"""What stands on the paper of minutes beside the committee's own words: the notice board's sheet and the full form."""

from collections.abc import Mapping

from conversations.texts import Text, _
from models.vocabulary import ActionState, EntryKind, Presence, Side, Verdict

BOARD = _("What the committee decided")
FORM = _("Minutes of the committee")
DRAFT = _("Draft, not approved yet")
SUPERSEDED = _("An older version; a newer one counts")
DATE, PLACE, CHAIR = _("Date"), _("Place"), _("Chair")
PRESENT, ABSENT = _("Present"), _("Absent")
NO_QUORUM = _("Without a quorum of both sides")
OLD_ACTIONS = _("Actions from earlier meetings")
DECISIONS, TO_DO, POINTS = _("Decisions"), _("To be done"), _("Points")
OTHER_POINTS = _("Other points")
WHAT, WHO, BY = _("What"), _("Who"), _("By when")
NEXT = _("Next meeting")
NOT_DISCUSSED = _("Not discussed")
NOTHING = _("Nothing was decided.")
OBJECTIONS = _("Disagreement with these minutes")
REMARKS = _("Remarks")
NO_WORDS = _("without words")
SIDES: Mapping[str, Text] = {Side.WORKER: _("Workers' side"), Side.MANAGEMENT: _("Management side")}
SIGNED: Mapping[str, Text] = {
    Side.WORKER: _("Signature, workers' side"),
    Side.MANAGEMENT: _("Signature, management side"),
}
KINDS: Mapping[str, Text] = {
    EntryKind.DECISION: _("Decision"),
    EntryKind.ACTION: _("Action"),
    EntryKind.INFORMATION: _("Information"),
    EntryKind.DISAGREEMENT: _("Not agreed"),
}
PRESENCES: Mapping[str, Text] = {Presence.LATE: _("Came late"), Presence.LEFT: _("Left early")}
STATES: Mapping[str, Text] = {
    ActionState.OPEN: _("open"),
    ActionState.DONE: _("done"),
    ActionState.CONFIRMED: _("done, confirmed by workers"),
}
HEADINGS: Mapping[str, Text] = {Verdict.DISSENT: OBJECTIONS, Verdict.APPROVE: REMARKS}


def seats(taken: int, seats: int) -> Text:
    """How many seats of a side were taken."""
    return _("{taken} of {seats}", taken=taken, seats=seats)


def addressed(office: str) -> Text:
    """Whom the form goes to."""
    return _("To: {office}", office=office)


def filed_by(day: str) -> Text:
    return _("To be filed by {day}", day=day)


def approved_on(day: str) -> Text:
    return _("Approved by both sides on {day}", day=day)


def silent(side: Text, day: str) -> Text:
    """A side whose silence counted as approval."""
    return _("{side}: nobody objected until {day}", side=side, day=day)


def version(number: int) -> Text:
    return _("Version {number}", number=number)


def stands_in(name: str) -> Text:
    """An alternate who came."""
    return _("in place of {name}", name=name)
