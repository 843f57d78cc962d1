"""The committee, as a member or a worker meets it by chat: what can be done from here."""

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Go, Say
from conversations.questions import Option, choice
from conversations.texts import Text, Verbatim, _

NO_COMMITTEE = _("Your factory has no committee here yet.")
WHICH = _("Which committee?")
WHAT = _("Committee: what would you like to do?")


def committee(ask: Ask, facts: Facts) -> Go | Say:
    """Where to go from here, by what somebody may do.

    Facts: `committees` as [{id, name, member_id, may: [script, …]}, …]; `member_id` is none for workers.
    """
    committees = {one["id"]: one for one in facts["committees"]}
    if not committees:
        return Say(NO_COMMITTEE)
    picked = next(iter(committees))
    if len(committees) > 1:
        picked = ask(
            choice("committee", WHICH, [Option(key, Verbatim(one["name"])) for key, one in committees.items()])
        )
    chosen = committees[picked]
    options = [Option(script, LABELS[script]) for script in chosen["may"]]
    script = ask(choice("what", WHAT, options))
    return Go(script, ask.told, {"committee_id": picked, "member_id": chosen["member_id"]})


LABELS: dict[str, Text] = {
    "who": _("Representatives"),
    "meeting_next": _("Next meeting"),
    "agenda_propose": _("Send a point"),
    "petition": _("Ask for a meeting"),
    "action_mine": _("My actions"),
    "meeting_plan": _("Plan a meeting"),
    "minutes": _("Write minutes"),
    "election": _("Election"),
}
"""What each script is called in the menu; a script that is not there yet is not offered."""


def seated(committee: str) -> Text:
    """The code of a seat was sent: this phone is the member's from now on."""
    return _("This phone is now yours in {committee}. Send COMMITTEE for what you can do.", committee=committee)
