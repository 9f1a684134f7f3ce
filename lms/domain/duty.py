"""What a member says of their duty status when a visit starts."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """Training is normally paid time; on one's own time reading is allowed, graded work waits."""

    ON_DUTY = "on-duty"
    OFF_DUTY_AUTHORIZED = "off-duty-authorized"
    OVERTIME = "overtime"
    OFF_DUTY_OWN = "off-duty-own"
