"""Who is drawn: everybody with the same chance, each stratum with its share, the same again from the same seed."""

from collections import Counter

import pytest
from sqlalchemy import select, update

from bot.contacts import make_contacts
from models.base import new_id, table
from models.contact import Contact
from models.survey import Invitation, RosterEntry
from models.vocabulary import Line
from operations.roster_files import Listed
from operations.rosters import add_entries, make_roster
from operations.sampling import Sample, margin_of_error
from operations.survey_retention import lists_over, waves_over
from operations.wave_closing import close_wave
from operations.waves import NewWave, draw_on, open_wave
from operations.work import Refused
from tests.wave_world import DAY, factory_id_of, form, survey
from tests.world import World

SEED = "8" + "0" * 31


def roster(world: World, code: str, **sections: int) -> str:
    """A list with so many women in each section, on the day shift."""
    factory_id = factory_id_of(world, code)
    with world.work() as work:
        roster_id = make_roster(work, factory_id, "October")
        row = 0
        for section, people in sections.items():
            phones = [f"+1202555{row + number:04}" for number in range(people)]
            row += people
            ids = make_contacts(work, Line.SIM_SMS, {phone: {"factory_id": factory_id} for phone in phones})
            add_entries(work, roster_id, [(ids[one], Listed(1, one, section, "day", "woman")) for one in phones])
    return roster_id


def drawn(world: World, code: str, sample: Sample, seed: str = SEED) -> tuple[str, set[str], set[str]]:
    """The wave, who is asked and who stands by."""
    survey_id = survey(world, factory_id_of(world, code), form())
    with world.work() as work:
        new = NewWave(sample, world.now, world.now + 7 * DAY, seed=seed)
        wave_id = open_wave(work, survey_id, new, "")
        while draw_on(work, wave_id):
            pass
        rows = work.connection.execute(
            select(Invitation.contact_id, Invitation.state).where(Invitation.wave_id == wave_id)
        ).all()
    asked = {row.contact_id for row in rows if row.state == "waiting"}
    return wave_id, asked, {row.contact_id for row in rows} - asked


@pytest.fixture
def code(world: World) -> str:
    return world.factory("en").code


def test_the_same_seed_draws_the_same_people(world: World, code: str) -> None:
    roster_id = roster(world, code, A=60)
    first, again, other = (drawn(world, code, Sample(roster_id, 20), seed)[1] for seed in (SEED, SEED, new_id()))
    assert len(first) == len(other) == 20
    assert first == again
    assert first != other


def test_the_beginning_is_gone_on_to_from_the_end(world: World, code: str) -> None:
    roster_id = roster(world, code, A=40)
    _wave, asked, _reserve = drawn(world, code, Sample(roster_id, 40), "f" * 32)
    assert len(asked) == 40


def test_each_stratum_has_its_share(world: World, code: str) -> None:
    roster_id = roster(world, code, A=60, B=30, C=10)
    _wave, asked, reserve = drawn(world, code, Sample(roster_id, 20, ("section",), reserve=10))
    with world.db.read() as connection:
        entries = connection.execute(select(RosterEntry.contact_id, RosterEntry.section))
        sections = {row.contact_id: row.section for row in entries}
    assert Counter(sections[one] for one in asked) == {"A": 12, "B": 6, "C": 2}
    assert Counter(sections[one] for one in reserve) == {"A": 6, "B": 3, "C": 1}


def test_everybody_has_the_same_chance(world: World, code: str) -> None:
    """Over many seeds each of twelve people is drawn in about every third draw."""
    roster_id = roster(world, code, A=12)
    times: Counter[str] = Counter()
    for _draw in range(90):
        _wave, asked, _reserve = drawn(world, code, Sample(roster_id, 4), new_id())
        times.update(asked)
    assert len(times) == 12
    assert sum(times.values()) == 360
    assert max(times.values()) < 60


def test_who_refused_or_cannot_be_reached_is_not_drawn(world: World, code: str) -> None:
    roster_id = roster(world, code, A=10)
    contacts = table(Contact)
    with world.work() as work:
        ids = work.connection.execute(select(contacts.c.id)).scalars().all()
        for contact_id, values in zip(ids, ({"survey_consent": "no"}, {"sendable": False}), strict=False):
            work.connection.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))
    _wave, asked, _reserve = drawn(world, code, Sample(roster_id, 10))
    assert asked == set(ids[2:])


def test_a_list_without_anybody_is_refused(world: World, code: str) -> None:
    with world.work() as work:
        empty = make_roster(work, factory_id_of(world, code), "nobody")
    with pytest.raises(Refused, match="nobody to ask"):
        drawn(world, code, Sample(empty, 5))


def test_how_sure_a_share_is() -> None:
    assert margin_of_error(100, 100) == 0
    assert round(margin_of_error(385, 1_000_000), 3) == 0.05
    assert margin_of_error(0, 100) == 1


def test_lists_and_what_was_written_are_forgotten_in_time(world: World, code: str) -> None:
    roster_id = roster(world, code, A=3)
    wave_id, _asked, _reserve = drawn(world, code, Sample(roster_id, 3))
    with world.work() as work:
        close_wave(work, wave_id)
    world.now += 89 * DAY
    with world.work() as work:
        assert (waves_over(work), lists_over(work)) == (0, 0)
    world.now += 2 * DAY
    with world.work() as work:
        assert waves_over(work) == 1
    world.now += 90 * DAY
    with world.work() as work:
        assert lists_over(work) == 4
        assert lists_over(work) == 1
        assert work.connection.execute(select(Contact.id)).all() == []
