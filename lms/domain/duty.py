"""What a member says of their duty status when a visit starts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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
