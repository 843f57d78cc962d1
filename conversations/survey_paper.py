"""What stands around the results of a survey, on pages, paper, sheets and in the message to those who were asked."""

from collections.abc import Mapping

from conversations.texts import Text, _

REPORT = _("Results of a survey")
QUESTION, ANSWER, PEOPLE, PERCENT = _("Question"), _("Answer"), _("People"), _("Percent")
GROUP, BREAKDOWN = _("Group"), _("By")
CLOSED_ON = _("Closed on")
RESPONDENTS = _("Respondents")
RATE = _("Response rate")
BEFORE = _("Last time")
EVERYBODY = _("All respondents")
SPECIAL: Mapping[str, Text] = {
    "dont_know": _("I don't know"),
    "no_answer": _("No answer"),
    "not_asked": _("Not asked"),
    "answered": _("Answered"),
}
TRAITS: Mapping[str, Text] = {
    "section": _("Line or department"),
    "shift": _("Shift"),
    "gender": _("Gender"),
    "language": _("Language"),
}
STEPS: Mapping[str, Text] = {
    "invited": _("Invited"),
    "reached": _("Reached"),
    "started": _("Started"),
    "finished": _("Finished"),
}
GENDERS: Mapping[str, Text] = {"woman": _("Women"), "man": _("Men"), "other": _("Other")}
NOT_KNOWN = _("not known")
HIDDEN = _("fewer than 5")
HIDDEN_SENSITIVE = _("fewer than 10")
WHY_HIDDEN = _(
    "Small numbers are not shown, nor others from which they would follow: nobody can be recognised. "
    "People are given in steps, percents to the nearest 5."
)
OF_ASKED = _("Percents are of those who were asked this.")
WITHHELD = _("Too few answered this, or all alike: it is not shown.")
TOO_FEW = _("Fewer than 10 answered: nothing is shown but the response rate.")
GARBLED = _("Answers were mixed with chance, so that a “yes” tells on nobody; this is what it comes to for all.")
TRUST_GROWS = _("A worse score with more answers can be a sign of trust: compare the response rates too.")
ESTIMATE = _("Estimated “yes”")


def share(percent: int, bound: str) -> Text:
    """A percent as it may be said."""
    if bound == "le":
        return _("at most {percent} %", percent=percent)
    return _("at least {percent} %", percent=percent) if bound == "ge" else _("{percent} %", percent=percent)


def interval(low: int, high: int) -> Text:
    return _("{low} to {high} %, 19 times out of 20", low=low, high=high)


def between(low: str, high: str) -> Text:
    """A band of numbers that the upper end is not within."""
    return _("{low} to under {high}", low=low, high=high)


def below(high: str) -> Text:
    return _("under {high}", high=high)


def above(low: str) -> Text:
    return _("{low} and more", low=low)


def together(names: str) -> Text:
    """Groups too small to be shown alone."""
    return _("{names} together", names=names)


def thanks(people: int) -> Text:
    """How the message to those who were asked begins."""
    return _("Thank you: about {people} answered.", people=people)


TOO_FEW_MESSAGE = _("Thank you for answering. So few did that nothing is shown, for your safety.")
