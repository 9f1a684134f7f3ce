"""The department's settings with everything that was ever decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.setting import SettingName
from lms.models import Setting


@dataclass(frozen=True, slots=True)
class SettingDecision:
    """One decision: the value, from when, by whom, and where it comes from."""

    name: SettingName
    value: Any
    valid_from: date
    decided_by: str
    source: str
    recorded_at: datetime


def setting_history(session: Session) -> dict[SettingName, tuple[SettingDecision, ...]]:
    """Every decision by setting, the latest valid first."""
    rows = session.execute(
        select(
            Setting.name,
            Setting.value,
            Setting.valid_from,
            Setting.decided_by,
            Setting.source,
            Setting.recorded_at,
        ).order_by(Setting.valid_from.desc(), Setting.id.desc())
    )
    found: dict[SettingName, tuple[SettingDecision, ...]] = {}
    for row in rows:
        name = SettingName(row.name)
        decision = SettingDecision(name, *row[1:])
        found[name] = (*found.get(name, ()), decision)
    return found
