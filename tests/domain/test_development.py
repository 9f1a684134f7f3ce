"""The register's rules: what is held back, whose clock runs from when, what an entry needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.development import (
    Confidence,
    Development,
    DevelopmentKind,
    Jurisdiction,
    Outcome,
    Touch,
    Touched,
    clock_starts,
    development_findings,
    entry_findings,
    held_back,
    is_address,
    may_be_proposed,
    trained_on,
)
from lms.domain.provision import ProvisionStatus

ENTRY = Development(
    code="D-1",
    title="A court decides",
    kind=DevelopmentKind.COURT_DECISION,
    jurisdiction=Jurisdiction.STATE,
    confidence=Confidence.VERIFIED,
    date_words="July 24, 2017",
    dated_on=date(2017, 7, 24),
    effective_on=None,
    what_changed="A hold on a detainer is an arrest.",
    consequence="The third choice is not trained.",
    touched=(Touched("IV.D.2", Touch.SUPERSEDES), Touched("IV.D.4", Touch.EXPLAINS)),
    sources=("https://example.org/decision",),
)
KNOWN = {"IV.D.2", "IV.D.4"}


def _said(entry: Development) -> list[tuple[object, ...]]:
    return [finding.path for finding in entry_findings(entry, KNOWN)]


def test_a_sound_entry_has_no_findings() -> None:
    assert entry_findings(ENTRY, KNOWN) == ()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": " "}, ("title",)),
        ({"what_changed": ""}, ("what_changed",)),
        ({"what_changed": "x" * 2001}, ("what_changed",)),
        ({"date_words": ""}, ("date_words",)),
        ({"sources": ()}, ("sources",)),
        ({"sources": ("javascript:alert(1)",)}, ("sources", 0)),
        ({"sources": ("https://a.org", "https://a.org")}, ("sources", 1)),
        ({"effective_on": date(2017, 7, 23)}, ("effective_on",)),
        ({"touched": ()}, ("touched",)),
        ({"touched": (Touched("IV.Z", Touch.LIMITS),)}, ("touched", 0, "provision")),
        (
            {"touched": (Touched("IV.D.2", Touch.LIMITS), Touched("IV.D.2", Touch.EXPLAINS))},
            ("touched", 1, "provision"),
        ),
        ({"touched": (Touched("IV.D.2", Touch.AWAITS),)}, ("touched", 0, "how")),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_at_its_field(
    changes: dict[str, object], path: tuple[object, ...]
) -> None:
    assert _said(replace(ENTRY, **changes)) == [path]  # type: ignore[arg-type]


def test_a_name_is_given_once() -> None:
    found = development_findings((ENTRY, ENTRY), KNOWN)
    assert [finding.path for finding in found] == [(1, "code")]


def test_only_a_bill_lets_a_section_wait_for_an_outcome() -> None:
    bill = replace(ENTRY, kind=DevelopmentKind.BILL, touched=(Touched("IV.D.2", Touch.AWAITS),))
    assert entry_findings(bill, KNOWN) == ()


def test_what_is_not_scored_anyway_keeps_what_it_says_of_itself() -> None:
    statuses = {
        "a": ProvisionStatus.TESTABLE,
        "b": ProvisionStatus.GUARDED,
        "c": ProvisionStatus.BACKGROUND,
        "d": ProvisionStatus.BLOCKED,
    }
    assert held_back(("d", "c", "b", "a", "a", "unknown"), statuses) == ("b", "a")


def test_what_waits_for_an_outcome_is_not_proposed_for_opening() -> None:
    assert not may_be_proposed("IV.A-4", {"IV.A-4"})
    assert may_be_proposed("IV.A-2(c)", {"IV.A-4"})


def test_still_pending_is_no_outcome() -> None:
    assert [each for each in Outcome if each.is_known] == [Outcome.ENACTED, Outcome.NOT_ENACTED]


def test_days_run_from_the_review_or_from_a_later_day_of_effect() -> None:
    reviewed = date(2027, 3, 1)
    assert clock_starts(reviewed_on=reviewed, effective_on=date(2017, 7, 24)) == reviewed
    assert clock_starts(reviewed_on=reviewed, effective_on=None) == reviewed
    later = date(2027, 7, 1)
    assert clock_starts(reviewed_on=reviewed, effective_on=later) == later


def test_ninety_of_a_hundred_are_trained_on_the_day_of_the_ninetieth() -> None:
    days: list[date | None] = [date(2027, 1, 1 + number // 4) for number in range(100)]
    assert trained_on(days) == date(2027, 1, 23)
    assert trained_on([*days[:90], *[None] * 10]) == date(2027, 1, 23)
    assert trained_on([*days[:89], *[None] * 11]) is None


def test_of_nine_people_all_nine_make_ninety_percent_and_nobody_makes_none() -> None:
    day = date(2027, 1, 1)
    assert trained_on([day] * 8 + [None]) is None
    assert trained_on([day] * 9) == day
    assert trained_on([]) is None


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://malegislature.gov/Bills", True),
        ("http://masscases.com/cases/sjc/477/477mass517.html", True),
        ("ftp://example.org", False),
        ("https://localhost", False),
        ("https://exa mple.org", False),
        ("https://[", False),
        ("https://a.org/" + "x" * 500, False),
        ("", False),
    ],
)
def test_a_source_is_the_address_of_a_page(text: str, good: bool) -> None:  # noqa: FBT001 - parametrized
    assert is_address(text) is good
