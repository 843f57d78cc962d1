"""Elections by chat: what can be done now, the ballot in an order of each voter's own, a nominee's code."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.dates import day_words
from bot.talk import Entry, Moot, RefusedAnswer, Talk
from bot.workplace import Workplace
from conversations import election, grievance, welcome
from conversations.dialogue import Facts, Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Verbatim
from locales.catalogue import catalogue
from models.codes import spoken
from models.vocabulary import CandidateState, ElectionState
from operations import ballots, candidates, elections
from operations.committees import Chamber, chamber
from operations.work import Refused

PAGE = 8
"""Names on a page of the ballot: with the way to the others no number has two digits."""


def _election(talk: Talk, facts: Facts) -> Facts:
    """The election of the committee that was chosen, and what this phone can do in it.

    Looked at again when it comes up after something else: what was asked in another phase is over.
    """
    committee_id = facts["committee_id"]
    running = elections.running(talk.work.connection, committee_id)
    house = chamber(talk.work.connection, committee_id)
    phase = _phase(talk, house, running) if running else "none"
    if facts.get("phase", phase) != phase:
        raise Moot
    found = {"phase": phase, "committee_id": committee_id}
    if running is None or phase in election.SAYS:
        return found
    return found | {
        "about_id": running.id,
        "day": _day(talk, house, running.nominate_until),
        "stands": candidates.candidate_with_phone(talk.work.connection, running.id, talk.contact.id),
    }


def _phase(talk: Talk, house: Chamber, running: Any) -> str:
    if not ballots.is_worker(talk.work.connection, house, talk.contact.id):
        return "stranger"
    if running.state == ElectionState.DISPUTE:
        return "dispute" if talk.work.now < running.dispute_until else "none"
    if running.state == ElectionState.NOMINATION:
        return "nomination" if talk.work.now < running.nominate_until else "none"
    if not ballots.may_vote(talk.work.connection, house, running, talk.contact.id):
        return "not_on_roll"
    if not ballots.is_open(running, talk.work.now):
        return "none"
    return "ballot" if ballots.votes_left(talk.work, running, talk.contact.id) else "voted"


def _ballot(talk: Talk, facts: Facts) -> Facts:
    """The names of the round, shuffled for this voter: nobody gains by standing first."""
    running = ballots.find_election(talk.work.connection, facts["about_id"])
    house = chamber(talk.work.connection, running.committee_id)
    if not ballots.is_open(running, talk.work.now) or _phase(talk, house, running) != "ballot":
        raise Moot
    standing = candidates.candidates_of(talk.work.connection, talk.work.ring, running)
    names = [[one.id, one.name] for one in standing if one.round == running.round]
    return {
        "about_id": running.id,
        "round": running.round,
        "another": bool(facts.get("another")),
        "day": _day(talk, house, running.vote_until),
        "pages": _pages(talk, mixed(names)),
    }


def mixed(names: list[list[str]]) -> list[list[str]]:
    """In any order."""
    return secrets.SystemRandom().sample(names, len(names))


def _pages(talk: Talk, names: Sequence[list[str]]) -> list[list[list[str]]]:
    """As many names on each page as one SMS holds in the voter's language."""
    pages: list[list[list[str]]] = [[]]
    for name in names:
        if pages[-1] and not _fits(talk, [*pages[-1], name]):
            pages.append([])
        pages[-1].append(name)
    return pages


def _fits(talk: Talk, page: list[list[str]]) -> bool:
    if len(page) > PAGE:
        return False
    options = election.ballot_options([page, page], 0)
    bodies = [
        body_of(Message((text,), options), catalogue(talk.language), talk.language)
        for text in (election.WHOM, election.ONLY_A_NUMBER)
    ]
    return not talk.is_sms or all(segments(as_sms(body)).count == 1 for body in bodies)


def _nominee(talk: Talk, facts: Facts) -> Facts:
    """Who was named, as long as names are taken: then those who have not accepted are forgotten."""
    try:
        named = candidates.find_candidate(talk.work.connection, talk.work.ring, facts["about_id"])
    except Refused as forgotten:
        raise Moot from forgotten
    if named.state is not CandidateState.PROPOSED:
        raise Moot
    return {"about_id": named.id, "name": named.name}


def _while_names_are_taken(talk: Talk, facts: Facts) -> Facts:
    running = ballots.find_election(talk.work.connection, facts["about_id"])
    if running.state != ElectionState.NOMINATION or talk.work.now >= running.nominate_until:
        raise Moot
    return {"about_id": facts["about_id"]}


def _about(_talk: Talk, facts: Facts) -> Facts:
    return {"about_id": facts["about_id"]}


def hear_code(talk: Talk, typed: str) -> bool:
    """The code that a nominee was given; False when it is no such code. A phone not known yet is told who we are."""
    named = candidates.named_by_code(talk.work, typed)
    if named is None:
        return False
    running = ballots.find_election(talk.work.connection, named.election_id)
    house = chamber(talk.work.connection, running.committee_id)
    if talk.factory is None or talk.factory.id != house.factory_id:
        talk.join(Workplace(house.factory_id, house.timezone, house.languages, house.rest_days))
    if not talk.contact.introduced:
        talk.speak(talk.contact.language or house.languages[0])
        talk.changes["introduced"] = True
        talk.say(welcome.WHO_WE_ARE)
    talk.go("nomination", facts={"about_id": named.id})
    return True


def _stand(talk: Talk, outcome: election.StandForElection) -> None:
    about = (outcome.election_id, talk.contact.id, outcome.name, outcome.department)
    _take_name(talk, lambda: talk.say(election.stands(candidates.stand(talk.work, *about))))


def _name_colleague(talk: Talk, outcome: election.NameColleague) -> None:
    about = (outcome.election_id, talk.contact.id, outcome.name, outcome.department)
    _take_name(talk, lambda: talk.say(election.named(spoken(candidates.propose(talk.work, *about)))))


def _answer_nomination(talk: Talk, outcome: election.AnswerNomination) -> None:
    if not outcome.accepts:
        candidates.decline(talk.work, outcome.candidate_id)
        talk.say(election.DECLINED)
        return
    about = (outcome.candidate_id, talk.contact.id, outcome.name)
    _take_name(talk, lambda: talk.say(election.stands(candidates.accept(talk.work, *about))))


def _take_name(talk: Talk, act: Callable[[], None]) -> None:
    """Do what takes a name, or say why it cannot be taken."""
    try:
        act()
    except candidates.UnfitName as unfit:
        why = election.TAKEN if unfit.taken else election.unfit(candidates.NAME_LIMIT)
        raise RefusedAnswer("name", why) from unfit
    except candidates.NominationsOver:
        talk.say(election.TOO_LATE)
    except candidates.StandsAlready:
        talk.say(election.STANDS_ALREADY)
    except candidates.NotAWorker:
        talk.say(election.NOT_A_WORKER)


def _withdraw(talk: Talk, outcome: election.Withdraw) -> None:
    try:
        candidates.withdraw(talk.work, outcome.election_id, talk.contact.id)
    except candidates.NominationsOver:
        talk.say(election.TOO_LATE)
    else:
        talk.say(election.WITHDRAWN)


def _cast_vote(talk: Talk, outcome: election.CastVote) -> None:
    """Count it, and say so without saying for whom. A second ballot that is still open is put away."""
    talk.drop("ballot", outcome.election_id)
    vote = (outcome.election_id, outcome.round, talk.contact.id, outcome.candidate_id)
    try:
        left = ballots.vote(talk.work, *vote)
    except ballots.VotedAlready:
        talk.say(election.VOTED_ALREADY)
    except ballots.VotingOver:
        talk.say(election.OVER)
    except ballots.NotOnRoll:
        talk.say(election.NOT_ON_ROLL)
    else:
        talk.say(election.VOTED)
        if left:
            talk.go("ballot", facts={"about_id": outcome.election_id, "another": True})


def _dispute(talk: Talk, outcome: election.DisputeElection) -> None:
    """Who objects hears of it as of any case; too late for the election, it is told to Better Work all the same."""
    try:
        opened = elections.dispute(talk.work, talk.origin, outcome.election_id, outcome.story)
    except elections.WindowOver:
        talk.say(election.HOLDS)
        talk.go("grievance", outcome.story)
        return
    talk.thread_case_id = opened.case_id
    day = Verbatim(day_words(opened.answer_by, talk.language))
    talk.say(grievance.opened(spoken(opened.code), False, day))


def _day(talk: Talk, house: Chamber, at: float) -> str:
    """Where the factory is."""
    return day_words(datetime.fromtimestamp(at, ZoneInfo(house.timezone)).date(), talk.language)


SCRIPTS: Mapping[str, Entry] = {
    "election": Entry(election.election, _election),
    "stand": Entry(election.stand, _while_names_are_taken),
    "nominate": Entry(election.nominate, _while_names_are_taken),
    "nomination": Entry(election.nomination, _nominee),
    "ballot": Entry(election.ballot, _ballot),
    "dispute": Entry(election.dispute, _about),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    election.StandForElection: _stand,
    election.NameColleague: _name_colleague,
    election.AnswerNomination: _answer_nomination,
    election.Withdraw: _withdraw,
    election.CastVote: _cast_vote,
    election.DisputeElection: _dispute,
}
