"""The outside second person that a small department named, where it did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.setting import SettingName
from lms.queries.local_day import local_day
from lms.queries.settings import setting_values


def outside_second_person(session: Session, now: datetime) -> int | None:
    """The account named for the department's day, or None."""
    named = setting_values(session, local_day(session, now)).get(SettingName.OUTSIDE_SECOND_PERSON)
    return named if isinstance(named, int) and named > 0 else None
