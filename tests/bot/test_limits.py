"""The limits that are set by the environment."""

import pytest

from bot.limits import Limits
from bot.settings import SettingsError, load_settings


def test_a_house_without_settings_has_ten_answers_and_no_ceiling() -> None:
    assert load_settings({}).limits == Limits(10, None, None, ())


def test_the_second_ceiling_is_twice_the_first_where_it_is_not_said() -> None:
    limits = load_settings({"SEGMENTS_A_DAY": "500", "SMS_COUNTRIES": "bd, KH"}).limits
    assert (limits.segments_a_day, limits.segments_at_most, limits.countries) == (500, 1000, ("BD", "KH"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPLIES_AN_HOUR", "0"),
        ("REPLIES_AN_HOUR", "many"),
        ("SEGMENTS_A_DAY", "-1"),
        ("SEGMENTS_A_DAY_AT_MOST", "400"),
        ("SMS_COUNTRIES", "Bangladesh"),
        ("SMS_COUNTRIES", "BD,8"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} should be "):
        load_settings({"SEGMENTS_A_DAY": "500"} | {name: value})
