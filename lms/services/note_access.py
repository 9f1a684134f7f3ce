"""The access log: who looked at somebody else's record, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.models import AccessLog


def note_access(
    session: Session, *, account_id: int, member_id: int | None, what: str, now: datetime
) -> None:
    """Write one view into the access log.

    Args:
        member_id: whose record was seen; None for a list of several people.
        what: what was seen, such as ``member`` or ``assignment 3``.
    """
    session.execute(
        insert(AccessLog).values(at=now, account_id=account_id, member_id=member_id, what=what)
    )
