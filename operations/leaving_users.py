"""Closing an account: nobody signs in with it any more, and nothing is sent to its owner. What they did stays."""

from sqlalchemy import delete, select, update

from models.case import Case
from models.committee import CalendarFeed
from models.contact import Contact
from models.on_call import OnCall
from models.user import Assignment, LinkToken, User
from operations import audit
from operations.sessions import end_all_sessions
from operations.users import folded
from operations.work import Mistyped, Work


def close_account(work: Work, email: str) -> None:
    """End all sessions at once, forget addresses for alerts and calendars, and give cases back. Raises Mistyped."""
    connection = work.connection
    user_id = connection.execute(select(User.id).where(User.email == folded(email))).scalar_one_or_none()
    if user_id is None:
        raise Mistyped(f"there is no user “{email}”; “bobbin user add” registers one")
    connection.execute(update(User).where(User.id == user_id).values(active=False))
    for model in (LinkToken, Assignment, OnCall, CalendarFeed, Contact):
        connection.execute(delete(model).where(model.user_id == user_id))
    connection.execute(update(Case).where(Case.assignee_id == user_id).values(assignee_id=None))
    end_all_sessions(work, user_id)
    audit.record(work, "user.closed", user_id=user_id, about=("user", user_id))
