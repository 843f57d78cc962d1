"""The committee, as a member or a worker meets it by chat: what can be done from here."""

from collections.abc import Sequence

from conversations.committee_names import called
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Go, Say
from conversations.questions import Option, choice
from conversations.texts import Text, _

NO_COMMITTEE = _("Your factory has no committee here yet.")
WHICH = _("Which committee?")
WHAT = _("Committee:")


def committee(ask: Ask, facts: Facts) -> Go | Say:
    """Where to go from here, by what somebody may do.

    Facts: `committees` as [{id, name, member_id, may: [script, …]}, …]; `member_id` is none for workers.
    """
    committees = {one["id"]: one for one in facts["committees"]}
    if not committees:
        return Say(NO_COMMITTEE)
    picked = next(iter(committees))
    if len(committees) > 1:
        picked = ask(choice("committee", WHICH, [Option(key, called(one["name"])) for key, one in committees.items()]))
    chosen = committees[picked]
    script = _which_script(ask, chosen["may"])
    return Go(script, ask.told, {"committee_id": picked, "member_id": chosen["member_id"]})


def _which_script(ask: Ask, may: Sequence[str]) -> str:
    """Few enough fit one menu; of many, those that belong together stand behind one word."""
    if len(may) <= FEW:
        return ask(choice("what", WHAT, [Option(script, LABELS[script]) for script in may]))
    found = {key: [script for script in may if script in scripts] for key, (_label, scripts) in GROUPS.items()}
    behind = {key: scripts for key, scripts in found.items() if len(scripts) > 1}
    alone = [script for script in may if not any(script in scripts for scripts in behind.values())]
    groups = [Option(key, GROUPS[key][0]) for key in behind]
    options = [*groups, *(Option(script, LABELS[script]) for script in alone)]
    picked = ask(choice("group", WHAT, sorted(options, key=lambda one: (one.value not in FIRST, one.value in LAST))))
    if picked not in behind:
        return picked
    return ask(choice(f"of_{picked}", GROUPS[picked][0], [Option(one, LABELS[one]) for one in behind[picked]]))


LABELS: dict[str, Text] = {
    "who": _("Representatives"),
    "meeting_next": _("Next meeting"),
    "agenda_propose": _("Send a point"),
    "petition": _("Ask for a meeting"),
    "action_mine": _("My actions"),
    "meeting_plan": _("Plan a meeting"),
    "meeting_move": _("Move it"),
    "meeting_call_off": _("Call it off"),
    "minutes": _("Write minutes"),
    "minutes_last": _("Last minutes"),
    "member_enrol": _("Add a member"),
    "election": _("Election"),
    "calendar": _("Calendar"),
}
"""What each script is called in the menu; a script that is not there yet is not offered."""
FIRST = ("election",)
"""What is over in a few days stands above what is always there."""
LAST = ("members",)
"""What is seldom needed stands below."""
FEW = 4
"""Scripts that fit one menu in every script."""
GROUPS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "meetings": (
        _("Meetings"),
        ("meeting_next", "meeting_plan", "meeting_move", "meeting_call_off", "petition", "calendar"),
    ),
    "papers": (_("Agenda, minutes"), ("agenda_propose", "agenda_support", "minutes", "minutes_last")),
    "members": (_("Members"), ("who", "member_enrol")),
}


def seated(committee: str) -> Text:
    """The code of a seat was sent: this phone is the member's from now on."""
    return _("This phone is now yours in {committee}. Send COMMITTEE for what you can do.", committee=called(committee))
