"""Each year is an edition: plans approved again, and what was passed last year read in short.

What was met in earlier years comes last in this year's draws; that is the draw's own rule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from lms.domain.lesson import Lesson, Page
from lms.domain.requirement import Period, PeriodKind, period_of


def edition_before(kind: PeriodKind, period: Period) -> Period:
    """The period that ended on the day before this one began."""
    return period_of(kind, period.starts_on - timedelta(days=1))


def is_due_again(*, approved_on: date, edition: Period) -> bool:
    """Whether a lesson plan that was approved on a day needs a person to approve it again."""
    return approved_on < edition.starts_on


def is_read_short(*, passed_before: bool, read_before: str | None, now: str) -> bool:
    """Whether a lesson is served in its short form.

    It is for somebody who passed its module in the edition before, and read this very text: a
    lesson that has changed since is read whole.

    Args:
        passed_before: in the edition before this one.
        read_before: digest of the lesson's version at that time; None where it was not read.
        now: digest of the version that is served now.
    """
    return passed_before and read_before == now


def short_form(lesson: Lesson, page: Page) -> Page:
    """A page with its key points in place of its text; time follows from these words.

    The key points are the lesson's aims that rest on a section the page shows; where none
    does, all of them. The policy's own words stand beside it as ever.
    """
    here = [
        objective.text
        for objective in lesson.objectives
        if not set(objective.provisions).isdisjoint(page.provisions)
    ]
    points = here or [objective.text for objective in lesson.objectives]
    return replace(page, body="\n".join(f"- {point}" for point in points))
