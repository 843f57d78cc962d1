"""Errors as a person reads them: one line, what is wrong and what to do."""

from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.settings import SettingsError
from models.encryption import KeyRingError
from operations.work import Refused

USAGE, FAILED = 2, 1


def explain(error: Exception) -> tuple[str, int]:
    """The line and the exit status for an error."""
    if isinstance(error, SettingsError | KeyRingError):
        return str(error), USAGE
    if isinstance(error, Refused):
        return str(error), FAILED
    if isinstance(error, OperationalError):
        return (
            "the database does not answer; check DATABASE_URL, and that its server runs and its disk has room",
            FAILED,
        )
    if isinstance(error, ProgrammingError):
        return "the database has not the newest schema; run “bobbin migrate”", FAILED
    if isinstance(error, FileNotFoundError | PermissionError | FileExistsError | IsADirectoryError):
        return f"{error.filename}: {error.strerror}", FAILED
    return f"a mistake of the program ({type(error).__name__}); please report it with the command you used", FAILED
