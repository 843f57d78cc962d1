"""Drawing who is asked, from a roster or from the contacts of the line; in chunks, so that a million fit in no memory.

Ids of contacts are 128 random bits, made without looking at the person: their order is an order of chance. A draw
begins after one of the people, whom the seed picks with the same chance for each, and takes people in the order of
their ids, round to the beginning. So each has the same chance, and both indexes, of those who are read and of what is
written, are gone along in their order.
Stratified, each stratum is drawn so by itself, with its share of the sample. The same seed draws the same people.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
)

from models.base import table
from models.committee import Committee, Member
from models.contact import Contact
from models.prepared import Prepared
from models.survey import Invitation, RosterEntry
from models.upsert import insert_or_ignore
from models.vocabulary import InvitationState, Side, SurveyConsent
from operations.work import Refused

STRATA = ("section", "shift", "gender")
CHUNK = {"sqlite": 200, "postgresql": 2000}
"""People in one transaction, some milliseconds of work: SQLite has one writer, and others wait for it."""
Z_95 = 1.96
_contact, _entry = table(Contact).c, table(RosterEntry).c
_INVITE = insert_or_ignore(Invitation)
"""Who is in the wave already, by its keyword, stays as they are."""
_ON_PAGE = ("factory", "roster", "at", "begun", "most")
"""What the values of a page are called, beside the strata's."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Who is to be asked: `size` 0 asks everybody. `reserve` more stand ready for those who cannot be reached."""

    roster_id: str | None = None
    size: int = 0
    strata: tuple[str, ...] = ()
    reserve: int = 0


def plan_draw(connection: Connection, factory_id: str, sample: Sample, seed: str) -> list[dict[str, Any]]:
    """The steps of a draw, as JSON: one for each stratum. Raises Refused when there is nobody, or too few."""
    if set(sample.strata) - set(STRATA) or (sample.strata and sample.roster_id is None):
        raise Refused("people can be drawn by line, shift and gender, and only from a list that tells them")
    groups = _groups(connection, factory_id, sample)
    there = sum(count for _where, count in groups)
    if not there:
        raise Refused("there is nobody to ask: import a list, or let workers write to the line first")
    wanted = min(sample.size or there, there)
    shares = _shares([count for _where, count in groups], wanted)
    reserves = _shares([count - share for (_w, count), share in zip(groups, shares, strict=True)],
                       min(sample.reserve, there - wanted))  # fmt: skip
    return [
        {"where": where, "wrapped": False, "left": share, "reserve": reserve}
        | _beginning(connection, factory_id, sample, where, int(seed, 16) % count)
        for (where, count), share, reserve in zip(groups, shares, reserves, strict=True)
        if share or reserve
    ]


def draw_chunk(
    connection: Connection, wave_id: str, source: Sample, factory_id: str, steps: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], int]:
    """Write the next invitations. Returns the steps that are left, and how many people were drawn to be asked."""
    step = dict(steps[0])
    counted = "left" if step["left"] else "reserve"
    state = InvitationState.WAITING if step["left"] else InvitationState.RESERVE
    find_last, invite = _statements(source.roster_id is not None, tuple(step["where"]), step["wrapped"])
    place = dict(zip(_ON_PAGE, (factory_id, source.roster_id, step["at"], step["begun"]), strict=False))
    place |= {"most": min(CHUNK[connection.dialect.name], step[counted]), **_named(step["where"])}
    last = find_last.run(connection, place).one()[0]
    drawn = invite.run(connection, place | {"wave": wave_id, "state": state.value}).rowcount if last else 0
    if last:
        step |= {counted: step[counted] - drawn, "at": last}
    else:
        step = _turned(step)
    done = not step or not (step["left"] or step["reserve"])
    return ([] if done else [step]) + steps[1:], drawn if counted == "left" else 0


def margin_of_error(asked: int, there: int) -> float:
    """Half of the 95 % interval of a share of one half, for a simple random sample of `asked` from `there` people."""
    if asked < 1 or there < 2:
        return 1.0
    return Z_95 * math.sqrt(0.25 / asked * max(0, there - asked) / (there - 1))


def askable(factory_id: str | BindParameter[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions on Contact of somebody who may be asked: reachable, no user, no manager, and did not refuse."""
    managers = (
        select(Member.contact_id)
        .join(Committee, Committee.id == Member.committee_id)
        .where(Committee.factory_id == factory_id, Member.side == Side.MANAGEMENT, Member.contact_id.is_not(None))
    )
    return (
        _contact.factory_id == factory_id,
        _contact.sendable,
        _contact.user_id.is_(None),
        or_(_contact.survey_consent.is_(None), _contact.survey_consent == SurveyConsent.YES.value),
        _contact.id.not_in(managers),
    )


def count_askable(connection: Connection, factory_id: str, roster_id: str | None) -> int:
    """How many can be asked."""
    people = _people(factory_id, Sample(roster_id), {})
    return connection.execute(select(func.count()).select_from(people.subquery())).scalar_one()


def _people(factory_id: str, source: Sample, where: Mapping[str, str | None]) -> Select[Any]:
    """The ids of those who may be asked."""
    if source.roster_id is None:
        return select(_contact.id.label("contact_id")).where(*askable(factory_id), _contact.introduced)
    return (
        select(_entry.contact_id)
        .join(table(Contact), _contact.id == _entry.contact_id)
        .where(
            _entry.roster_id == source.roster_id,
            *askable(factory_id),
            *(_entry[name].is_not_distinct_from(value) for name, value in where.items()),
        )
    )


def _beginning(
    connection: Connection, factory_id: str, sample: Sample, where: Mapping[str, str | None], rank: int
) -> dict[str, str]:
    """Whom a draw begins after, and where it stands."""
    people = _people(factory_id, sample, where)
    place = people.selected_columns.contact_id
    begun = connection.execute(people.order_by(place).offset(rank).limit(1)).scalar_one()
    return {"begun": begun, "at": begun}


@cache
def _statements(from_roster: bool, strata: tuple[str, ...], wrapped: bool) -> tuple[Prepared, Prepared]:
    """The statements of a page: one finds its last person, one invites those of it who may be asked.

    Their SQL is written once for each shape of a draw: written anew for every page, it took longer than the page.
    """
    page = _page(from_roster, strata, wrapped).subquery()
    columns = ["wave_id", "contact_id", "state", "asked", "due_at"]
    people = (
        select(_text("wave"), page.c.contact_id, _text("state"), literal(0), literal(0.0))
        .join(table(Contact), _contact.id == page.c.contact_id)
        .where(*askable(_text("factory")))
        .order_by(page.c.contact_id)
    )
    invite = {dialect: insert.from_select(columns, people) for dialect, insert in _INVITE.items()}
    return Prepared(select(func.max(page.c.contact_id))), Prepared(invite)


def _page(from_roster: bool, strata: tuple[str, ...], wrapped: bool) -> Select[Any]:
    """The next people in order, whether they may be asked or not: one walk along an index, without a join."""
    if from_roster:
        same = (_entry[name].is_not_distinct_from(bindparam(f"same_{name}", type_=String)) for name in strata)
        place, mine = _entry.contact_id, [_entry.roster_id == bindparam("roster"), *same]
    else:
        place, mine = _contact.id, [_contact.factory_id == bindparam("factory")]
    ring = [place > bindparam("at"), *([place <= bindparam("begun")] if wrapped else [])]
    return select(place.label("contact_id")).where(*mine, *ring).order_by(place).limit(bindparam("most", type_=Integer))


def _named(where: Mapping[str, str | None]) -> dict[str, str | None]:
    return {f"same_{name}": value for name, value in where.items()}


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=String)


def _turned(step: dict[str, Any]) -> dict[str, Any]:
    """Round to the beginning, once; a second time there is nobody left."""
    return {} if step["wrapped"] else step | {"wrapped": True, "at": ""}


def _groups(connection: Connection, factory_id: str, sample: Sample) -> list[tuple[dict[str, str | None], int]]:
    """The strata with how many people are in each; all in one where there are none."""
    if not sample.strata:
        return [({}, count_askable(connection, factory_id, sample.roster_id))]
    columns = [_entry[name] for name in sample.strata]
    people = _people(factory_id, sample, {}).with_only_columns(*columns, func.count()).group_by(*columns)
    rows = connection.execute(people.order_by(*columns)).all()
    return [(dict(zip(sample.strata, row[:-1], strict=True)), row[-1]) for row in rows]


def _shares(sizes: Sequence[int], wanted: int) -> list[int]:
    """`wanted` dealt out in proportion to sizes, none above its own: by largest remainders."""
    there = sum(sizes)
    if not there or not wanted:
        return [0] * len(sizes)
    exact = [wanted * size / there for size in sizes]
    shares = [min(size, math.floor(part)) for part, size in zip(exact, sizes, strict=True)]
    by_remainder = sorted(range(len(sizes)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder:
        if sum(shares) == wanted:
            break
        shares[place] += shares[place] < sizes[place]
    return shares
