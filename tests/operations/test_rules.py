"""Rule packs: every rule says where it comes from, and what a type is called can be said in every language."""

import pytest

from conversations.agenda import STANDING
from conversations.committee import seated
from conversations.committee_names import NAMES, called
from operations.founding import packs_for
from operations.rules import RulePack, rule_packs
from tests.world import World

SAME_EVERYWHERE = {"PICC", "LKS Bipartit", "Lembaga Kerja Sama Bipartit", "Đối thoại tại nơi làm việc"}
"""Names that are said in their own language."""
PACKS = sorted(rule_packs().values(), key=lambda pack: pack.key)


class Shouting:
    """A catalogue that knows every message: what it did not translate is still in small letters."""

    def gettext(self, message: str) -> str:
        return message.upper().replace("{COMMITTEE}", "{committee}")

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_every_rule_says_where_it_comes_from(pack: RulePack) -> None:
    assert all(rule.source for rule in pack.rules.values())


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_a_pack_names_its_standing_items_in_words_that_catalogues_know(pack: RulePack) -> None:
    rule = pack.rules["standing_items"]
    assert set(rule.value) <= {text.message for text in STANDING}
    assert "default" in rule.source


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_what_a_type_is_called_is_translated_inside_a_message(pack: RulePack) -> None:
    for name in {pack.name, pack.title} - SAME_EVERYWHERE:
        assert name in NAMES
        assert name.upper() in seated(name).render(Shouting())


def test_a_name_that_somebody_has_given_is_said_as_it_is() -> None:
    assert called("Committee of Hall {2}").render(Shouting()) == "Committee of Hall {2}"


@pytest.mark.parametrize(
    ("country", "timezone", "first"),
    [
        ("BD", "Asia/Dhaka", ["picc", "participation", "safety_bd", "safety"]),
        ("ID", "Asia/Jakarta", ["picc", "lks_bipartit", "safety"]),
        ("VN", "Asia/Ho_Chi_Minh", ["dialogue_vn", "safety"]),
        ("JO", "Asia/Amman", ["picc", "safety"]),
    ],
)
def test_a_picc_is_offered_first_where_better_work_has_any_then_what_the_law_knows(
    world: World, country: str, timezone: str, first: list[str]
) -> None:
    factory = world.factory("en", country=country, timezone=timezone)
    with world.db.read() as connection:
        assert list(packs_for(connection, [factory.id])) == first


def test_a_factory_of_another_country_beside_it_changes_nothing_of_what_comes_first(world: World) -> None:
    dhaka = world.factory("en", name="Shapla")
    hanoi = world.factory("en", name="Sen", country="VN", timezone="Asia/Ho_Chi_Minh")
    with world.db.read() as connection:
        assert next(iter(packs_for(connection, [dhaka.id, hanoi.id]))) == "picc"
        assert next(iter(packs_for(connection, [hanoi.id, dhaka.id]))) == "dialogue_vn"
