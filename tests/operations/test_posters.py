"""A poster on the wall and cards at the lanyard: every way in is true, every script is whole."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import segno

from bot.hearing import JOIN
from bot.house import House
from bot.settings import load_settings
from cli.posters import make_poster
from operations.posters import (
    QUIET,
    Poster,
    Voice,
    drawn,
    find_poster,
    payloads,
    qr_squares,
    ways_to,
)
from operations.work import Refused
from tests.world import World

NUMBER = "+8801700000001"
TWILIO = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": NUMBER}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_MODE": "polling", "TELEGRAM_BOT_NAME": "example_line_bot"}
BOTH = {"twilio": NUMBER, "telegram": "example_line_bot"}
A4 = "595.276 x 841.89 pts (A4)"
TITLES = {
    "ar": "هل هناك مشكلة في العمل؟ اكتب لنا.",
    "bn": "কাজের জায়গায় কোনো সমস্যা? আমাদের লিখুন।",
    "km": "មានបញ្ហានៅកន្លែងធ្វើការឬ? សរសេរមកយើង។",
    "fr": "Un problème au travail ? Écrivez-nous.",
    "vi": "Có chuyện không ổn ở nơi làm việc? Hãy nhắn cho chúng tôi.",
}


def house(world: World, **environment: str) -> House:
    return replace(world.house, settings=load_settings(environment))


def voice(language: str, words: str) -> Voice:
    direction = "rtl" if language == "ar" else "ltr"
    return Voice(language, direction, words, words, (words, words, words), words, (words,))


def poster(*languages: str, factory: str = "Shapla Garments") -> Poster:
    return Poster(factory, "7Q2K", ways_to(BOTH, "7Q2K"), tuple(voice(name, TITLES[name]) for name in languages))


def asked(tool: str, *arguments: str | Path) -> str:
    return subprocess.run([tool, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def text_of(path: Path, page: int) -> str:
    """The words of a page without spaces: a code is spaced so that it can be dictated."""
    return "".join(asked("pdftotext", "-layout", "-f", str(page), "-l", str(page), path, "-").split())


def saved(content: bytes, folder: Path) -> Path:
    path = folder / "poster.pdf"
    path.write_bytes(content)
    return path


def test_a_poster_and_a_sheet_of_cards_say_the_code_and_where_to_write(world: World, tmp_path: Path) -> None:
    code = world.factory("bn", "en").code
    path = tmp_path / "poster.pdf"
    make_poster(house(world, **TWILIO, **TELEGRAM), code.lower(), path)
    assert re.findall(r"Page +\d size: +(.*)", asked("pdfinfo", "-l", "9", path)) == [A4, A4]
    for page, times in ((1, 3), (2, 10)):
        words = text_of(path, page)
        assert words.count(code) >= times
        assert "+8801700-000001" in words
        assert "@example_line_bot" in words


def test_five_languages_fit_each_in_the_font_of_its_script(tmp_path: Path) -> None:
    path = saved(drawn(poster("ar", "bn", "km", "fr", "vi")), tmp_path)
    assert "Pages:           2" in asked("pdfinfo", path)
    fonts = asked("pdffonts", path)
    assert all(f"Noto-Sans-{script}" in fonts for script in ("Arabic", "Bengali", "Khmer"))
    assert set(re.findall(r"\+(\w+)", fonts)) == {"Noto"}
    assert "Écrivez-nous" in text_of(path, 1)
    assert "khôngổn" in text_of(path, 1)


def test_long_words_make_letters_smaller_not_pages_more(tmp_path: Path) -> None:
    long = tuple(voice(name, TITLES[name] * 2) for name in ("vi", "km", "bn"))
    path = saved(drawn(replace(poster("vi"), voices=long)), tmp_path)
    assert "Pages:           2" in asked("pdfinfo", path)


def test_words_that_cannot_fit_are_refused_rather_than_cut() -> None:
    with pytest.raises(Refused, match="more languages than fit"):
        drawn(replace(poster("vi"), voices=(voice("vi", TITLES["vi"] * 40),)))


def test_the_name_of_a_factory_is_words_and_nothing_else(tmp_path: Path) -> None:
    name = '<img src="http://127.0.0.1:9/x"> & Co'
    path = saved(drawn(poster("fr", factory=name)), tmp_path)
    assert name.replace(" ", "") in text_of(path, 1)


def test_qr_codes_carry_a_deep_link_and_a_message_with_the_code(world: World) -> None:
    factory = world.factory("en")
    with world.db.read() as connection:
        found = find_poster(connection, factory.code, BOTH)
    assert payloads(found) == (
        f"SMSTO:{NUMBER}:{factory.code}",
        f"https://t.me/example_line_bot?start={JOIN}{factory.code}",
    )


@pytest.mark.parametrize("payload", ["SMSTO:+8801700000001:7Q2K", "https://t.me/example_line_bot?start=f_7Q2K"])
def test_a_qr_code_is_drawn_module_for_module(payload: str) -> None:
    width, path = qr_squares(payload)
    black = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
        for step in range(int(length))
    }
    symbol = segno.make(payload, error="q", micro=False)
    assert symbol.error in "QH"
    rows = list(symbol.matrix_iter(border=QUIET))
    assert width == len(rows)
    assert black == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


@pytest.mark.parametrize(
    ("addresses", "channels", "names"),
    [
        (BOTH, (), ["SMS", "Telegram"]),
        (BOTH, ("telegram", "twilio"), ["Telegram", "SMS"]),
        (BOTH, ("telegram",), ["Telegram"]),
        ({"twilio": "MG" + "0" * 32}, (), []),
        ({"twilio": "BetterWork", "gateway": "16789"}, (), ["SMS"]),
        ({"twilio": NUMBER, "gateway": NUMBER}, (), ["SMS"]),
        ({"twilio": "whatsapp:" + NUMBER}, (), ["WhatsApp"]),
        ({}, ("sim-sms",), []),
    ],
)
def test_only_what_can_be_written_to_is_offered(
    addresses: dict[str, str], channels: tuple[str, ...], names: list[str]
) -> None:
    assert [way.name for way in ways_to(addresses, "7Q2K", channels)] == names


def test_a_short_code_is_printed_as_it_is() -> None:
    (way,) = ways_to({"gateway": "16789"}, "7Q2K")
    assert (way.address, way.payload) == ("16789", "SMSTO:16789:7Q2K")


def test_a_language_that_is_not_translated_is_left_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.posters.translated_languages", lambda: ("en", "km"))
    code = world.factory("bn", "en").code
    with world.db.read() as connection:
        assert [spoken.language for spoken in find_poster(connection, code, BOTH).voices] == ["en"]


def test_who_can_read_along_is_said_for_the_ways_that_are_offered(world: World) -> None:
    code = world.factory("en").code
    with world.db.read() as connection:
        sms = find_poster(connection, code, {"twilio": NUMBER}).voices[0].cautions
        telegram = find_poster(connection, code, {"telegram": "example_line_bot"}).voices[0].cautions
    assert sms == ("The phone company can read an SMS.",)
    assert telegram == ("Telegram can read what is sent through it.",)


@pytest.mark.parametrize("typed", ["ZZZ9", "nothing like a code", ""])
def test_an_unknown_code_is_refused_and_nothing_is_written(world: World, tmp_path: Path, typed: str) -> None:
    with pytest.raises(Refused, match="no factory with the code"):
        make_poster(house(world, **TWILIO), typed, tmp_path / "poster.pdf")
    assert not list(tmp_path.iterdir())


def test_without_a_way_in_there_is_no_poster(world: World, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"TELEGRAM_BOT_NAME.*TWILIO_FROM.*GATEWAY_NUMBER"):
        make_poster(world.house, world.factory("en").code, tmp_path / "poster.pdf")


def test_an_older_poster_is_replaced_and_a_bad_place_is_named(world: World, tmp_path: Path) -> None:
    code = world.factory("en").code
    path = tmp_path / "poster.pdf"
    path.write_text("older")
    make_poster(house(world, **TWILIO), code, path)
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused, match=r"there is no folder .*poster\.pdf; make it"):
        make_poster(house(world, **TWILIO), code, path / "below")


def test_missing_libraries_of_the_system_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "print('advice')\nraise OSError('cannot load library libpango-1.0-0')\n"
    (tmp_path / "weasyprint.py").write_text(broken)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    with pytest.raises(Refused, match=r"libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0 fonts-noto-core"):
        drawn(poster("fr"))
    assert capsys.readouterr().out == ""
