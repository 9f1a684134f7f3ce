from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.domain.credit import (
    Entry,
    NotReversibleError,
    PageDay,
    PageWork,
    Posting,
    UnevenSecondsError,
    balance,
    lesson_postings,
    lesson_seconds,
    local_day,
    minutes,
    page_days,
    postings,
    reversal,
    seconds_by_day,
)
from lms.domain.requirement import Period, PeriodKind, period_of
from lms.domain.seat_clock import Interval
from lms.domain.setting import Counting

BOSTON = ZoneInfo("America/New_York")
ZONES = ("America/New_York", "UTC", "Asia/Kathmandu", "America/Santiago", "Australia/Lord_Howe")
EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
DAY = date(2026, 3, 2)
DAY_SECONDS = 24 * 3600


def at(local: str, zone: ZoneInfo = BOSTON) -> int:
    """Milliseconds since 1970 of a local time such as ``2026-12-31 23:59:50.500``."""
    moment = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def entry(number: int, seconds: int, day: date = DAY, limb: str = "policy") -> Entry:
    return Entry(number, Posting(day, limb, seconds))


# Days


def test_seconds_across_new_year_belong_to_the_year_they_were_worked_in() -> None:
    night = Interval(at("2026-12-31 23:59:50"), 25)
    assert seconds_by_day([night], BOSTON) == {EVE: 10, NEW_YEAR: 15}


def test_midnight_is_the_departments_and_not_utc() -> None:
    evening = Interval(at("2026-12-31 18:59:50"), 20)  # midnight in UTC
    assert seconds_by_day([evening], BOSTON) == {EVE: 20}
    assert seconds_by_day([evening], ZoneInfo("UTC")) == {EVE: 10, NEW_YEAR: 10}


def test_a_second_that_midnight_cuts_belongs_to_the_day_in_which_it_began() -> None:
    night = Interval(at("2026-12-31 23:59:58.300"), 3)
    assert seconds_by_day([night], BOSTON) == {EVE: 2, NEW_YEAR: 1}


def test_an_interval_that_ends_at_midnight_belongs_to_the_old_day() -> None:
    assert seconds_by_day([Interval(at("2026-12-31 23:59:50"), 10)], BOSTON) == {EVE: 10}
    assert seconds_by_day([Interval(at("2027-01-01 00:00:00"), 10)], BOSTON) == {NEW_YEAR: 10}


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2028, 2, 29), 24)]
)
def test_a_night_of_changing_clocks_has_the_hours_it_lasted_hr_12(day: date, hours: int) -> None:
    begins, last = at(f"{day} 00:00:00"), hours * 3600 - 1
    whole_day = (Interval(begins, last), Interval(begins + last * 1000, 1))
    assert seconds_by_day(whole_day, BOSTON) == {day: hours * 3600}
    assert local_day(begins + hours * 3_600_000, BOSTON) == day + timedelta(days=1)


def test_a_lesson_across_the_spring_change_counts_no_lost_hour() -> None:
    night = Interval(at("2026-03-08 01:59:30"), 60)
    assert local_day(night.until_ms, BOSTON) == date(2026, 3, 8)
    assert seconds_by_day([night], BOSTON) == {date(2026, 3, 8): 60}


def test_a_midnight_that_the_clock_skips_still_parts_the_days() -> None:
    santiago = ZoneInfo("America/Santiago")  # 2026-09-06 begins at 01:00
    night = Interval(at("2026-09-05 23:59:50", santiago), 20)
    assert seconds_by_day([night], santiago) == {date(2026, 9, 5): 10, date(2026, 9, 6): 10}


def test_nothing_worked_is_no_day() -> None:
    assert seconds_by_day([], BOSTON) == {}
    assert seconds_by_day([Interval(at("2026-12-31 23:59:59"), 0)], BOSTON) == {}


# Postings


def test_time_is_posted_by_limb_and_day() -> None:
    time = page_days(
        [
            PageWork("b", "federal_changes", (Interval(at("2027-01-01 00:00:10"), 20),)),
            PageWork("a", "policy", (Interval(at("2026-12-31 23:59:50"), 20),)),
            PageWork("c", "policy", (Interval(at("2026-12-31 23:00:00"), 45),)),
        ],
        BOSTON,
    )
    assert time == (
        PageDay("a", "policy", EVE, 10),
        PageDay("a", "policy", NEW_YEAR, 10),
        PageDay("b", "federal_changes", NEW_YEAR, 20),
        PageDay("c", "policy", EVE, 45),
    )
    assert postings(time) == (
        Posting(EVE, "policy", 55),
        Posting(NEW_YEAR, "federal_changes", 20),
        Posting(NEW_YEAR, "policy", 10),
    )


def test_a_page_that_counted_nothing_is_not_posted() -> None:
    assert page_days([PageWork("a", "policy", ())], BOSTON) == ()
    assert postings([PageDay("a", "policy", DAY, 0)]) == ()


def test_the_order_of_pages_changes_no_posting() -> None:
    time = [PageDay(page, limb, DAY, 7) for page in "abc" for limb in ("x", "y")]
    assert postings(time) == postings(reversed(time))


@pytest.mark.parametrize(("seconds", "reverses_id"), [(0, None), (0, 3), (-5, None), (5, 3)])
def test_only_reversals_subtract_and_nothing_posts_nothing(
    seconds: int, reverses_id: int | None
) -> None:
    with pytest.raises(UnevenSecondsError):
        Posting(DAY, "policy", seconds, reverses_id)


# Reversals and balances


def test_a_reversal_is_the_exact_opposite_on_the_same_day_and_limb() -> None:
    wrong = entry(4, 725, EVE)
    undone = reversal(wrong, [wrong])
    assert undone == Posting(EVE, "policy", -725, reverses_id=4)
    assert balance([wrong, Entry(5, undone)], period_of(PeriodKind.CALENDAR_YEAR, EVE)) == {
        "policy": 0
    }


def test_an_entry_is_reversed_once() -> None:
    wrong = entry(4, 725)
    ledger = [wrong, Entry(5, reversal(wrong, [wrong]))]
    with pytest.raises(NotReversibleError) as caught:
        reversal(wrong, ledger)
    assert caught.value.facts == {"entry_id": 4, "reversed_by": 5}


def test_a_reversal_is_not_reversed() -> None:
    wrong = entry(4, 725)
    undone = Entry(5, reversal(wrong, [wrong]))
    with pytest.raises(NotReversibleError):
        reversal(undone, [wrong, undone])


def test_a_balance_sums_the_days_of_its_period_both_ends_included() -> None:
    ledger = [
        entry(1, 1, date(2025, 12, 31)),
        entry(2, 10, date(2026, 1, 1)),
        entry(3, 100, EVE),
        entry(4, 1000, NEW_YEAR),
        entry(5, 7, DAY, "federal_changes"),
    ]
    year = Period(date(2026, 1, 1), EVE)
    assert balance(ledger, year) == {"federal_changes": 7, "policy": 110}


def test_minutes_are_rounded_down_once_on_the_sum() -> None:
    ledger = [entry(number, 59) for number in range(1, 5)]
    assert minutes(balance(ledger, period_of(PeriodKind.CALENDAR_YEAR, DAY))["policy"]) == 3
    assert sum(minutes(entry.posting.seconds) for entry in ledger) == 0
    assert [minutes(seconds) for seconds in (0, 59, 60, 7199, 7200)] == [0, 0, 1, 119, 120]


# The chief's choice


def test_measured_counts_what_was_verified() -> None:
    assert lesson_seconds(Counting.MEASURED, nominal_seconds=600, verified_seconds=450) == 450
    assert lesson_seconds(Counting.MEASURED, nominal_seconds=600, verified_seconds=900) == 900


def test_rated_counts_the_nominal_time_from_three_quarters_on() -> None:
    assert lesson_seconds(Counting.RATED, nominal_seconds=600, verified_seconds=450) == 600
    assert lesson_seconds(Counting.RATED, nominal_seconds=600, verified_seconds=900) == 600
    assert lesson_seconds(Counting.RATED, nominal_seconds=601, verified_seconds=450) == 450


def test_rated_takes_no_worked_time_away_below_three_quarters() -> None:
    assert lesson_seconds(Counting.RATED, nominal_seconds=600, verified_seconds=449) == 449


def test_a_lesson_without_a_nominal_time_counts_what_was_verified() -> None:
    assert lesson_seconds(Counting.RATED, nominal_seconds=0, verified_seconds=30) == 30


def lesson_of(seconds: int, counting: Counting) -> tuple[Posting, ...]:
    """What a lesson of 600 nominal seconds posts, worked over New Year and completed then."""
    time = [PageDay("a", "policy", EVE, seconds), PageDay("b", "federal_changes", NEW_YEAR, 50)]
    return lesson_postings(
        time, counting, nominal_seconds=600, limb="policy", completed_on=NEW_YEAR
    )


def test_a_measured_lesson_posts_its_seconds_by_limb_and_day() -> None:
    worked = (Posting(EVE, "policy", 400), Posting(NEW_YEAR, "federal_changes", 50))
    assert lesson_of(400, Counting.MEASURED) == worked


def test_a_rated_lesson_posts_its_nominal_time_on_the_day_of_completion() -> None:
    assert lesson_of(400, Counting.RATED) == (Posting(NEW_YEAR, "policy", 600),)
    assert lesson_of(900, Counting.RATED) == (Posting(NEW_YEAR, "policy", 600),)


def test_a_rated_lesson_below_three_quarters_posts_what_was_measured() -> None:
    assert lesson_of(399, Counting.RATED) == lesson_of(399, Counting.MEASURED)
