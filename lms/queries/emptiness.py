"""Whether anything was ever recorded."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import JournalHead


def is_empty(session: Session) -> bool:
    """Whether no act was ever recorded; every one of them leaves an entry in the journal."""
    return session.execute(select(JournalHead.seq)).scalar_one() == 0
