"""The department's day at a moment, also before its zone was decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.domain.setting import FIRST_DECISIONS, SettingName
from lms.queries.settings import setting_values


def local_zone(session: Session, moment: datetime) -> ZoneInfo:
    """The department's zone; the one proposed for a first decision where none is recorded."""
    proposed = {decision.name.value: decision.value for decision in FIRST_DECISIONS}
    values = {**proposed, **setting_values(session, moment.date())}
    return ZoneInfo(str(values[SettingName.ZONE.value]))


def local_day(session: Session, moment: datetime) -> date:
    """The local date; by the zone proposed for a first decision where none is recorded yet."""
    return moment.astimezone(local_zone(session, moment)).date()


def end_of_local_day(session: Session, day: date, moment: datetime) -> datetime:
    """The moment at which a day of the department is over, by the zone of ``moment``."""
    return datetime.combine(day + timedelta(days=1), time(), local_zone(session, moment))
