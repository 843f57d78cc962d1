"""Electing worker representatives by chat: standing, naming a colleague, accepting, voting in secret, objecting.

A vote is one digit and final: it is counted in the turn that it comes in, so no state ever holds it, and nothing that
is said back names anybody. What is not understood at the ballot is not kept either: it may be a vote in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from conversations.committee_names import called
from conversations.dialogue import MISSES, Ask, Facts
from conversations.outcomes import Go, Outcome, Part, Say
from conversations.questions import (
    SKIP,
    Answer,
    FreeText,
    Miss,
    Option,
    Question,
    Reading,
    Reply,
    Shown,
    Told,
    choice,
    free_text,
    part,
    yes_no,
)
from conversations.replies import normalise, word_count
from conversations.texts import Text, Verbatim, _, ngettext

UNKEPT = "unkept."
"""How the key of a question begins whose answer is kept nowhere, not even on the button that was pressed."""

NONE_NOW = _("There is no election now.")
NOT_A_WORKER = _("This election is for workers only.")

STAND, NAME, WITHDRAW = (
    Option("stand", _("I stand")),
    Option("nominate", _("Name a colleague")),
    Option("withdraw", _("I withdraw")),
)
YOUR_NAME = _("Your name, as it is to stand on the ballot?")
WHOSE_NAME = _("Your colleague's name?")
DEPARTMENT = _("Which line or department?")
LEAVE_OUT = Option(SKIP, _("Leave out"))
TAKEN = _("Somebody with that name stands already. Add a letter or your line.")
STANDS_ALREADY = _("You stand already.")
WITHDRAWN = _("Noted: you no longer stand.")
DECLINED = _("Noted: you do not stand. Nobody is told.")
TOO_LATE = _("It is too late: no more names are taken.")

VOTE_NOW = _("Election. Your vote is secret and final. Vote now?")
VOTE_AGAIN = _("It was a tie. One more secret and final vote. Now?")
VOTE_ON = _("One more vote, for the same name or another. Now?")
READY = (Option("yes", _("Yes")), Option("later", _("Later")))
LATER = _("To vote, send COMMITTEE by {day}.")
WHOM = _("Whom do you vote for?")
ONLY_A_NUMBER = _("Only a number: words get lost.")
MORE = Option("more", _("More"))
NOT_COUNTED = _("Nothing was counted or kept. To vote, send COMMITTEE. To tell something, send MENU.")
VOTED = _("Your vote is counted. We keep nowhere whom it was for. Your phone does: delete these messages.")
VOTED_ALREADY = _("You have voted already.")
OVER = _("This vote is over. Nothing was counted.")
NOT_ON_ROLL = _("This vote is for workers who wrote here before it began.")

OBJECT = _("Was anything wrong with the election?")
WHAT_WAS_WRONG = _("What was wrong? Write it in your own words.")
AS_IT_IS = _("Noted. Nothing was sent.")
HOLDS = _("The result holds already. Better Work reads your words all the same.")

LONGEST_NAME = 6
"""Words: more is a story."""
NOT_UNDERSTOOD = "?"

Pages = Sequence[Sequence[Sequence[str]]]
"""Candidates as [[[id, name], …], …]: a page each."""


@dataclass(frozen=True, slots=True)
class StandForElection(Outcome):
    """Somebody stands, under this name."""

    election_id: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class NameColleague(Outcome):
    """Somebody names a colleague. Who names is not kept."""

    election_id: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class AnswerNomination(Outcome):
    """What a nominee says; an empty name stands for the one they were named with."""

    candidate_id: str
    accepts: bool
    name: str


@dataclass(frozen=True, slots=True)
class Withdraw(Outcome):
    """A candidate no longer stands."""

    election_id: str


@dataclass(frozen=True, slots=True)
class CastVote(Outcome):
    """One vote of a round."""

    election_id: str
    round: int
    candidate_id: str


@dataclass(frozen=True, slots=True)
class DisputeElection(Outcome):
    """Somebody says that the election was not right."""

    election_id: str
    story: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PersonName(FreeText):
    """Somebody's name; a story that comes instead is kept as one."""

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        if word_count(reply.text) > LONGEST_NAME:
            return Told(part(reply))
        return FreeText._read_text(self, reply, menu)


def election(ask: Ask, facts: Facts) -> Go | Say | Withdraw:
    """Where an election stands, and what can be done in it.

    Facts: `phase` (none, stranger, nomination, ballot, voted, not_on_roll, dispute), and with a phase: `about_id`,
    `day` (words), `stands`.
    """
    if facts["phase"] in SAYS:
        return Say(SAYS[facts["phase"]])
    about = {"about_id": facts["about_id"]}
    if facts["phase"] != "nomination":
        return Go(facts["phase"], (), about)
    options = (WITHDRAW, NAME) if facts["stands"] else (STAND, NAME)
    what = ask(choice("what", _("Names until {day}.", day=facts["day"]), options))
    return Withdraw(facts["about_id"]) if what == WITHDRAW.value else Go(what, (), about)


SAYS = {"none": NONE_NOW, "stranger": NOT_A_WORKER, "voted": VOTED_ALREADY, "not_on_roll": NOT_ON_ROLL}


def stand(ask: Ask, facts: Facts) -> StandForElection:
    """Facts: `about_id` (the election)."""
    name = ask(PersonName("name", YOUR_NAME))
    return StandForElection(facts["about_id"], name, ask(free_text("department", DEPARTMENT, LEAVE_OUT)))


def nominate(ask: Ask, facts: Facts) -> NameColleague:
    """Facts: `about_id` (the election)."""
    name = ask(PersonName("name", WHOSE_NAME))
    return NameColleague(facts["about_id"], name, ask(free_text("department", DEPARTMENT, LEAVE_OUT)))


def nomination(ask: Ask, facts: Facts) -> AnswerNomination:
    """A nominee is asked. Facts: `about_id` (the candidate), `name` as a colleague wrote it."""
    if not ask(yes_no("accept", _("Named for election: {name}. Accept?", name=facts["name"]))):
        return AnswerNomination(facts["about_id"], False, "")
    as_named = Option(SKIP, Verbatim(facts["name"]))
    return AnswerNomination(facts["about_id"], True, ask(PersonName("name", YOUR_NAME, (as_named,))))


@dataclass(frozen=True, slots=True)
class BallotPage(Question[str]):
    """A page of the ballot. Words that may be a vote for one of `names` are not kept; any other story is."""

    names: tuple[str, ...] = ()

    def accepts(self, value: object) -> bool:
        return value == NOT_UNDERSTOOD or Question.accepts(self, value)

    def read(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        reading = Question.read(self, reply, menu)
        if isinstance(reading, Miss) or (isinstance(reading, Told) and self._may_be_a_vote(reply.text)):
            return Answer(NOT_UNDERSTOOD)
        return reading

    def _may_be_a_vote(self, text: str) -> bool:
        said = set(normalise(text).split())
        return any(said & {word for word in normalise(name).split() if len(word) > 2} for name in self.names)


def ballot(ask: Ask, facts: Facts) -> CastVote | Say:
    """Asked first whether now is a good moment: nobody has names on the phone while somebody looks over the shoulder.

    Facts: `about_id`, `round`, `another` (a further vote of the same person), `day` (words), and `pages`: candidates
    as [[id, name], …] in an order of this voter's own, each page one SMS.
    """
    opening = VOTE_ON if facts["another"] else VOTE_AGAIN if facts["round"] > 1 else VOTE_NOW
    if ask(choice("now", opening, READY)) == "later":
        return Say(Text(LATER.message, {"day": facts["day"]}))
    page, missed, said = 0, 0, ""
    for turn in count(1):
        text = ONLY_A_NUMBER if said == NOT_UNDERSTOOD else WHOM
        said = ask(_page(f"{UNKEPT}{turn}", text, facts["pages"], page))
        if said == MORE.value:
            page = (page + 1) % len(facts["pages"])
        elif said != NOT_UNDERSTOOD:
            return CastVote(facts["about_id"], facts["round"], said)
        else:
            missed += 1
            if missed == MISSES:
                break
    return Say(NOT_COUNTED)


def _page(key: str, text: Text, pages: Pages, page: int) -> BallotPage:
    names = tuple(name for each in pages for _id, name in each)
    return BallotPage(key, text, ballot_options(pages, page), names=names)


def ballot_options(pages: Pages, page: int) -> tuple[Option, ...]:
    """The names of a page, and the way to the others; after the last page comes the first."""
    names = tuple(Option(key, Verbatim(name)) for key, name in pages[page])
    return (*names, MORE) if len(pages) > 1 else names


def dispute(ask: Ask, facts: Facts) -> DisputeElection | Say:
    """Facts: `about_id` (the election)."""
    if not ask(yes_no("wrong", OBJECT)):
        return Say(AS_IT_IS)
    story = ({"text": ask(free_text("why", WHAT_WAS_WRONG)), "files": []},)
    return DisputeElection(facts["about_id"], (*ask.told, *story))


def announced(seats: int, day: str) -> Text:
    """To every worker: an election begins."""
    return ngettext(
        "Workers elect {n} representative. To stand or to name a colleague, send COMMITTEE until {day}. "
        "Then all vote in secret.",
        "Workers elect {n} representatives. To stand or to name a colleague, send COMMITTEE until {day}. "
        "Then all vote in secret.",
        seats,
        day=day,
    )


def repeated(day: str) -> Text:
    """The one before was annulled."""
    return _(
        "The last election does not count. Workers elect again: to stand or to name a colleague, "
        "send COMMITTEE until {day}.",
        day=day,
    )


def extended(day: str) -> Text:
    """Too few stand."""
    return _("Too few people stand for election. To stand or to name a colleague, send COMMITTEE until {day}.", day=day)


def elected(names: str, day: str) -> Text:
    """The result, and how to object to it."""
    return _("Elected by workers: {names}. If anything was wrong, send COMMITTEE until {day}.", names=names, day=day)


ENDED = {
    "nobody_stood": _("The election is over: nobody stood."),
    "nobody_voted": _("The election is over: nobody voted."),
    "annulled": _("The election of worker representatives does not count."),
}
"""What workers are told of an election that came to nothing."""


def stands(name: str) -> Text:
    """Said back to whoever stands."""
    return _("Noted: {name} stands for election.", name=name)


def named(code: str) -> Text:
    """To whoever named a colleague; the name is not said back, so that nothing joins the two."""
    return _("Give your colleague this code: {code}. When they send it here and accept, they stand.", code=code)


def unfit(limit: int) -> Text:
    """The name does not fit a page of the ballot."""
    return _("A name with at most {limit} letters, please.", limit=limit)


def seated(committee: str) -> Text:
    """To whoever was elected, once the result holds."""
    return _("You are a member of {committee} now. Send COMMITTEE for what you can do.", committee=called(committee))
