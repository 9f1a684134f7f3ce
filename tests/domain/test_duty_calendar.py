"""What each month asks of a desk, by what rule, and whether the record says it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from lms.domain.duty_calendar import (
    CalendarFacts,
    Dated,
    Duty,
    DutyKind,
    DutyState,
    YearAsked,
    calendar,
    routine,
)
from lms.domain.requirement import PeriodKind

TODAY = date(2026, 11, 24)
ASKED = YearAsked(
    source="IV.E",
    seconds=7_200,
    kind=PeriodKind.CALENDAR_YEAR,
    opened=frozenset({date(2026, 1, 1)}),
    closed=frozenset(),
    settled=frozenset(),
    cutoff="10-30",
)


def duties(
    asked: YearAsked = ASKED, *, first: date = date(2026, 1, 1), today: date = TODAY
) -> list[Duty]:
    months = calendar(CalendarFacts((asked,)), first, today)
    return [each for month in months for each in month.duties]


def of(found: Collection[Duty], kind: DutyKind) -> Duty:
    (only,) = [each for each in found if each.kind is kind]
    return only


def test_a_calendar_has_twelve_months_in_order_also_those_that_ask_nothing() -> None:
    months = calendar(CalendarFacts(()), date(2026, 11, 24), TODAY)
    assert [month.name for month in months][:3] == [
        "November 2026",
        "December 2026",
        "January 2027",
    ]
    assert len(months) == 12
    assert months[-1].first == date(2027, 10, 1)


def test_the_year_of_the_policy_is_opened_closed_and_told_with_its_clause() -> None:
    found = duties(first=TODAY)
    opening, closing = of(found, DutyKind.OPEN_YEAR), of(found, DutyKind.CLOSE_YEAR)
    telling = of(found, DutyKind.TELL_LATE)
    assert (opening.month, closing.month, telling.month) == (
        date(2027, 1, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    )
    assert "Open 2027" in opening.what
    assert "2026" in closing.what
    assert "late in 2026" in telling.what
    for each in (opening, closing, telling):
        assert each.why == "Section IV.E: 120 minutes in each calendar year"
        assert each.state is DutyState.OPEN


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 1, 31), DutyState.OPEN),
        (date(2027, 2, 1), DutyState.LATE),
    ],
)
def test_january_is_late_from_february_on(today: date, state: DutyState) -> None:
    found = duties(first=date(2027, 1, 1), today=today)
    assert of(found, DutyKind.OPEN_YEAR).state is state
    assert of(found, DutyKind.TELL_LATE).state is state


def test_what_the_record_says_is_done() -> None:
    year, following = date(2026, 1, 1), date(2027, 1, 1)
    done = replace(
        ASKED,
        opened=frozenset({year, following}),
        closed=frozenset({year}),
        settled=frozenset({year}),
    )
    found = duties(done, first=TODAY, today=date(2027, 5, 1))
    assert of(found, DutyKind.OPEN_YEAR).state is DutyState.DONE
    assert of(found, DutyKind.CLOSE_YEAR).state is DutyState.DONE
    assert of(found, DutyKind.TELL_LATE).state is DutyState.DONE
    assert of(duties(done), DutyKind.NO_CHANGE).state is DutyState.DONE


@pytest.mark.parametrize(
    ("today", "last", "state"),
    [
        (date(2026, 10, 30), DutyState.OPEN, DutyState.OPEN),
        (date(2026, 10, 31), DutyState.PAST, DutyState.OPEN),
        (date(2026, 12, 31), DutyState.PAST, DutyState.OPEN),
        (date(2027, 1, 1), DutyState.PAST, DutyState.LATE),
    ],
)
def test_the_statement_of_no_change_is_asked_the_day_after_the_last_day_for_updates(
    today: date, last: DutyState, state: DutyState
) -> None:
    found = duties(today=today)
    assert of(found, DutyKind.LAST_UPDATE).on == date(2026, 10, 30)
    assert of(found, DutyKind.LAST_UPDATE).state is last
    asked = of(found, DutyKind.NO_CHANGE)
    assert (asked.on, asked.month, asked.state) == (date(2026, 10, 31), date(2026, 10, 1), state)


def test_without_a_cut_off_the_statement_belongs_to_january_and_without_updates_to_nothing() -> (
    None
):
    undecided = replace(ASKED, cutoff=None)
    found = duties(undecided, first=TODAY)
    assert of(found, DutyKind.LAST_UPDATE).on == date(2026, 12, 31)
    assert of(found, DutyKind.NO_CHANGE).on == date(2027, 1, 1)
    kinds = {each.kind for each in duties(replace(ASKED, has_updates=False))}
    assert not kinds & {DutyKind.LAST_UPDATE, DutyKind.NO_CHANGE}


def test_a_training_year_turns_in_july() -> None:
    asked = replace(ASKED, kind=PeriodKind.TRAINING_YEAR, cutoff=None)
    found = duties(asked, first=date(2027, 1, 1))
    assert of(found, DutyKind.CLOSE_YEAR).month == date(2027, 6, 1)
    opening = of(found, DutyKind.OPEN_YEAR)
    assert (opening.month, opening.what) == (
        date(2027, 7, 1),
        "Open 2027-2028 for every sworn member",
    )
    assert "training year" in opening.why


@pytest.mark.parametrize(
    ("oldest", "state"),
    [
        (None, DutyState.DONE),
        (date(2026, 11, 17), DutyState.OPEN),
        (date(2026, 11, 16), DutyState.LATE),
    ],
)
def test_rosters_are_late_when_one_waits_for_more_than_a_week(
    oldest: date | None, state: DutyState
) -> None:
    found = routine(CalendarFacts((), oldest_roster=oldest), TODAY)
    assert of(found, DutyKind.ROSTERS).state is state
    head = of(found, DutyKind.HEAD)
    assert "October" in head.what
    assert head.state is DutyState.UNSAID


def test_a_key_is_renewed_a_year_after_it_came_into_use_and_then_shown_as_late() -> None:
    soon = calendar(CalendarFacts((), key_since=date(2026, 3, 5)), TODAY, TODAY)
    key = of([each for month in soon for each in month.duties], DutyKind.KEY)
    assert (key.on, key.state) == (date(2027, 3, 5), DutyState.OPEN)
    old = calendar(CalendarFacts((), key_since=date(2024, 2, 29)), TODAY, TODAY)
    key = of(old[0].duties, DutyKind.KEY)
    assert (key.on, key.state) == (None, DutyState.LATE)
    assert "March 1, 2025" in key.why


def test_holds_and_drills_are_asked_about_and_never_said_to_be_done() -> None:
    for holds, words in ((1, "the legal hold still stands"), (3, "the 3 legal holds still stand")):
        months = calendar(CalendarFacts((), holds=holds), date(2027, 1, 1), TODAY)
        asked = of(
            [each for month in months for each in month.duties if month.first.month == 1],
            DutyKind.HOLDS,
        )
        assert words in asked.what
        assert asked.state is DutyState.UNSAID
    drills = [each for month in months for each in month.duties if each.kind is DutyKind.DRILL]
    assert [each.month.month for each in drills] == [3, 9]
    assert all(each.why.startswith("No rule sets a day") for each in drills)


def test_dates_of_the_record_come_in_their_order_and_pass() -> None:
    dated = (
        Dated(DutyKind.BACK, date(2026, 11, 30), 2),
        Dated(DutyKind.DUE, date(2026, 11, 23)),
        Dated(DutyKind.CREDENTIAL, date(2026, 11, 24), name="Sgt. Example"),
        Dated(DutyKind.ROLE, date(2027, 10, 31)),
        Dated(DutyKind.ROLE, date(2027, 11, 1)),
    )
    months = calendar(CalendarFacts((), dated), TODAY, TODAY)
    assert [(each.what, each.state) for each in months[0].duties] == [
        ("An assignment is due", DutyState.PAST),
        ("An instructor\u2019s credential ends: Sgt. Example", DutyState.OPEN),
        ("2 people are expected back from leave", DutyState.OPEN),
    ]
    assert [each.on for each in months[-1].duties] == [date(2027, 10, 31)]


def test_every_kind_of_date_has_its_words() -> None:
    dated = [kind for kind in DutyKind if kind not in _RULED]
    for count in (1, 2):
        months = calendar(
            CalendarFacts((), tuple(Dated(kind, TODAY, count) for kind in dated)), TODAY, TODAY
        )
        found = months[0].duties
        assert [each.kind for each in found] == dated
        assert all(each.why and each.who and "{" not in each.what for each in found)


_RULED = {
    DutyKind.OPEN_YEAR,
    DutyKind.TELL_LATE,
    DutyKind.CLOSE_YEAR,
    DutyKind.NO_CHANGE,
    DutyKind.LAST_UPDATE,
    DutyKind.ROSTERS,
    DutyKind.HEAD,
    DutyKind.DRILL,
    DutyKind.KEY,
    DutyKind.HOLDS,
}
