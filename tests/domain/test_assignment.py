"""Audiences and where somebody stands with an assigned module."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.assignment import (
    AssignedWork,
    Audience,
    AudienceKind,
    Progress,
    includes,
    named,
    progress,
)
from lms.domain.errors import InvalidError
from lms.domain.member import ServiceFacts

_TODAY = date(2026, 11, 24)
_OFFICER = ServiceFacts(
    badge_number="0147",
    given_name="Ana",
    family_name="Reyes",
    rank="Officer",
    unit="Patrol",
    shift="Midnight",
    supervisor_badge=None,
    email="a@example.gov",
    sworn=True,
    hired_on=date(2019, 5, 1),
    separated_on=None,
    valid_from=date(2019, 5, 1),
)
_WORK = AssignedWork(
    due_on=date(2026, 12, 15), passed_on=None, started=False, excused=False, on_leave=False
)


@pytest.mark.parametrize(
    "audience",
    [
        Audience(AudienceKind.ALL_SWORN),
        Audience(AudienceKind.RANK, "Officer"),
        Audience(AudienceKind.UNIT, "Patrol"),
        Audience(AudienceKind.SHIFT, "Midnight"),
        Audience(AudienceKind.MEMBER, "0147"),
        named(["0148", "0147"]),
    ],
)
def test_each_kind_of_audience_finds_its_people(audience: Audience) -> None:
    assert includes(audience, _OFFICER, _TODAY)


def test_all_sworn_leaves_civilians_out() -> None:
    civilian = replace(_OFFICER, sworn=False, rank="Civilian")
    assert not includes(Audience(AudienceKind.ALL_SWORN), civilian, _TODAY)


def test_somebody_who_has_left_belongs_to_no_audience() -> None:
    gone = replace(_OFFICER, separated_on=_TODAY)
    assert not includes(Audience(AudienceKind.MEMBER, "0147"), gone, _TODAY)


@pytest.mark.parametrize(
    ("kind", "value"), [(AudienceKind.ALL_SWORN, "x"), (AudienceKind.UNIT, "")]
)
def test_an_audience_names_one_thing_or_everybody(kind: AudienceKind, value: str) -> None:
    with pytest.raises(InvalidError):
        Audience(kind, value)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (_WORK, Progress.NOT_STARTED),
        (replace(_WORK, started=True), Progress.IN_PROGRESS),
        (replace(_WORK, due_on=date(2026, 11, 23)), Progress.OVERDUE),
        (replace(_WORK, due_on=_TODAY), Progress.NOT_STARTED),
        (replace(_WORK, due_on=date(2026, 1, 1), on_leave=True), Progress.EXCUSED),
        (replace(_WORK, due_on=date(2026, 1, 1), excused=True), Progress.EXCUSED),
        (replace(_WORK, due_on=date(2026, 1, 1), passed_on=_TODAY), Progress.DONE),
    ],
)
def test_progress_follows_from_the_records(work: AssignedWork, expected: Progress) -> None:
    assert progress(work, _TODAY) is expected
