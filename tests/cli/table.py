"""The table of commands: what each is for, what it prints for machines, and what a person can get wrong in it."""

from dataclasses import dataclass
from pathlib import Path

FORM = str(Path(__file__).parent.parent / "operations" / "xlsforms" / "text_and_integer.xlsx")
BAD_FORM = FORM.replace("text_and_integer", "choice_filter_test")
CODE = "CODE"
"""Stands for the join code of the factory there is."""
SURVEY = "5" * 32
"""The id of the survey there is."""
PHONE = "+8801700000002"
WAVE = "7" * 32
"""The wave of a survey there is, which is closed."""
NUMBER = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006"}
FACTORY = ("Padma Apparel", "--country", "BD", "--timezone", "Asia/Dhaka", "--language", "bn")
MEMBER = ("--factory", CODE, "--name", "Rahima Khatun", "--side", "worker")


@dataclass(frozen=True)
class Mistake:
    """Something a person gets wrong: what is typed, and a part of what it says to do."""

    typed: tuple[str, ...]
    advice: str
    code: int = 2


def wrong(advice: str, *typed: str, code: int = 2) -> Mistake:
    return Mistake(typed, advice, code)


@dataclass(frozen=True)
class Row:
    """A command: words of its purpose, arguments that are right, the keys of its JSON, and what can go wrong."""

    purpose: str
    right: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    mistakes: tuple[Mistake, ...] = ()
    house: bool = True
    """Whether it needs a house that stands."""
    makes: bool = False
    """Whether it makes keys and database where there are none."""
    stays: bool = False
    """Whether it runs until it is stopped."""


TABLE = {
    "run": Row("one process", makes=True, stays=True, mistakes=(wrong("--help", "--dema"),)),
    "web": Row("webhooks and the advisor's pages", stays=True, mistakes=(wrong("--help", "--advisor"),)),
    "sender": Row("Send what waits", stays=True, mistakes=(wrong("bobbin sender --help", "now"),)),
    "clock": Row("what is due", stays=True, mistakes=(wrong("bobbin clock --help", "now"),)),
    "migrate": Row("newest schema", (), frozenset({"revision"}), (wrong("--help", "0001"),), makes=True),
    "doctor": Row("exit 1 when data would be lost or leak", (), frozenset({"ok", "checks"}), (wrong("--help", "all"),)),
    "factory add": Row(
        "join code",
        FACTORY,
        frozenset({"id", "code", "name"}),
        (
            wrong("Missing argument 'NAME'"),
            wrong("Missing option '--country'", "Padma Apparel"),
            wrong("has no name", " ", *FACTORY[1:]),
            wrong("two letters, such as BD", *FACTORY, "--country", "Bangladesh"),
            wrong("one such as Asia/Dhaka", *FACTORY, "--timezone", "Dhaka"),
            wrong("choose from", *FACTORY, "--language", "klingon"),
            wrong("such as 08:00-17:00", *FACTORY, "--shift", "8-5"),
            wrong("such as 08:00-17:00", *FACTORY, "--shift", "08:00-08:00"),
            wrong("'friday'", *FACTORY, "--rest-day", "fri"),
            wrong("choose from twilio", *FACTORY, "--channel", "pigeon"),
            wrong("'many' is not a valid integer", *FACTORY, "--workers", "many"),
            wrong("from 1 to", *FACTORY, "--workers", "0"),
            wrong("from 0 to 100", *FACTORY, "--women-percent", "120"),
        ),
    ),
    "factory poster": Row(
        "as a PDF",
        (CODE, "poster.pdf"),
        frozenset(),
        (
            wrong("Missing argument 'FILE'", CODE),
            wrong("“bobbin factory add” registers one", "9Z9Z", "poster.pdf"),
            wrong("make it", CODE, "nowhere/poster.pdf"),
            wrong("is a directory", CODE, "keys"),
        ),
    ),
    "telegram connect": Row("Set the webhook", house=False, mistakes=(wrong("BotFather"), wrong("--help", "now"))),
    "user add": Row(
        "password and the authenticator's secret",
        ("amina@advisors.example", "--role", "advisor", "--factory", CODE),
        frozenset({"email", "password", "totp_secret"}),
        (
            wrong("Missing argument 'EMAIL'"),
            wrong("advisor, lead, admin, auditor", "amina@advisors.example"),
            wrong("'lead'", "amina@advisors.example", "--role", "boss"),
            wrong("farida@example.org", "farida", "--role", "lead"),
            wrong("farida@example.org", "amina @advisors.example", "--role", "lead"),
            wrong("farida@example.org", "farida@", "--role", "lead"),
            wrong("“bobbin factory add”", "amina@advisors.example", "--role", "advisor", "--factory", "9Z9Z"),
            wrong("there already is a user", "farida@advisors.example", "--role", "lead", code=1),
        ),
    ),
    "user alert": Row(
        "by SMS as well",
        ("farida@advisors.example", "--phone", "+8801700000700"),
        frozenset({"email", "alerts"}),
        (
            wrong("Missing argument 'EMAIL'"),
            wrong("Missing option '--phone'", "farida@advisors.example"),
            wrong("such as +8801700000001", "farida@advisors.example", "--phone", "hello"),
            wrong("“bobbin user add”", "nobody@advisors.example", "--phone", "+8801700000700"),
        ),
    ),
    "user close": Row(
        "its sessions end at once",
        ("farida@advisors.example",),
        frozenset({"email", "closed"}),
        (wrong("Missing argument 'EMAIL'"), wrong("“bobbin user add”", "nobody@advisors.example")),
    ),
    "committee add": Row(
        "Found a committee",
        ("--factory", CODE),
        frozenset({"id", "rules"}),
        (
            wrong("Missing option '--factory'"),
            wrong("“bobbin factory add”", "--factory", "9Z9Z"),
            wrong("choose from", "--factory", CODE, "--rules", "parliament"),
            wrong("not a committee of this country", "--factory", CODE, "--rules", "dialogue_vn", code=1),
        ),
    ),
    "member add": Row(
        "Register a member",
        (*MEMBER, "--phone", PHONE),
        frozenset({"id"}),
        (
            wrong("Missing option '--factory'"),
            wrong("worker, management", *MEMBER[:4]),
            wrong("“bobbin factory add”", "--factory", "9Z9Z", *MEMBER[2:]),
            wrong("1 to 60 letters", *MEMBER, "--name", ""),
            wrong("'worker', 'management'", *MEMBER, "--side", "both"),
            wrong("such as +8801700000001", *MEMBER, "--phone", "her own"),
            wrong("such as +8801700000001", *MEMBER, "--phone", "01700000001"),
            wrong("such as +8801700000001", *MEMBER, "--phone", "+88017"),
            wrong("'secretary'", *MEMBER, "--office", "boss"),
            wrong("'woman'", *MEMBER, "--gender", "x"),
            wrong("choose from", *MEMBER, "--language", "klingon"),
            wrong("choose from", *MEMBER, "--committee", "parliament"),
        ),
    ),
    "roster import": Row(
        "Import a CSV or XLSX",
        ("workers.csv", "--factory", CODE),
        frozenset({"id", "entries"}),
        (
            wrong("Missing argument 'FILE'"),
            wrong("does not exist", "nowhere.csv", "--factory", CODE),
            wrong("“bobbin factory add”", "workers.csv", "--factory", "9Z9Z"),
            wrong("row 3; nothing was imported", "wrong.csv", "--factory", CODE),
            wrong("save it as CSV", "data/bobbin.db", "--factory", CODE),
        ),
    ),
    "survey send": Row(
        "Open a wave",
        (SURVEY, "--sample", "1"),
        frozenset({"invited", "wave"}),
        (
            wrong("Missing argument 'ID'"),
            wrong("there is no such survey", "0" * 32, code=1),
            wrong("not in the range", SURVEY, "--sample", "0"),
            wrong("3 to 12 Latin letters", SURVEY, "--keyword", "!"),
            wrong("from a list", SURVEY, "--by", "shift", code=1),
        ),
    ),
    "survey import": Row(
        "Import an XLSForm",
        (FORM, "--factory", CODE),
        frozenset({"id", "title", "questions"}),
        (
            wrong("Missing argument 'FILE'"),
            wrong("Missing option '--factory'", FORM),
            wrong("does not exist", "nowhere.xlsx", "--factory", CODE),
            wrong("is a directory", "keys", "--factory", CODE),
            wrong("“bobbin factory add”", FORM, "--factory", "9Z9Z"),
            wrong("not an .xlsx workbook", str(Path(__file__)), "--factory", CODE, code=1),
            wrong(
                "the choice king is there twice",
                BAD_FORM,
                "--factory",
                CODE,
                code=1,
            ),
        ),
    ),
    "survey results": Row(
        "results of a wave",
        (WAVE,),
        frozenset(
            {
                "format",
                "form",
                "version",
                "closed_on",
                "shown",
                "respondents",
                "rate",
                "rate_band",
                "funnel",
                "questions",
            }
        ),
        (
            wrong("Missing argument 'ID'"),
            wrong("at the end of its address", "6" * 32),
            wrong("--help", WAVE, "--csv"),
        ),
    ),
    "keys rotate": Row(
        "seal again what is under the old ones",
        ("--purpose", "case"),
        frozenset({"versions", "rows", "left", "retired"}),
        (wrong("'address'", "--purpose", "door"), wrong("--help", "now")),
    ),
    "backup": Row(
        "FILE may be kept",
        ("house.backup",),
        frozenset({"file", "keys", "bytes"}),
        (
            wrong("Missing argument 'FILE'"),
            wrong("make it", "nowhere/house.backup", code=1),
            wrong("name a file", "data", code=1),
            wrong("name another folder", "keys/house.backup", code=1),
        ),
    ),
    "restore": Row(
        "the line must be stopped",
        ("house.backup", "--replace"),
        frozenset({"file", "revision", "keys"}),
        (
            wrong("Missing argument 'FILE'"),
            wrong("No such file", "nowhere.backup", code=1),
            wrong("is no backup of Bobbin's", "keys/keys.json", code=1),
        ),
    ),
    "audit verify": Row("exit status 1", (), frozenset({"ok", "first_broken"}), (wrong("--help", "all"),)),
    "promises": Row("last figures", (), frozenset({"promises"}), (wrong("--help", "all"),), house=False),
    "chat": Row(
        "Talk to the bot",
        (),
        frozenset(),
        (
            wrong("'sms', 'telegram'", "--channel", "pigeon"),
            wrong("such as +8801700000001", "--phone", "her own"),
            wrong("such as +8801700000001", "--channel", "telegram", "--phone", "7"),
        ),
        makes=True,
    ),
}
