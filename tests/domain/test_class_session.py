from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.domain.class_session import (
    AlreadyThere,
    Attendance,
    ClassTimes,
    Doubt,
    Roster,
    attendance_findings,
    class_postings,
    doubts,
    may_decide,
    milliseconds,
    online_seconds,
    time_findings,
    week_of,
)
from lms.domain.credit import Posting
from lms.domain.seat_clock import Interval

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2027, 3, 1, 17, tzinfo=UTC)
DAY = date(2027, 3, 1)
LATER = datetime(2028, 1, 10, tzinfo=UTC)


def times(minutes: int = 60, **changes: object) -> ClassTimes:
    values = {"starts_at": NOON, "ends_at": NOON + timedelta(minutes=minutes)}
    return ClassTimes(**{**values, **changes})  # type: ignore[arg-type]


def posted(held: ClassTimes, attendance: Attendance, *online: Interval) -> dict[date, int]:
    found = class_postings(held, attendance, limb="policy", online=online, zone=ZONE)
    assert {posting.limb for posting in found} <= {"policy"}
    return {posting.earned_on: posting.seconds for posting in found}


def test_a_class_credits_its_whole_time_to_who_stayed() -> None:
    assert class_postings(times(), Attendance(7), limb="policy", online=(), zone=ZONE) == (
        Posting(DAY, "policy", 3600),
    )


def test_late_minutes_minutes_left_early_and_breaks_are_not_credited() -> None:
    held = times(60, break_minutes=10)
    assert posted(held, Attendance(7, late_minutes=5, left_minutes=7)) == {DAY: 38 * 60}


def test_online_time_within_the_class_is_not_credited_twice() -> None:
    before = Interval(milliseconds(NOON) - 60_000, 60)
    across = Interval(milliseconds(NOON) - 30_000, 90)
    within = Interval(milliseconds(NOON) + 1_800_000, 120)
    assert posted(times(), Attendance(7), before, across, within) == {DAY: 3600 - 60 - 120}
    assert online_seconds((before, across, within), times()) == 180
    assert online_seconds((across,), times(), Attendance(7, late_minutes=1)) == 0


def test_a_fifty_minute_hour_counts_fifty_minutes_as_sixty() -> None:
    assert posted(times(50, hour_minutes=50), Attendance(7)) == {DAY: 3600}
    assert posted(times(7, hour_minutes=50), Attendance(7)) == {DAY: 504}


def test_hr_12_a_class_over_new_year_is_split_at_the_local_midnight() -> None:
    eve = datetime(2027, 12, 31, 22, tzinfo=ZONE).astimezone(UTC)
    held = ClassTimes(eve, eve + timedelta(hours=4))
    assert posted(held, Attendance(7)) == {date(2027, 12, 31): 7200, date(2028, 1, 1): 7200}
    short = ClassTimes(eve, eve + timedelta(hours=3), break_minutes=15)
    assert posted(short, Attendance(7)) == {date(2027, 12, 31): 6300, date(2028, 1, 1): 3600}


@pytest.mark.parametrize(
    ("night", "until"),
    [
        (datetime(2027, 3, 14, 1, tzinfo=ZONE), datetime(2027, 3, 14, 4, tzinfo=ZONE)),
        (datetime(2027, 11, 7, 0, tzinfo=ZONE), datetime(2027, 11, 7, 1, tzinfo=ZONE, fold=1)),
    ],
)
def test_hr_12_the_night_of_the_clock_change_counts_what_passed(
    night: datetime, until: datetime
) -> None:
    held = ClassTimes(night.astimezone(UTC), until.astimezone(UTC))
    assert posted(held, Attendance(7)) == {night.date(): 7200}


@pytest.mark.parametrize(
    ("held", "field"),
    [
        (times(0), "ends_at"),
        (times(-5), "ends_at"),
        (times(13 * 60), "ends_at"),
        (times(60, break_minutes=-1), "break_minutes"),
        (times(60, break_minutes=60), "break_minutes"),
        (times(60, starts_at=LATER, ends_at=LATER + timedelta(hours=1)), "ends_at"),
    ],
)
def test_hr_06_a_class_with_impossible_times_is_refused_at_its_field(
    held: ClassTimes, field: str
) -> None:
    assert [finding.path for finding in time_findings(held, LATER)] == [(field,)]


def test_times_that_can_be_have_no_finding() -> None:
    assert not time_findings(times(12 * 60, break_minutes=60), LATER)


@pytest.mark.parametrize(
    "there",
    [
        AlreadyThere(serving=False),
        AlreadyThere(other_classes=(3,)),
        AlreadyThere(taught=True),
    ],
)
def test_hr_07_what_cannot_be_is_refused_whatever_is_explained(there: AlreadyThere) -> None:
    attendance = Attendance(7, explanation="He was there all the same.")
    assert [each.path for each in attendance_findings(times(), [attendance], {7: there})] == [
        ("members", 7)
    ]


@pytest.mark.parametrize("there", [AlreadyThere(on_leave=True), AlreadyThere(online_seconds=60)])
def test_hr_07_leave_and_online_time_ask_for_an_explanation(there: AlreadyThere) -> None:
    assert attendance_findings(times(), [Attendance(7)], {7: there})
    assert attendance_findings(times(), [Attendance(7, explanation=" ")], {7: there})
    explained = Attendance(7, explanation="Leave ended a day early.")
    assert not attendance_findings(times(), [explained], {7: there})


def test_doubts_are_told_the_gravest_first() -> None:
    there = AlreadyThere(serving=False, taught=True, on_leave=True, online_seconds=5)
    assert doubts(there) == (
        Doubt.NOT_SERVING,
        Doubt.TAUGHT_IT,
        Doubt.ON_LEAVE,
        Doubt.ONLINE,
    )
    assert doubts(AlreadyThere()) == ()


@pytest.mark.parametrize(
    "attendance",
    [
        Attendance(7, late_minutes=-1),
        Attendance(7, left_minutes=-1),
        Attendance(7, late_minutes=30, left_minutes=30),
    ],
)
def test_hr_06_minutes_that_cannot_be_are_refused(attendance: Attendance) -> None:
    assert attendance_findings(times(), [attendance], {7: AlreadyThere()})


def test_somebody_named_twice_somebody_unknown_and_nobody_are_refused() -> None:
    there = {7: AlreadyThere()}
    assert attendance_findings(times(), [Attendance(7), Attendance(7)], there)
    assert attendance_findings(times(), [Attendance(8)], there)
    assert attendance_findings(times(), [], there)[0].path == ("members",)
    assert not attendance_findings(times(), [Attendance(7)], there)


def test_who_recorded_taught_or_attended_a_class_does_not_approve_it() -> None:
    roster = Roster(recorded_by=1, instructor_id=20, attended_by={30, 31})
    assert not may_decide(roster, account_id=1, member_id=None)
    assert not may_decide(roster, account_id=2, member_id=20)
    assert not may_decide(roster, account_id=2, member_id=31)
    assert not may_decide(roster, account_id=None, member_id=None)
    assert may_decide(roster, account_id=2, member_id=40)
    assert may_decide(roster, account_id=2, member_id=None)


def test_a_week_goes_from_monday_to_sunday() -> None:
    assert week_of(date(2027, 3, 7)) == (date(2027, 3, 1), date(2027, 3, 7))
    assert week_of(date(2027, 3, 8)) == (date(2027, 3, 8), date(2027, 3, 14))
