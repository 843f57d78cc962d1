"""Following a case: the advisor's answer, how it stands, whether it was solved."""

from conversations.dialogue import Ask, Facts
from conversations.outcomes import AddToCase, ConfirmSolved, FollowCase, RateCase, Say
from conversations.questions import Option, Question, choice, story_part, yes_no
from conversations.texts import Text, Verbatim, _
from models.vocabulary import CaseStatus

NO_CASES = _("You have no case yet. Send MENU to begin.")
SOLVED = _("Good. Thank you for telling us.")
RATED = _("Thank you. This helps us to do better.")
FIXED = _("There is news on {code}: most who were asked say it is put right. Write here if not.")
TAKEN_UP = _("There is news on {code}: it is not put right yet and is taken up again. Write here to add.")

STANDING: dict[str, Text] = {
    CaseStatus.NEW: _("{code}: sent. You get an answer by {day}. Write here to add."),
    CaseStatus.ACKNOWLEDGED: _("{code}: an advisor is working on it. Write here to add."),
    CaseStatus.RESOLVED: _("{code}: seen to. Write here if not."),
    CaseStatus.CLOSED: _("{code}: closed. Write here to open it again."),
}
POINTS: dict[str, Text] = {
    "waits": _("{code}: your point is with an advisor. Write here to add."),
    "next": _("{code}: your point comes on the next agenda. Write here to add."),
    "agenda": _("{code}: your point is on the agenda of the meeting on {day}."),
    "discussed": _("{code}: your point was talked about on {day}."),
    "decided": _("{code}: your point was decided on {day}. Write here to add."),
    "action": _("{code}: talked about. Something is to be done by {day}. Write here to add."),
    "done": _("{code}: talked about, and what was agreed is done. Write here if not."),
}
"""What has become of a point that she sent for a committee. No word of what it says."""
RATINGS = tuple(
    Option(str(number), Verbatim(stars)) for number, stars in enumerate(("*", "**", "***", "****", "*****"), 1)
)


def status(ask: Ask, facts: Facts) -> FollowCase | Say:
    """How her cases stand; she picks when there are several.

    Facts: `cases` as [{id, code, status, day}, …]; `point` where a case was sent for a committee, with its own `day`.
    """
    cases = {case["id"]: case for case in facts["cases"]}
    if not cases:
        return Say(NO_CASES)
    picked = next(iter(cases)) if len(cases) == 1 else ask(which_case(facts))
    case = cases[picked]
    words = (POINTS[case["point"]] if case.get("point") else STANDING[case["status"]]).message
    return FollowCase(picked, Text(words, {"code": case["code"], "day": case["day"]}))


def which_case(facts: Facts) -> Question[str]:
    """One of `cases`, by its code."""
    return choice("case", _("Which case?"), [Option(case["id"], Verbatim(case["code"])) for case in facts["cases"]])


def reply(ask: Ask, facts: Facts) -> AddToCase:
    """The advisor has written (her words were sent as they are): what comes back belongs to the case.

    Facts: `case_id`.
    """
    return AddToCase(facts["case_id"], (*ask.told, ask(story_part("answer", None, first=True))))


def closure(ask: Ask, facts: Facts) -> ConfirmSolved:
    """A case was closed; one answer is enough. Facts: `case_id`, `code`."""
    solved = ask(yes_no("solved", _("{code} was closed. Was this solved?", code=facts["code"])))
    return ConfirmSolved(facts["case_id"], facts["code"], solved, ask.told)


def news(ask: Ask, facts: Facts) -> FollowCase:
    """What was to be done about her case was asked about, or is taken up again. Facts: `case_id`, `code`, `fixed`."""
    said = FIXED if facts["fixed"] else TAKEN_UP
    return FollowCase(facts["case_id"], Text(said.message, {"code": facts["code"]}))


def rating(ask: Ask, facts: Facts) -> RateCase:
    """How well she was served. Facts: `case_id`."""
    given = ask(choice("rating", _("How well were you served? 5 is best."), RATINGS))
    return RateCase(facts["case_id"], int(given), ask.told)


def codes(spoken: str) -> Text:
    """Again, to the phone her cases came from."""
    return _("Your code: {codes}", codes=spoken)


def added(code: str) -> Text:
    return _("Passed on. Case {code}. Write more any time.", code=code)


def reopened(code: str) -> Text:
    return _("Thank you. Case {code} is open again.", code=code)
