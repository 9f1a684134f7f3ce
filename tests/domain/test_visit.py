"""What a visit came to, its pace, and what a statement of time says about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.domain.credit import seconds_by_day
from lms.domain.duty import Duty
from lms.domain.pace import ANSWER_WITHIN, RULE, Pace, may_decide, pace
from lms.domain.requirement import PeriodKind, period_of
from lms.domain.seat_clock import Interval, WhyNot
from lms.domain.statement import MEASURED, Known, unusual
from lms.domain.visit import (
    PageAccount,
    Seen,
    Span,
    counted_seconds,
    expected_seconds,
    missed_seconds,
    page_accounts,
    seen_beat,
    visit_at,
)

PATROL = Known(frozenset({Duty.ON_DUTY}), phone=True, computer=False)
HOME = Known(frozenset({Duty.OFF_DUTY_OWN}), phone=False, computer=True)


def beat(page: str, served: int, at: int, counted: int, why_not: str | None = None) -> Seen:
    return seen_beat(
        unit="lesson:a",
        page=page,
        limb="policy",
        served_ms=served * 1000,
        at_ms=at * 1000,
        expected_seconds=60,
        intervals=[[served * 1000, counted]] if counted else [],
        why_not=why_not,
        no_signal=False,
        worked=False,
    )


def account(**changes: object) -> PageAccount:
    page = PageAccount(
        unit="lesson:a",
        page="1/lesson:a/first",
        limb="policy",
        expected_seconds=400,
        seconds=400,
        missed={},
        no_signal=False,
        worked=True,
        first_ms=0,
        last_ms=400_000,
        beats=27,
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def test_a_page_sums_what_counted_and_what_passed_without_counting() -> None:
    seen = [
        beat("a", 0, 15, 15),
        beat("a", 15, 200, 0, "long_gap"),
        beat("b", 200, 215, 10, "idle"),
    ]
    first, second = page_accounts(seen)
    assert (first.page, first.seconds, dict(first.missed)) == ("a", 15, {WhyNot.LONG_GAP: 185})
    assert (second.page, second.seconds, dict(second.missed)) == ("b", 10, {WhyNot.IDLE: 5})
    assert first.beats == 2
    assert counted_seconds((first, second)) == 25
    assert missed_seconds((first, second)) == {WhyNot.LONG_GAP: 185, WhyNot.IDLE: 5}


def test_a_gap_that_counted_later_is_not_missed() -> None:
    held = beat("a", 15, 100, 0, "gap_held")
    regained = replace(beat("a", 100, 115, 15), seconds=100, regained_seconds=85, last_ms=115_000)
    (page,) = page_accounts([held, regained])
    assert page.seconds == 100
    assert page.missed == {}


def test_a_stored_record_tells_its_own_seconds_from_regained_ones() -> None:
    found = seen_beat(
        unit="lesson:a",
        page="a",
        limb="policy",
        served_ms=100_000,
        at_ms=115_000,
        expected_seconds=300,
        intervals=[[15_000, 85], [100_000, 15]],
        why_not=None,
        no_signal=False,
        worked=True,
    )
    assert (found.seconds, found.regained_seconds, found.missed) == (100, 85, {})


def test_the_carried_fraction_of_a_second_is_not_missed() -> None:
    assert beat("a", 0, 0, 0, "under_a_second").missed == {}


def test_a_moment_belongs_to_the_latest_visit_begun() -> None:
    starts = [(1000, 7), (5000, 8)]
    assert [visit_at(starts, at) for at in (999, 1000, 4999, 5000, 90_000)] == [7, 7, 7, 8, 8]
    assert visit_at((), 5) is None


def test_the_expected_time_of_a_page_that_was_left_is_not_asked_for() -> None:
    assert expected_seconds([account(), account(worked=False)]) == 400


# The pace


@pytest.mark.parametrize(
    ("expected", "passed", "listed"),
    [(300, 74, True), (300, 75, False), (299, 1, False), (1200, 299, True), (1200, 300, False)],
)
def test_the_rule_names_a_visit_below_a_quarter_of_at_least_five_minutes(
    expected: int, passed: int, *, listed: bool
) -> None:
    assert Pace(expected, passed, 5).is_listed is listed


def test_lost_time_never_makes_a_visit_look_short() -> None:
    lost = account(seconds=10, missed={WhyNot.LONG_GAP: 390})
    assert not pace([lost]).is_listed
    assert pace([account(seconds=10, last_ms=10_000)]).is_listed


def test_pages_left_unfinished_make_no_visit_short() -> None:
    assert pace([account(worked=False, last_ms=1000)]) == Pace(0, 0, 0)


def test_nobody_decides_before_the_officer_saw_it_or_had_two_weeks() -> None:
    opened = datetime(2027, 3, 1, tzinfo=UTC)
    assert may_decide(answered=True, opened_at=opened, now=opened)
    assert not may_decide(answered=False, opened_at=opened, now=opened + timedelta(days=13))
    assert may_decide(answered=False, opened_at=opened, now=opened + ANSWER_WITHIN)


# The statement


def test_a_visit_at_any_ordinary_pace_has_nothing_unusual() -> None:
    for seconds in (100, 200, 400, 800):
        assert unusual([account(seconds=seconds)], PATROL) == ()


def test_a_quick_visit_is_stated_with_explanations_that_fit() -> None:
    quick = account(seconds=60, missed={WhyNot.LONG_GAP: 70})
    (patrol,) = unusual([quick], PATROL)
    assert patrol.fact == (
        "The finished pages counted 1 minute of the 6 minutes they were expected to take."
    )
    assert "1 minute more passed on these pages and did not count." in patrol.explanations
    assert any("call" in each for each in patrol.explanations)
    (home,) = unusual([quick], HOME)
    assert not any("call" in each for each in home.explanations)


@pytest.mark.parametrize("why", sorted(set(WhyNot)))
def test_every_reason_that_is_worth_a_line_has_an_innocent_explanation(why: WhyNot) -> None:
    found = unusual([account(missed={why: 1000})], PATROL)
    assert all(each.explanations and all(each.explanations) for each in found)
    assert [bool(found)] == [
        why not in {WhyNot.UNDER_A_SECOND, WhyNot.ALREADY_COUNTED, WhyNot.CLOCK_SET_BACK}
    ]


def test_a_phone_and_a_computer_are_explained_by_what_they_are() -> None:
    hidden = account(missed={WhyNot.OUT_OF_SIGHT: 600})
    (phone,), (computer,) = unusual([hidden], PATROL), unusual([hidden], HOME)
    assert any("phone" in each for each in phone.explanations)
    assert any("computer" in each for each in computer.explanations)
    assert not any("phone" in each for each in computer.explanations)


def test_two_devices_and_pages_without_a_script_are_facts_with_reasons() -> None:
    found = unusual([account(no_signal=True)], replace(HOME, shared=True))
    assert len(found) == 2


def test_no_word_of_a_statement_accuses() -> None:
    quick = account(seconds=1, missed=dict.fromkeys(WhyNot, 1000), no_signal=True)
    facts = unusual([quick], replace(PATROL, shared=True, computer=True))
    texts = [*MEASURED, RULE, *(each.fact for each in facts)]
    texts += [text for each in facts for text in each.explanations]
    for text in texts:
        for word in ("cheat", "fraud", "suspicious", "faster than", "slower than", "rank"):
            assert word not in text.lower()


def test_a_span_takes_the_seconds_that_the_ledger_gives_to_its_days() -> None:
    zone = ZoneInfo("America/New_York")
    midnight = int(datetime(2028, 1, 1, tzinfo=zone).timestamp() * 1000)
    years = [
        Span.of(period_of(PeriodKind.CALENDAR_YEAR, date(year, 7, 1)), zone)
        for year in (2027, 2028)
    ]
    assert years[0].until_ms == years[1].from_ms == midnight
    for from_ms, seconds in ((midnight - 7_300, 15), (midnight - 5_000, 5), (midnight, 9)):
        days = seconds_by_day([Interval(from_ms, seconds)], zone)
        split = [span.part(from_ms, seconds)[1] for span in years]
        assert split == [days.get(date(2027, 12, 31), 0), days.get(date(2028, 1, 1), 0)]
        assert sum(split) == seconds
