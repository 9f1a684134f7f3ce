"""What a member did of a lesson in the edition before this one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.domain.edition import edition_before, is_read_short
from lms.domain.requirement import PeriodKind, period_of
from lms.queries.content import versions_by_id
from lms.queries.lesson_work import PinnedLesson
from lms.queries.sittings import attempts_of, pins, sittings_of


def reads_short(session: Session, pinned: PinnedLesson) -> bool:
    """Whether the member of a sitting is served the lesson in its short form."""
    sitting = pinned.sitting
    period = period_of(PeriodKind.CALENDAR_YEAR, sitting.period_start)
    before = edition_before(PeriodKind.CALENDAR_YEAR, period)
    last_year = sittings_of(
        session, member_id=sitting.member_id, period_start=before.starts_on
    ).get(sitting.content_id)
    if last_year is None:
        return False
    pin = pins(session, last_year.id).get(pinned.lesson.id)
    read = versions_by_id(session, (pin.lesson_version_id,)) if pin is not None else {}
    return is_read_short(
        passed_before=any(each.passed for each in attempts_of(session, last_year.id)),
        read_before=read[pin.lesson_version_id].digest if pin is not None else None,
        now=pinned.digest,
    )
