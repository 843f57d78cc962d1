"""PIN: Rahima goes on with her case from another phone; a stranger who has her code alone gets nowhere."""

import re
from itertools import count

import pytest
from sqlalchemy import func, select

from bot.inbound import Inbound
from bot.inbox import receive
from bot.retention import let_go
from models.base import table
from models.case import Case, CaseKey
from models.codes import read_code_and_pin, spoken
from models.contact import Contact
from models.encryption import Purpose, bound
from models.phone import CaseLink, CasePin, PinSource
from models.vocabulary import Line
from operations.phones import CLOSED, DIGITS, QUARTER, TRIES
from tests.promises import figure
from tests.world import Advisor, Person, World

STORY = "The exit on the third floor is locked"
ANSWER = "We look at the door on Monday"
NEWS = "The door is open now"
WRONG = "That code and that PIN do not go together."
TOO_MANY = "Too many tries. Wait a quarter of an hour."
DAY = 86_400.0


@pytest.fixture
def farida(world: World) -> Advisor:
    return world.advisor(world.factory("en").code)


@pytest.fixture
def rahima(world: World, farida: Advisor) -> Person:
    """She has told her story and was answered once, on her own phone."""
    person = world.person("+8801700000001")
    with world.db.read() as connection:
        factory = connection.execute(select(table(Case).metadata.tables["factories"].c.code)).scalar_one()
    for words in (factory, "English", STORY):
        person.says(words)
    world.wait(2 * DAY)
    farida.replies(ANSWER)
    world.wait(DAY)
    assert ANSWER in person.hears()
    return person


@pytest.fixture
def other(world: World) -> Person:
    """A phone of her sister's."""
    return world.person("77", Line.SIM_TELEGRAM)


def digits(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found, text
    return found[0]


def code_of(world: World) -> str:
    return spoken(world.cases()[0].code)


def new_pin(person: Person) -> str:
    """What she is shown once the code that came to her phone has come back."""
    return digits(person.says(digits(person.says("PIN")[0]))[0].partition("PIN")[2])


def rows(world: World, model: type) -> int:
    with world.db.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table(model))).scalar_one())


class TestAnotherPhone:
    """With code and PIN."""

    def test_it_hears_what_is_new_and_nothing_of_before(
        self, world: World, farida: Advisor, rahima: Person, other: Person
    ) -> None:
        heard = other.says(f"{code_of(world)} {new_pin(rahima)}")
        assert heard[-1] == f"{code_of(world)}: from now on you are written to here, too. Write here to add."
        farida.replies(NEWS)
        world.wait(DAY)
        assert other.hears()[0] == NEWS
        assert NEWS in rahima.hears()
        assert other.says("STATUS") == [f"{code_of(world)}: an advisor is working on it. Write here to add."]
        assert not [words for words in (STORY, ANSWER) if words in str(world.phones.received(other.line, "77"))]

    def test_what_is_written_there_goes_into_the_case(self, world: World, rahima: Person, other: Person) -> None:
        before = world.cases()[0].messages
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        said = other.says("The door was locked again on Thursday evening")
        assert said == [f"Passed on. Case {code_of(world)}. Write more any time."]
        assert [case.messages for case in world.cases()] == [before + 1]

    def test_it_can_be_asked_step_by_step(self, world: World, rahima: Person, other: Person) -> None:
        other.says("hello")
        other.says("English")
        other.says("1")
        pin = new_pin(rahima)
        assert other.says("pin") == ["Which case? Send its code."]
        assert other.says(code_of(world).lower()) == ["Now send its PIN."]
        assert "from now on" in other.says(pin)[0]

    def test_a_bare_code_asks_for_the_pin_whether_there_is_such_a_case_or_not(
        self, world: World, rahima: Person, other: Person
    ) -> None:
        other.says("hello")
        other.says("English")
        other.says("1")
        other.says("1")
        for code in (code_of(world), "0000-0000-0"):
            other.says("STOP")
            other.says("START")
            world.wait(8 * DAY)
            other.hears()
            assert other.says(code) == ["Now send its PIN."]
            assert other.says("123456")[0] == WRONG

    def test_the_first_phone_is_told(self, world: World, rahima: Person, other: Person) -> None:
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        assert rahima.hears() == [
            f"{code_of(world)}: another phone is written to, too. If it is not yours, tell us here."
        ]

    def test_a_third_phone_takes_the_place_of_the_second(
        self, world: World, farida: Advisor, rahima: Person, other: Person
    ) -> None:
        third = world.person("78", Line.SIM_TELEGRAM)
        typed = f"{code_of(world)} {new_pin(rahima)}"
        other.says(typed)
        third.says(typed)
        farida.replies(NEWS)
        world.wait(DAY)
        assert (NEWS in other.hears(), NEWS in third.hears()) == (False, True)

    def test_when_the_first_phone_stopped_messages_the_other_is_answered(
        self, world: World, farida: Advisor, rahima: Person, other: Person
    ) -> None:
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        rahima.hears()
        rahima.says("STOP")
        farida.replies(NEWS)
        world.wait(DAY)
        assert (NEWS in other.hears(), rahima.hears()) == (True, [])


class TestThePin:
    """How it is made, and how it ends."""

    def test_a_word_alone_makes_none(self, world: World, rahima: Person) -> None:
        """A message in her name makes a code go to her phone, and nothing else."""
        assert "makes a PIN" in rahima.says("PIN")[0]
        assert rahima.says("000000")[0] == "No PIN was made."
        assert rows(world, CasePin) == 0

    def test_the_code_is_over_after_ten_minutes(self, world: World, rahima: Person) -> None:
        code = digits(rahima.says("PIN")[0])
        world.now += 601
        assert rahima.says(code) == ["No PIN was made."]

    def test_a_newer_one_ends_the_older(self, world: World, rahima: Person, other: Person) -> None:
        older = newer = new_pin(rahima)
        while newer == older:
            newer = new_pin(rahima)
        assert other.says(f"{code_of(world)} {older}")[0] == WRONG
        assert "from now on" in other.says(f"{code_of(world)} {newer}")[-1]

    def test_it_is_kept_as_a_hash_under_a_seal(self, world: World, rahima: Person) -> None:
        pin = new_pin(rahima)
        with world.db.read() as connection:
            row = connection.execute(select(CasePin.case_id, CasePin.hash_sealed)).one()
        opened = world.ring.open(Purpose.PIN, row.hash_sealed, bound("case_pins", "hash", row.case_id))
        assert opened.startswith(b"$argon2id$")
        assert pin.encode() not in row.hash_sealed + opened

    def test_with_the_case_go_pin_and_link_and_the_phone_that_followed(
        self, world: World, rahima: Person, other: Person
    ) -> None:
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        rahima.hears()
        rahima.says(digits(rahima.says("FORGET")[0]))
        world.settle()
        assert [rows(world, model) for model in (Case, CaseKey, CasePin, CaseLink, PinSource, Contact)] == [0] * 6

    def test_forgotten_on_the_other_phone_the_case_stays(self, world: World, rahima: Person, other: Person) -> None:
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        said = other.says(digits(other.says("FORGET")[0]))
        assert said == ["Your number here is deleted. What you told stays with the first phone."]
        world.settle()
        assert [rows(world, model) for model in (Case, CasePin, CaseLink, Contact)] == [1, 1, 0, 1]

    def test_thirty_days_after_closing_the_other_number_goes_too(
        self, world: World, farida: Advisor, rahima: Person, other: Person
    ) -> None:
        other.says(f"{code_of(world)} {new_pin(rahima)}")
        farida.does("close")
        for _week in range(6):
            world.wait(7 * DAY)
            let_go(world.house, world.now)
        assert [rows(world, model) for model in (CaseLink, PinSource, Contact)] == [0, 0, 0]
        for _week in range(9):
            world.wait(7 * DAY)
            let_go(world.house, world.now)
        assert rows(world, CasePin) == 0


class TestGuessing:
    """P13 and D11: whoever has the code alone gets nowhere, and learns nothing."""

    def test_five_tries_a_quarter_of_an_hour(self, world: World, rahima: Person, other: Person) -> None:
        right, typed = new_pin(rahima), wrong_pins()
        for _try in range(TRIES):
            assert tries(other, f"{code_of(world)} {next(typed)}") == WRONG
        assert tries(other, f"{code_of(world)} {right}") == TOO_MANY
        assert tries(world.person("79", Line.SIM_TELEGRAM), "0000-0000-0 123456") == WRONG  # others go on
        world.wait(QUARTER)
        other.hears()
        assert tries(other, f"{code_of(world)} {right}") != WRONG
        world.wait(QUARTER)
        let_go(world.house, world.now)
        assert rows(world, PinSource) == 0

    def test_an_unknown_code_a_case_without_pin_and_a_wrong_pin_are_one_answer(
        self, world: World, rahima: Person
    ) -> None:
        strangers = (world.person(str(number), Line.SIM_TELEGRAM) for number in count(100))
        without = next(strangers).says(f"{code_of(world)} 123456")
        new_pin(rahima)
        wrong = next(strangers).says(f"{code_of(world)} {next(wrong_pins())}")
        unknown = next(strangers).says("0000-0000-0 123456")
        assert without == wrong == unknown

    def test_after_twenty_wrong_ones_only_the_first_phone_works(self, world: World, rahima: Person) -> None:
        """However many phones try, and whatever PIN she makes: at most twenty of a million are ever looked at."""
        right, typed, looked_at = new_pin(rahima), wrong_pins(), 0
        for number in range(8):
            stranger = world.person(f"2{number:02}", Line.SIM_TELEGRAM)
            for _try in range(TRIES):
                receive_only(world, stranger, f"{code_of(world)} {next(typed)}")
        with world.db.read() as connection:
            looked_at = connection.execute(select(CasePin.failures)).scalar_one()
        assert looked_at >= CLOSED
        late = world.person("300", Line.SIM_TELEGRAM)
        assert tries(late, f"{code_of(world)} {right}") == WRONG
        assert rows(world, CaseLink) == 0
        code = digits(rahima.says("PIN")[0])
        assert rahima.says(code) == [f"{code_of(world)} can only be gone on with from its first phone."]
        assert "working on it" in rahima.says("STATUS")[0]
        hopeless = CLOSED / 10**DIGITS
        assert hopeless <= 0.00002
        years = 2**40 * 10**DIGITS / 10_000 / (365.25 * DAY)
        figure(
            "P13",
            f"way closed after {CLOSED} wrong of 40 tries from 8 phones: {hopeless:.3%}; "
            f"code unknown, 10,000 cases, 1 try a second: {years:.1e} years",
        )

    def test_a_try_costs_the_same_whether_there_is_such_a_case_or_not(
        self, world: World, rahima: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each try is one hash of the same cost: counted, for time itself is not steady enough to be a test."""
        from argon2 import PasswordHasher

        costs: list[str] = []
        verify = PasswordHasher.verify

        def counted(self: PasswordHasher, kept: str, typed: str) -> bool:
            costs.append(kept.rpartition("$")[0].rpartition("$")[0])
            return verify(self, kept, typed)

        monkeypatch.setattr(PasswordHasher, "verify", counted)
        new_pin(rahima)
        stranger = world.person("400", Line.SIM_TELEGRAM)
        stranger.says("0000-0000-0 123456")
        stranger.says(f"{code_of(world)} {next(wrong_pins())}")
        assert len(costs) == 2
        assert costs[0] == costs[1]


def wrong_pins() -> "count[int]":
    """Every one of them is wrong: no PIN has seven digits' worth of luck; a hit would fail loudly."""
    return count(111_111)


def tries(person: Person, typed: str) -> str:
    return person.says(typed)[0]


def receive_only(world: World, person: Person, text: str) -> None:
    """Heard, without waiting for what comes back."""
    receive(world.house, Inbound(person.line, person.address, f"{person.address}-{text}", text=text), world.now)


@pytest.mark.parametrize(
    "typed",
    ["{code} 123456", "{code}123456", "{code}, 123456", "{code} PIN 123456", "{code} pin: ১২৩৪৫৬", " {code}\n123456. "],
)
def test_code_and_pin_are_read_however_they_are_typed(typed: str) -> None:
    for code in ("7Q2K-4F9T-A", "7q2k4f9ta", "7Q2K 4F9T A"):
        checked = right(code)
        assert read_code_and_pin(typed.format(code=checked)) == (canonical(checked), "123456")


def right(code: str) -> str:
    """The code with its right check character."""
    from models.codes import check_character

    return code[:-1] + check_character(canonical(code)[:-1])


def canonical(code: str) -> str:
    return code.replace("-", "").replace(" ", "").upper()


@pytest.mark.parametrize("typed", ["123456", "they owe me 123456", "7Q2K-4F9T-A 12345", "", "0000-0000-1 123456"])
def test_other_words_are_no_code_and_pin(typed: str) -> None:
    assert read_code_and_pin(typed) is None
