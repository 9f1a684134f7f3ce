"""Who is reminded of what on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.domain.reminder import Due, Open, Stage, Told, monday_of, reminders

ASSIGNED_ON = date(2027, 3, 1)
DUE_ON = date(2027, 6, 1)
START = date(2027, 2, 1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def told(key: str, day: date, hour: int = 12) -> Told:
    return Told(key, at(day, hour), day)


def work(began: date = ASSIGNED_ON, due: date = DUE_ON) -> Open:
    return Open("assignment:7", "Detainers", at(began), began, due)


def stages(
    *opens: Open, today: date, sent: tuple[Told, ...], back: date | None = None
) -> list[str]:
    found = reminders(opens, told=sent, back_on=back, today=today)
    return [each.stage.value for each in found]


FIRST = told("first", START)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (ASSIGNED_ON, ["assigned"]),
        (DUE_ON - timedelta(days=31), ["assigned"]),
        (DUE_ON - timedelta(days=30), ["due-30"]),
        (DUE_ON - timedelta(days=8), ["due-30"]),
        (DUE_ON - timedelta(days=7), ["due-7"]),
        (DUE_ON - timedelta(days=1), ["due-1"]),
        (DUE_ON, ["due-1"]),
        (DUE_ON + timedelta(days=1), ["overdue"]),
        (DUE_ON + timedelta(days=90), ["overdue"]),
    ],
)
def test_what_is_due_is_told_on_its_days_and_the_newest_only(day: date, stage: list[str]) -> None:
    assert stages(work(), today=day, sent=(FIRST,)) == stage


def test_a_reminder_that_was_written_is_not_written_again() -> None:
    due = reminders((work(),), told=(FIRST,), back_on=None, today=DUE_ON)
    assert [each.key for each in due] == ["assignment:7:2027-06-01:due-1"]
    sent = (FIRST, told(due[0].key, DUE_ON))
    assert stages(work(), today=DUE_ON, sent=sent) == []


def test_a_moved_due_date_is_told_again() -> None:
    sent = (FIRST, told("assignment:7:2027-06-01:due-1", DUE_ON))
    moved = work(due=DUE_ON + timedelta(days=60))
    assert stages(moved, today=DUE_ON + timedelta(days=54), sent=sent) == ["due-7"]


def test_short_notice_is_told_once_and_not_as_thirty_days_before() -> None:
    soon = work(began=DUE_ON - timedelta(days=10))
    assert stages(soon, today=DUE_ON - timedelta(days=10), sent=(FIRST,)) == ["assigned"]
    assert stages(soon, today=DUE_ON - timedelta(days=7), sent=(FIRST,)) == ["due-7"]


def test_the_first_reminder_lists_what_is_open_and_marks_nobody_overdue() -> None:
    late = work(due=START - timedelta(days=20), began=START - timedelta(days=90))
    assert reminders((late,), told=(), back_on=None, today=START) == (
        Due(Stage.FIRST, "first", None),
    )
    for days in range(14):
        assert stages(late, today=START + timedelta(days=days), sent=(FIRST,)) == []
    assert stages(late, today=START + timedelta(days=14), sent=(FIRST,)) == ["overdue"]


def test_nothing_is_overdue_while_days_of_grace_run() -> None:
    given = replace(work(), grace_on=DUE_ON + timedelta(days=5))
    assert stages(given, today=DUE_ON + timedelta(days=5), sent=(FIRST,)) == ["due-1"]
    assert stages(given, today=DUE_ON + timedelta(days=6), sent=(FIRST,)) == ["overdue"]
    longer = replace(work(), grace_on=DUE_ON - timedelta(days=5))
    assert stages(longer, today=DUE_ON, sent=(FIRST,)) == ["due-1"]


def test_somebody_with_nothing_open_gets_no_letter() -> None:
    assert stages(today=START, sent=()) == []


def test_work_assigned_on_the_day_of_the_first_list_is_told_only_where_the_list_lacked_it() -> None:
    assert stages(work(began=START), today=START, sent=(told("first", START, 13),)) == []
    assert stages(work(began=START), today=START, sent=(told("first", START, 8),)) == ["assigned"]


def test_the_first_day_back_lists_what_is_open_and_nothing_counts_as_overdue() -> None:
    back = DUE_ON + timedelta(days=3)
    assert stages(work(), today=back, sent=(FIRST,), back=back) == ["back"]
    sent = (FIRST, told(f"back:{back}", back))
    assert stages(work(), today=back, sent=sent, back=back) == []
    assert stages(work(), today=back + timedelta(days=13), sent=sent, back=back) == []
    assert stages(work(), today=back + timedelta(days=14), sent=sent, back=back) == ["overdue"]


def test_a_leave_that_ended_long_ago_or_before_the_first_list_is_no_first_day_back() -> None:
    today = DUE_ON - timedelta(days=40)
    assert stages(work(), today=today, sent=(FIRST,), back=START - timedelta(days=1)) == [
        "assigned"
    ]
    assert stages(work(), today=today, sent=(FIRST,), back=today - timedelta(days=14)) == [
        "assigned"
    ]


def test_a_week_is_named_by_its_monday() -> None:
    assert monday_of(date(2026, 11, 24)) == date(2026, 11, 23)
    assert monday_of(date(2026, 11, 23)) == date(2026, 11, 23)
