"""Errors as a person reads them: one line, what is wrong and what to do."""

from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from bot.settings import SettingsError
from models.encryption import KeyRingError
from operations.work import Mistyped, Refused

USAGE, FAILED = 2, 1
OF_THE_DATABASE: dict[type[Exception], str] = {
    OperationalError: "the database does not answer; check DATABASE_URL, its server, and that its disk has room",
    ProgrammingError: "the database has not the newest schema; run “bobbin migrate”",
    DatabaseError: "the database is not one of Bobbin's, or is damaged; check DATABASE_URL, or restore your backup",
}


def explain(error: Exception) -> tuple[str, int]:
    """The line and the exit status for an error."""
    if isinstance(error, SettingsError | Mistyped):
        return str(error), USAGE
    if isinstance(error, KeyRingError | Refused):
        return str(error), FAILED
    if type(error) in OF_THE_DATABASE:
        return OF_THE_DATABASE[type(error)], FAILED
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}", FAILED
    return f"a mistake of the program ({type(error).__name__}); please report it with the command you used", FAILED
