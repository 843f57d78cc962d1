"""Texts that have broken programs before: numbers that are none, empty and endless ones, scripts, controls, injections.

Made here, kind by kind, so that each says why it is in; every one fits a request of any door.
"""

import string
import sys
import unicodedata
from itertools import product

WORDS = ("null", "None", "undefined", "true", "nil", "NaN", "Infinity", "-Infinity", "0x7f", "1e999", "-0", "__proto__")
LIKE_NUMBERS = "0 1 -1 00 007 1.0 1,0 1/0 0/0 +1 １２ ١٢ १२ ১২ ᠑᠒ ½ ² Ⅳ ① 𝟙 1_000 1e3 0b1 0o7 1۲ ໑ ၁ ០"
LIKE_DAYS = "2026-02-30 0000-00-00 9999-12-31 10000-01-01 1-1-1 31/02 29 feb 24:00 25:61 23:59:60 99:99"
NUMBERS = (
    *LIKE_NUMBERS.split(),
    "9" * 18, "9" * 40, "9" * 400, "-" + "9" * 19, "2147483648", "9223372036854775808", "1" + "0" * 308 + ".0",
)  # fmt: skip
DAYS = (
    *LIKE_DAYS.split(),
    "32 december", "tomorrow tomorrow", "next next friday", "the 0th", "in 999999999 days", "-1 day", "3 pm pm",
    "២០២៦-០១-០១", "٢٠٢٦/٠١/٠١", "noon midnight", "12 13 14 15 16 17", "2026-W53-7", "+002026-01-01T00:00:00Z",
)  # fmt: skip
INJECTIONS = (
    "'", '"', "''", "'; drop table cases; --", "1 or 1=1", "' or ''='", '" or ""="', "%", "_", "\\",
    "\\\\", "\\'",
    "{{7*7}}", "{% raw %}", "{{config}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%s%s%n", "{0}", "{}",
    "{text}", "%(num)d",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt;", "&amp;", "&#0;", "&#x110000;", "<![CDATA[", "<!--", "-->", "]]>", "</textarea><b>", "</title>",
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"x\")", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "..\\..\\x", "/dev/null", "C:\\con", "file:///etc/passwd", "~", "$HOME", "`id`",
    "$(id)", "|id", ";id",
    "a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "\r\n\r\n", "BEGIN:VCALENDAR", "a,b;c:d", "?a=b&c=d#e", "%00",
    "%ff", "%zz", "+",
)  # fmt: skip
COMMANDS = ("stop", "START", "back", "MENU", "status", "who", "clear", "Forget", "0", "00", "000", "?",
    "help", "/start",
    "/start x", "/", "/stop@bot", "committee", "language", "1 2 3", "1,2", "1.", "(1)", "1️⃣",
    "yes", "y e s")  # fmt: skip
SPELLINGS = (
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "é", "e\u0301", "ﬁ", "ǅ", "ß", "İ", "ı", "ſ", "K", "Å", "Ａ",
    "𝓐", "ⅻ", "㍿", "﷽",
    "👩‍🏭", "👩🏽‍🏭", "🇧🇩", "🇧", "❤️", "1\u20e3", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☹", "\ud83d".encode("utf-16",
    "surrogatepass").decode("utf-16", "replace"),
    "မင်္ဂလာပါ", "កម្មករ", "ক্ষ্ম", "ශ්‍රී", "ফ্যাক্টরি", "नमस्ते", "ሰላም", "שָׁלוֹם", "مرحبا",
    "\u202eabc\u202c", "\u2066x\u2069",
    "a\u200bb", "a\u200cb", "\u00ad", "\ufeffa", "\u2028", "\u2029", "\u0085", "\u3000", "\u00a0",
    "\u2007", "\u180e", "\u3164",
)  # fmt: skip
LONG = (
    "a" * 161, "a" * 1600, "ক" * 71, "ক" * 4096, "😀" * 1000, " " * 1000, "\n" * 500, "1" * 5000, "a " * 2000,
    "é" * 2000,
    "{" * 1000, "<" * 1000, "\u0300" * 1000, "\u202e" * 100, "\0" * 200, "أ" * 335, "." * 3000, "&" * 900,
)  # fmt: skip


def one_of_each() -> list[str]:
    """The first and last letter of every kind that a text can carry: alone, in a word, and a message full of it."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for number in range(0, sys.maxunicode + 1, 3):
        letter = chr(number)
        kind = unicodedata.category(letter)
        if kind != "Cs":  # half a pair is no text
            first.setdefault(kind, letter)
            last[kind] = letter
    letters = [*first.values(), *last.values()]
    return [*letters, *(f"a{letter}b" for letter in letters), *(letter * 70 for letter in letters)]


def naughty() -> list[str]:
    """All of them, once each, always in the same order."""
    controls = [chr(number) for number in [*range(32), 127]]
    pairs = ["".join(pair) for pair in product("'\"<&{%\\=\0/", "'\">;}$(\n\u202e")]
    marks = [*string.punctuation, *(mark * 3 for mark in string.punctuation)]
    kinds = (WORDS, NUMBERS, DAYS, INJECTIONS, COMMANDS, SPELLINGS, LONG, controls, pairs, marks, one_of_each())
    return list(dict.fromkeys(["", " ", *(one for kind in kinds for one in kind)]))
