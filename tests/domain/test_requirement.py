"""What is owed and how somebody stands."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain.requirement import (
    Limb,
    LimbRule,
    Period,
    PeriodKind,
    Requirement,
    Worked,
    belongs_to,
    last_day_for_updates,
    period_of,
    standing,
)

_REQUIREMENT = Requirement(
    slug="in-service",
    title="In-service training",
    period=PeriodKind.CALENDAR_YEAR,
    seconds=7200,
    limbs=(
        Limb("policy", "Policy", LimbRule.TIME),
        Limb("federal_changes", "Federal updates", LimbRule.LESSONS),
    ),
    source="IV.E",
    hour_definition="60 minutes",
)


def test_a_calendar_year_runs_from_january_to_december() -> None:
    assert period_of(PeriodKind.CALENDAR_YEAR, date(2026, 12, 31)) == Period(
        date(2026, 1, 1), date(2026, 12, 31)
    )


@pytest.mark.parametrize(("day", "first"), [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026)])
def test_a_training_year_turns_on_the_first_of_july(day: date, first: int) -> None:
    period = period_of(PeriodKind.TRAINING_YEAR, day)
    assert (period.starts_on, period.ends_on) == (date(first, 7, 1), date(first + 1, 6, 30))
    assert period.name == f"{first}-{first + 1}"


def test_seconds_of_all_subjects_sum_to_the_whole() -> None:
    found = standing(Worked({"policy": 6000, "federal_changes": 1200}, {}), _REQUIREMENT)
    assert (found.counted, found.short, found.met) == (7200, 0, True)


def test_one_second_short_is_short() -> None:
    found = standing(Worked({"policy": 7199}, {}), _REQUIREMENT)
    assert (found.short, found.met) == (1, False)


def test_what_exceeds_the_requirement_counts_toward_nothing_else() -> None:
    found = standing(Worked({"policy": 9000}, {}), _REQUIREMENT)
    assert (found.worked, found.counted, found.short) == (9000, 7200, 0)


def test_an_open_federal_lesson_keeps_a_full_year_open() -> None:
    found = standing(Worked({"policy": 7200}, {"federal_changes": 1}), _REQUIREMENT)
    assert found.short == 0
    assert not found.met


def test_an_open_policy_lesson_keeps_nothing_open_once_the_time_is_worked() -> None:
    assert standing(Worked({"policy": 7200}, {"policy": 3}), _REQUIREMENT).met


def test_a_reversal_that_leaves_less_than_nothing_counts_as_nothing() -> None:
    assert standing(Worked({"policy": -5}, {}), _REQUIREMENT).counted == 0


YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("recorded_on", "cutoff", "belongs"),
    [
        (date(2027, 10, 30), "10-30", True),
        (date(2027, 10, 31), "10-30", False),
        (date(2026, 12, 1), "10-30", True),
        (date(2027, 12, 31), None, True),
        (date(2028, 1, 1), None, False),
    ],
)
def test_an_update_belongs_to_the_year_until_its_last_day(
    recorded_on: date,
    cutoff: str | None,
    belongs: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert belongs_to(YEAR, recorded_on, cutoff) is belongs


def test_the_last_day_for_updates_lies_in_a_training_year_too() -> None:
    training_year = Period(date(2027, 7, 1), date(2028, 6, 30))
    assert last_day_for_updates(training_year, "10-30") == date(2027, 10, 30)
    assert last_day_for_updates(training_year, "03-31") == date(2028, 3, 31)


def test_a_subject_without_lessons_waits_for_the_statement() -> None:
    limb = Limb("federal_changes", "Federal updates", LimbRule.LESSONS)
    found = Requirement("r", "R", PeriodKind.CALENDAR_YEAR, 60, (limb,), "IV.E", "60 minutes")
    waiting = standing(Worked({"federal_changes": 60}, {}, frozenset({limb.slug})), found)
    assert (waiting.short, waiting.met, waiting.unstated) == (0, False, True)
    assert standing(Worked({"federal_changes": 60}, {}), found).met
