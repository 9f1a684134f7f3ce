"""What a member says of their duty status when a visit starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

STATED_FOR = timedelta(hours=8)
"""How long a statement of duty holds: about a shift. After that it is asked again."""


class Duty(StrEnum):
    """Training is normally paid time; on one's own time reading is allowed, graded work waits."""

    ON_DUTY = "on-duty"
    OFF_DUTY_AUTHORIZED = "off-duty-authorized"
    OVERTIME = "overtime"
    OFF_DUTY_OWN = "off-duty-own"


DUTY_WORDS: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.ON_DUTY: "On duty",
        Duty.OFF_DUTY_AUTHORIZED: "Off duty, authorized",
        Duty.OVERTIME: "Overtime",
        Duty.OFF_DUTY_OWN: "Off duty, on my own time",
    }
)
"""The statuses as people choose and read them."""


def is_out_of_date(stated_at: datetime | None, now: datetime) -> bool:
    """Whether the duty status has to be stated again before work goes on."""
    return stated_at is None or now - stated_at > STATED_FOR
