from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.credit import Entry, NotLateError, Posting, balance, reversal
from lms.domain.late_year import (
    LATE_YEARS,
    LateState,
    PastYear,
    day_reached,
    for_late_year,
    late_state,
    period_counted,
    year_of_work,
)
from lms.domain.requirement import Period, PeriodKind, period_of

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FEBRUARY = date(2027, 2, 10)
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
LATE = st.one_of(st.none(), st.sampled_from([date(year, 1, 1) for year in (2024, 2026, 2027)]))


def year_with(**changes: object) -> PastYear:
    facts = {"period": YEAR, "owed": True, "excused": False, "lacking": True, "modules_open": 0}
    return PastYear(**{**facts, **changes})  # type: ignore[arg-type]


WORK = st.lists(st.tuples(DAYS, st.integers(1, 5_000), LATE, st.booleans()), max_size=12)


@given(WORK)
def test_each_second_counts_in_exactly_one_year_and_a_reversal_where_its_entry_did(
    work: list[tuple[date, int, date | None, bool]],
) -> None:
    ledger: list[Entry] = []
    for day, seconds, late_for, undone in work:
        (posting,) = for_late_year((Posting(day, "policy", seconds),), late_for)
        entry = Entry(len(ledger) + 1, posting)
        ledger.append(entry)
        if undone:
            ledger.append(Entry(len(ledger) + 1, reversal(entry, ledger)))
    years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in range(2024, 2030)]
    counted = Counter({each.name: balance(ledger, each).get("policy", 0) for each in years})
    expected: Counter[str] = Counter()
    for day, seconds, late_for, undone in work:
        late = late_for is not None and late_for.year < day.year
        expected[str((late_for if late and late_for else day).year)] += 0 if undone else seconds
    assert sum(counted.values()) == sum(each.posting.seconds for each in ledger)
    assert +counted == +expected


@given(WORK)
def test_a_training_year_counts_each_second_when_it_was_worked(
    work: list[tuple[date, int, date | None, bool]],
) -> None:
    ledger = [
        Entry(number, *for_late_year((Posting(day, "policy", seconds),), late_for))
        for number, (day, seconds, late_for, _) in enumerate(work, 1)
    ]
    for each in ledger:
        posting = each.posting
        found = period_counted(PeriodKind.TRAINING_YEAR, posting.earned_on, posting.late_for)
        assert found == period_of(PeriodKind.TRAINING_YEAR, posting.earned_on)
        assert posting.counts_in(found)
        year = period_counted(PeriodKind.CALENDAR_YEAR, posting.earned_on, posting.late_for)
        assert posting.counts_in(year)


@pytest.mark.parametrize("late_for", [date(2027, 1, 1), date(2028, 1, 1)])
def test_nothing_counts_late_for_the_year_it_was_worked_in_or_one_to_come(late_for: date) -> None:
    with pytest.raises(NotLateError):
        Posting(FEBRUARY, "policy", 60, late_for=late_for)


def test_what_was_worked_in_the_late_year_itself_was_in_time() -> None:
    eve = Posting(YEAR.ends_on, "policy", 60)
    after = Posting(FEBRUARY, "policy", 90)
    found = for_late_year((eve, after), YEAR.starts_on)
    assert [each.late_for for each in found] == [None, YEAR.starts_on]
    assert for_late_year((eve, after), None) == (eve, after)


@pytest.mark.parametrize(
    ("changes", "day", "said"),
    [
        ({}, FEBRUARY, LateState.OPEN),
        ({"lacking": False, "modules_open": 1}, FEBRUARY, LateState.OPEN),
        ({"lacking": False}, FEBRUARY, LateState.COMPLETE),
        ({"excused": True}, FEBRUARY, LateState.EXCUSED),
        ({"owed": False}, FEBRUARY, LateState.NOT_OWED),
        ({}, YEAR.ends_on, LateState.RUNNING),
        ({}, date(2026 + LATE_YEARS, 12, 31), LateState.OPEN),
        ({}, date(2027 + LATE_YEARS, 1, 1), LateState.TOO_OLD),
    ],
)
def test_a_year_is_completed_late_by_who_owed_it_and_lacks_something(
    changes: dict[str, object], day: date, said: LateState
) -> None:
    assert late_state(year_with(**changes), day) is said


@given(
    st.builds(
        PastYear,
        period=st.just(YEAR),
        owed=st.booleans(),
        excused=st.booleans(),
        lacking=st.booleans(),
        modules_open=st.integers(0, 2),
    ),
    DAYS,
    st.booleans(),
)
def test_time_counts_for_a_year_that_is_opened_owed_over_and_lacks_some(
    year: PastYear,
    day: date,
    opened: bool,  # noqa: FBT001 - hypothesis gives it by place
) -> None:
    found = year_of_work(year, day, opened=opened)
    if found is not None:
        assert found == YEAR.starts_on
        assert opened
        assert late_state(year, day) is LateState.OPEN
        assert year.lacking
        assert day > YEAR.ends_on
    elif opened and year.owed and year.lacking and not year.excused:
        assert day <= YEAR.ends_on or day.year > YEAR.ends_on.year + LATE_YEARS


def test_time_counts_late_only_where_the_year_was_opened_and_lacks_some() -> None:
    assert year_of_work(year_with(), FEBRUARY, opened=True) == YEAR.starts_on
    assert year_of_work(year_with(), FEBRUARY, opened=False) is None
    full = year_with(lacking=False, modules_open=1)
    assert year_of_work(full, FEBRUARY, opened=True) is None


def test_a_year_is_complete_late_on_the_day_that_reached_it() -> None:
    late = {FEBRUARY + timedelta(days=days): 600 for days in (0, 1, 2)}
    assert day_reached(6_200, late, 7_200) == FEBRUARY + timedelta(days=1)
    assert day_reached(7_200, late, 7_200) is None
    assert day_reached(0, late, 7_200) is None
    assert day_reached(7_200, {}, 7_200) is None
