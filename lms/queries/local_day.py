"""The department's day at a moment, also before its zone was decided."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.domain.setting import FIRST_DECISIONS, SettingName
from lms.queries.settings import setting_values


def local_day(session: Session, moment: datetime) -> date:
    """The local date; by the zone proposed for a first decision where none is recorded yet."""
    proposed = {decision.name.value: decision.value for decision in FIRST_DECISIONS}
    values = {**proposed, **setting_values(session, moment.date())}
    return moment.astimezone(ZoneInfo(str(values[SettingName.ZONE.value]))).date()
