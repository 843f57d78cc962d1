"""What workers are told of an election: how it stands, in one message, each in their language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from conversations import election as says
from conversations.segments import fold, segments
from conversations.texts import Text
from conversations.when import say_day
from locales.catalogue import catalogue
from models.vocabulary import ElectionState
from operations.ballots import workers_of
from operations.candidates import candidates_of
from operations.committees import chamber
from operations.notices import recipients, tell
from operations.work import Work

LONGEST = 2
"""SMS segments of a message."""


def tell_how_it_stands(work: Work, election: Any) -> None:
    """Tell every worker the line knows; of a certificate only those who were elected."""
    _TELLS[ElectionState(election.state)](work, election)


def _tell_nominations(work: Work, election: Any) -> None:
    day = local_day(work, election, election.nominate_until)
    if election.result.get("extended"):
        _tell_all(work, election, lambda language: says.extended(say_day(day, language)))
    elif election.result.get("repeats"):
        _tell_all(work, election, lambda language: says.repeated(say_day(day, language)))
    else:
        _tell_all(work, election, lambda language: says.announced(election.seats, say_day(day, language)))


def _tell_result(work: Work, election: Any) -> None:
    day = local_day(work, election, election.dispute_until)
    names = [one.name for one in candidates_of(work.connection, work.ring, election) if one.elected]
    _tell_all(work, election, partial(elected_words, names, day))


def _tell_end(work: Work, election: Any) -> None:
    _tell_all(work, election, lambda _language: says.ENDED[election.result["ended"]])


def _tell_elected(work: Work, election: Any) -> None:
    standing = candidates_of(work.connection, work.ring, election)
    phones = {one.contact_id for one in standing if one.elected and one.contact_id}
    name = chamber(work.connection, election.committee_id).name
    tell(work, recipients(work, phones), lambda _language: says.seated(name))


def _tell_all(work: Work, election: Any, words: Callable[[str], Text]) -> None:
    house = chamber(work.connection, election.committee_id)
    tell(work, recipients(work, work.connection.execute(workers_of(house)).scalars()), words)


_TELLS: Mapping[ElectionState, Callable[[Work, Any], None]] = {
    ElectionState.NOMINATION: _tell_nominations,
    ElectionState.VOTING: lambda _work, _election: None,
    ElectionState.DISPUTE: _tell_result,
    ElectionState.CERTIFIED: _tell_elected,
    ElectionState.CANCELLED: _tell_end,
}


def elected_words(names: Sequence[str], day: date, language: str) -> Text:
    """The result with as many names as two SMS hold; how many more there are stands after them."""
    said, spoken = say_day(day, language), catalogue(language)
    for count in range(len(names), 0, -1):
        more = f" +{len(names) - count}" if count < len(names) else ""
        text = says.elected(", ".join(names[:count]) + more, said)
        if segments(fold(text.render(spoken), language)).count <= LONGEST:
            return text
    return says.elected(str(len(names)), said)


def local_day(work: Work, election: Any, at: float) -> date:
    """The day where the factory is."""
    house = chamber(work.connection, election.committee_id)
    return datetime.fromtimestamp(at, ZoneInfo(house.timezone)).date()
