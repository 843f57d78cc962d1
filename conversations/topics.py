"""What a worker can write about, in her words, mapped to Better Work's clusters and compliance points.

The names of the eight clusters and 38 compliance points follow Better Work's Compliance Assessment Tool;
the worker's words are ours. A subtopic without a compliance point is one that only an advisor can place.
"""

from dataclasses import dataclass

from conversations.questions import Option
from conversations.texts import Text, _

QUESTION = "question"
TEST = "test"
UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Subtopic:
    """A second step of the menu."""

    value: str
    label: Text
    cluster: str | None = None
    compliance_point: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A first step of the menu with its second steps. Labels are short: the menu is one SMS in every script."""

    value: str
    label: Text
    subtopics: tuple[Subtopic, ...] = ()


TOPICS: tuple[Topic, ...] = (
    Topic(
        "pay",
        _("Pay"),
        (
            Subtopic("wage_late", _("Late or unpaid"), "Compensation", "Method of Payment"),
            Subtopic("wage_low", _("Too low"), "Compensation", "Minimum Wages/Piece Rate Wages"),
            Subtopic("overtime_pay", _("Overtime pay"), "Compensation", "Overtime Wages"),
            Subtopic("deductions", _("Deductions"), "Compensation", "Wage Information, Use and Deduction"),
            Subtopic("benefits", _("Benefits"), "Compensation", "Social Security and Other Benefits"),
        ),
    ),
    Topic(
        "time",
        _("Hours, leave"),
        (
            Subtopic("overtime", _("Too much overtime"), "Working Time", "Overtime"),
            Subtopic("forced_overtime", _("Overtime by force"), "Forced Labour", "Forced Labour and Overtime"),
            Subtopic("rest", _("No rest day"), "Working Time", "Regular Hours"),
            Subtopic("leave", _("Leave"), "Working Time", "Leave"),
        ),
    ),
    Topic(
        "safety",
        _("Safety"),
        (
            Subtopic("fire_exits", _("Fire, exits"), "OSH", "Emergency Preparedness"),
            Subtopic("machines", _("Machines"), "OSH", "Worker Protection"),
            Subtopic("heat_air", _("Heat, air"), "OSH", "Working Environment"),
            Subtopic("chemicals", _("Chemicals"), "OSH", "Chemicals and Hazardous Substances"),
            Subtopic("toilets_water", _("Toilet, water"), "OSH", "Welfare Facilities"),
        ),
    ),
    Topic(
        "treatment",
        _("Bad treatment"),
        (
            Subtopic("shouting", _("Shouting"), "Contracts and Human Resources", "Dialogue, Discipline and Disputes"),
            Subtopic("hitting", _("Hitting"), "Contracts and Human Resources", "Dialogue, Discipline and Disputes"),
            Subtopic("sexual_harassment", _("Sexual"), "Discrimination", "Gender"),
            Subtopic("unequal", _("Unfair to some"), "Discrimination", "Other Grounds"),
            Subtopic("not_free", _("Not free to go"), "Forced Labour", "Coercion"),
        ),
    ),
    Topic(
        "job",
        _("My job"),
        (
            Subtopic("dismissed", _("Dismissed"), "Contracts and Human Resources", "Termination"),
            Subtopic("contract", _("Contract"), "Contracts and Human Resources", "Employment Contracts"),
            Subtopic("pregnancy", _("Pregnancy"), "Discrimination", "Gender"),
            Subtopic("union", _("Union"), "Freedom of Association and Collective Bargaining", "Freedom to Associate"),
        ),
    ),
    Topic(
        "other",
        _("Other"),
        (
            Subtopic(QUESTION, _("A question")),
            Subtopic("child", _("A child works here"), "Child Labour", "Child Labourers"),
            Subtopic("something_else", _("Something else")),
            Subtopic(TEST, _("Just testing")),
        ),
    ),
)

BY_VALUE = {topic.value: topic for topic in TOPICS}
ELECTION = Subtopic("election", _("Election"))
"""In no menu: a worker who objects to an election comes to it from there."""
RETALIATION = Subtopic("retaliation", _("Treated worse since"))
"""In no menu: a worker who is asked again says that she is treated worse since. Which point, an advisor places."""
_UNLISTED = (ELECTION, RETALIATION)
SUBTOPICS = {one.value: one for one in (*(sub for topic in TOPICS for sub in topic.subtopics), *_UNLISTED)}
ZERO_TOLERANCE = frozenset({"child", "not_free", "forced_overtime", "hitting", "sexual_harassment"})
"""What Better Work's Zero Tolerance Protocol (2018) covers: child labour, forced labour, physical and sexual violence.

Threats to safety that are imminent are those a worker calls urgent.
"""
TOPIC_OPTIONS = tuple(Option(topic.value, topic.label) for topic in TOPICS)

UNCLEAR_LABEL = _("Not yet placed")


def topic_label(topic: str) -> Text:
    """What advisors read for a topic."""
    return BY_VALUE[topic].label if topic in BY_VALUE else UNCLEAR_LABEL


def subtopic_options(topic: str) -> tuple[Option, ...]:
    return tuple(Option(subtopic.value, subtopic.label) for subtopic in BY_VALUE[topic].subtopics)


COMPLIANCE_POINTS: tuple[str, ...] = tuple(
    sorted({sub.compliance_point for topic in TOPICS for sub in topic.subtopics if sub.compliance_point})
)
"""The compliance points that topics are mapped to; an action can be about one of them."""
