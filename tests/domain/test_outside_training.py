"""Training taken elsewhere: what stands against a submission and against a decision on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.domain.outside_training import (
    EXPLAINED,
    LONGEST_LINE,
    LONGEST_WORDS,
    MOST_DAYS,
    MOST_MINUTES,
    Doubt,
    Held,
    OutsideOutcome,
    OutsideTraining,
    OutsideYear,
    Overlap,
    Seen,
    Verdict,
    may_decide,
    outside_postings,
    room_seconds,
    sections_named,
    submission_findings,
    verdict_findings,
)
from lms.domain.requirement import Period

DAY = date(2027, 6, 1)
SCAN = "a" * 64
SUBJECTS = frozenset({"policy", "federal_changes"})
YEAR = OutsideYear((Period(date(2027, 1, 1), date(2027, 12, 31)),), SUBJECTS, closed=(), sworn=True)
SENT = OutsideTraining(
    title="Civil immigration detainers",
    provider="Regional Academy",
    first_day=DAY,
    last_day=DAY,
    claimed={"policy": 60},
    covered="Detainers and what state law asks.",
)
HELD = Held("number 3", "Another provider", "b" * 64, DAY - timedelta(days=9))


def fields(
    training: OutsideTraining = SENT, year: OutsideYear = YEAR, *held: Held, today: date = DAY
) -> list[tuple[str | int, ...]]:
    found = submission_findings(training, year, scan_sha256=SCAN, held=held, today=today)
    return [each.path for each in found]


def test_training_of_today_for_both_subjects_stands() -> None:
    assert fields() == []
    both = replace(SENT, claimed={"policy": MOST_MINUTES - 1, "federal_changes": 1})
    assert fields(both, YEAR, HELD) == []
    days = replace(SENT, first_day=DAY - timedelta(days=MOST_DAYS - 1))
    assert fields(days) == []


@pytest.mark.parametrize(
    ("training", "path"),
    [
        (replace(SENT, title="  "), ("title",)),
        (replace(SENT, title="x" * (LONGEST_LINE + 1)), ("title",)),
        (replace(SENT, provider=""), ("provider",)),
        (replace(SENT, covered="\n"), ("covered",)),
        (replace(SENT, covered="x" * (LONGEST_WORDS + 1)), ("covered",)),
        (replace(SENT, explanation="x" * (LONGEST_WORDS + 1)), ("explanation",)),
        (replace(SENT, first_day=DAY + timedelta(days=1)), ("last_day",)),
        (replace(SENT, first_day=DAY - timedelta(days=MOST_DAYS)), ("last_day",)),
        (replace(SENT, last_day=DAY + timedelta(days=1)), ("last_day",)),
        (replace(SENT, claimed={}), ("minutes",)),
        (replace(SENT, claimed={"policy": 0}), ("minutes", "policy")),
        (replace(SENT, claimed={"policy": MOST_MINUTES + 1}), ("minutes", "policy")),
        (replace(SENT, claimed={"astronomy": 10}), ("minutes", "astronomy")),
        (replace(SENT, claimed={"policy": 1_000, "federal_changes": 441}), ("minutes",)),
    ],
)
def test_a_mistake_is_named_at_its_field(
    training: OutsideTraining, path: tuple[str | int, ...]
) -> None:
    assert path in fields(training)


@pytest.mark.parametrize(
    ("year", "path"),
    [
        (replace(YEAR, sworn=False), ("first_day",)),
        (replace(YEAR, periods=(), subjects=frozenset()), ("last_day",)),
        (replace(YEAR, closed=("2027",)), ("last_day",)),
    ],
)
def test_a_year_that_takes_nothing_says_so_once(
    year: OutsideYear, path: tuple[str | int, ...]
) -> None:
    assert fields(SENT, year) == [path]


def test_training_over_new_year_is_sent_in_two() -> None:
    begun = replace(SENT, first_day=date(2026, 12, 30), last_day=date(2027, 1, 2))
    assert fields(begun) == [("first_day",)]


def test_the_same_certificate_for_the_same_training_is_refused_whatever_is_said() -> None:
    twice = replace(HELD, provider="REGIONAL  academy", scan_sha256=SCAN, last_day=DAY)
    assert fields(replace(SENT, explanation="Another one."), YEAR, twice) == [("scan",)]


@pytest.mark.parametrize(
    "held",
    [
        replace(HELD, scan_sha256=SCAN),
        replace(HELD, provider="Regional Academy", last_day=DAY),
    ],
)
def test_what_looks_alike_asks_for_an_explanation(held: Held) -> None:
    assert fields(SENT, YEAR, held) == [("explanation",)]
    assert fields(replace(SENT, explanation="The afternoon's class."), YEAR, held) == []


def test_sections_are_known_by_their_number_and_as_a_whole() -> None:
    labels = ("IV.A.1", "IV.A.2", "IV.B", "V")
    found = sections_named("iv.a.1, Section IV.B.; IV.A and so on, iv, IX, V, IV.B", labels)
    assert found == (("IV.A.1", "IV.B", "IV", "V"), ("IV.A and so on", "IX"))
    assert sections_named(" , ;", labels) == ((), ())


CLAIMED = {"policy": 60, "federal_changes": 30}
SEEN = Seen((), SUBJECTS, closed=(), room_seconds=room_seconds(1, 0))


def decided(verdict: Verdict, seen: Seen = SEEN) -> list[tuple[str | int, ...]]:
    return [each.path for each in verdict_findings(CLAIMED, verdict, seen)]


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(OutsideOutcome.GRANTED, CLAIMED),
        Verdict(OutsideOutcome.ADJUSTED, {"policy": 90}, "All of it was about the policy."),
        Verdict(OutsideOutcome.ADJUSTED, {"policy": 1}, "The rest was about the range."),
        Verdict(OutsideOutcome.DECLINED, {}, "The agenda names another subject."),
    ],
)
def test_a_sound_decision_stands(verdict: Verdict) -> None:
    assert decided(verdict) == []


@pytest.mark.parametrize(
    ("verdict", "path"),
    [
        (Verdict(OutsideOutcome.GRANTED, {"policy": 60}), ("minutes",)),
        (Verdict(OutsideOutcome.ADJUSTED, {"policy": 91}, "More."), ("minutes",)),
        (Verdict(OutsideOutcome.ADJUSTED, CLAIMED, "The same."), ("minutes",)),
        (Verdict(OutsideOutcome.ADJUSTED, {}, "None."), ("minutes",)),
        (Verdict(OutsideOutcome.ADJUSTED, {"policy": 90, "x": -5}, "No."), ("minutes", "x")),
        (Verdict(OutsideOutcome.ADJUSTED, {"policy": 30}, " "), ("reason",)),
        (Verdict(OutsideOutcome.DECLINED, {}), ("reason",)),
        (Verdict(OutsideOutcome.DECLINED, {"policy": 1}, "No."), ("outcome",)),
        (Verdict(OutsideOutcome.DECLINED, {}, "x" * (LONGEST_WORDS + 1)), ("reason",)),
    ],
)
def test_a_decision_that_cannot_be_names_its_field(
    verdict: Verdict, path: tuple[str | int, ...]
) -> None:
    assert path in decided(verdict)


def test_nothing_is_granted_in_a_closed_year_or_beyond_the_day() -> None:
    grant = Verdict(OutsideOutcome.GRANTED, CLAIMED)
    decline = Verdict(OutsideOutcome.DECLINED, {}, "Too late.")
    closed = replace(SEEN, closed=("2027",))
    assert decided(grant, closed) == [("outcome",)]
    assert decided(decline, closed) == []
    full = replace(SEEN, room_seconds=room_seconds(1, 86_400 - 90 * 60 + 1))
    assert decided(grant, full) == [("minutes",)]
    assert decided(grant, replace(SEEN, room_seconds=90 * 60)) == []


@pytest.mark.parametrize("doubt", list(Doubt))
def test_what_the_record_holds_beside_it_asks_why(doubt: Doubt) -> None:
    seen = replace(SEEN, overlaps=(Overlap(doubt, "There is something."),))
    grant = Verdict(OutsideOutcome.GRANTED, CLAIMED)
    asked = [("explained",)] if doubt in EXPLAINED else []
    assert decided(grant, seen) == asked
    assert decided(replace(grant, explained="Both fit in the day."), seen) == []
    assert decided(Verdict(OutsideOutcome.DECLINED, {}, "No."), seen) == []


def test_granted_minutes_belong_to_the_last_day() -> None:
    lines = [(each.earned_on, each.limb, each.seconds) for each in outside_postings(CLAIMED, DAY)]
    assert lines == [(DAY, "federal_changes", 1_800), (DAY, "policy", 3_600)]


def test_neither_the_officer_nor_the_sender_decides() -> None:
    asked = {"entered_by": 5, "member_id": 7}
    assert may_decide(**asked, account_id=6, by_member_id=None)
    assert may_decide(**asked, account_id=6, by_member_id=8)
    assert not may_decide(**asked, account_id=5, by_member_id=None)
    assert not may_decide(**asked, account_id=6, by_member_id=7)
    assert not may_decide(**asked, account_id=None, by_member_id=None)
