"""Who looked at whose record, from the access log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import AccessLog, Account


@dataclass(frozen=True, slots=True)
class View:
    """One look at a record or a list: when, by whom, at what."""

    at: datetime
    by: str
    what: str


def views_of(session: Session, *, member_id: int, most: int) -> tuple[View, ...]:
    """The newest looks at one member's record by other people."""
    return _views(session, AccessLog.member_id == member_id, most)


def views_of_lists(session: Session, *, since: datetime, most: int) -> tuple[View, ...]:
    """The newest looks at lists of several people."""
    return _views(session, AccessLog.member_id.is_(None) & (AccessLog.at >= since), most)


def _views(session: Session, which: object, most: int) -> tuple[View, ...]:
    rows = session.execute(
        select(AccessLog.at, Account.display_name, AccessLog.what)
        .join(Account, Account.id == AccessLog.account_id)
        .where(which)  # type: ignore[arg-type]
        .order_by(AccessLog.id.desc())
        .limit(most)
    )
    return tuple(View(row.at, row.display_name, row.what) for row in rows)
