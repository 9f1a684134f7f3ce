from __future__ import annotations

from lms.domain.compliance import YearState, year_state
from lms.domain.requirement import (
    Limb,
    LimbRule,
    PeriodKind,
    Requirement,
)

REQUIREMENT = Requirement(
    slug="annual",
    title="Annual training",
    period=PeriodKind.CALENDAR_YEAR,
    seconds=7_200,
    limbs=(
        Limb("policy", "Policy", LimbRule.TIME),
        Limb("federal", "Federal updates", LimbRule.LESSONS),
    ),
    source="IV.E",
    hour_definition="60 minutes",
)


def _state(**changes: object) -> YearState:
    facts = {"short": 60, "open_lessons": 0, "owes": True, "excused": False, "on_leave": False}
    return year_state(**{**facts, **changes})  # type: ignore[arg-type]


def test_who_owes_nothing_is_neither_short_nor_complete() -> None:
    assert _state(owes=False) is YearState.NOT_OWED
    assert _state(owes=False, short=0) is YearState.NOT_OWED


def test_a_complete_year_stays_complete_on_leave() -> None:
    assert _state(short=0, on_leave=True) is YearState.COMPLETE


def test_leave_and_an_exemption_are_states_of_their_own() -> None:
    assert _state(on_leave=True) is YearState.ON_LEAVE
    assert _state(excused=True, on_leave=True) is YearState.EXCUSED


def test_an_open_lesson_keeps_a_year_short() -> None:
    assert _state(short=0, open_lessons=1) is YearState.SHORT
