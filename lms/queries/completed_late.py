"""Who completed a year after its last day.

A module begun in a year goes on after New Year, and its lessons count for the year of its
beginning; and a year that was opened once more takes minutes that were worked after it. Both are
late completion, and shown as late for that year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.late_year import day_reached
from lms.models import (
    Certificate,
    CertificateRevocation,
    Content,
    CreditEntry,
    LessonCompletion,
    Sitting,
)
from lms.queries.classes import lessons_taught_in
from lms.queries.counted_in import counted_in
from lms.queries.local_day import local_zone
from lms.queries.owed import Owed
from lms.queries.standings import of_lesson_subjects
from lms.queries.updates_of_year import Lessons


def late_days(session: Session, owed: Owed, lessons: Lessons) -> dict[int, date]:
    """The day after a year's end on which members reached what it asks, by member.

    That is the last of its lessons, or the late minutes that brought it to its time. Whoever had
    the year's certificate before its end, or was taught the lesson in a class of the year, is not
    among them. A year that still runs has nobody.

    Args:
        owed: as it holds on the period's last day, where that is past.
        lessons: from ``lessons_that_count``.
    """
    if owed.asked_on < owed.period.ends_on:
        return {}
    found = _late_lessons(session, owed, lessons)
    for member_id, day in _late_time(session, owed).items():
        found[member_id] = max(day, found.get(member_id, day))
    return found


def _late_time(session: Session, owed: Owed) -> dict[int, date]:
    """The day on which late minutes brought members to the year's time, by member."""
    late: dict[int, dict[date, int]] = {}
    worked = (
        select(CreditEntry.member_id, CreditEntry.earned_on, func.sum(CreditEntry.seconds))
        .where(CreditEntry.late_for == owed.period.starts_on, counted_in(owed.period))
        .group_by(CreditEntry.member_id, CreditEntry.earned_on)
    )
    for member_id, day, seconds in session.execute(worked):
        late.setdefault(member_id, {})[day] = int(seconds)
    if not late:
        return {}
    first = select(CreditEntry.member_id, func.sum(CreditEntry.seconds)).where(
        CreditEntry.member_id.in_(late), CreditEntry.late_for.is_(None), counted_in(owed.period)
    )
    in_time = {row[0]: int(row[1]) for row in session.execute(first.group_by("member_id"))}
    asked = owed.requirement.seconds
    reached = {
        member_id: day_reached(in_time.get(member_id, 0), by_day, asked)
        for member_id, by_day in late.items()
    }
    return {member_id: day for member_id, day in reached.items() if day is not None}


def _late_lessons(session: Session, owed: Owed, lessons: Lessons) -> dict[int, date]:
    wanted = sorted(of_lesson_subjects(owed, lessons))
    if not wanted:
        return {}
    last = datetime.combine(owed.period.ends_on, time(), UTC)
    zone = local_zone(session, last)
    over = datetime.combine(owed.period.ends_on + timedelta(days=1), time(), zone)
    done_at = func.min(LessonCompletion.completed_at)
    rows = session.execute(
        select(Sitting.member_id, LessonCompletion.lesson, done_at)
        .join(LessonCompletion, LessonCompletion.sitting_id == Sitting.id)
        .where(Sitting.period_start == owed.period.starts_on, LessonCompletion.lesson.in_(wanted))
        .group_by(Sitting.member_id, LessonCompletion.lesson)
        .having(done_at >= over)
    ).all()
    if not rows:
        return {}
    taught_in = lessons_taught_in(owed.period).where(Content.slug.in_(wanted))
    taught = {(row.member_id, row.lesson) for row in session.execute(taught_in)}
    in_time = _certified_before(session, owed, over)
    found: dict[int, date] = {}
    for member_id, lesson, at in rows:
        if (member_id, lesson) not in taught and member_id not in in_time:
            day = at.astimezone(zone).date()
            found[member_id] = max(day, found.get(member_id, day))
    return found


def _certified_before(session: Session, owed: Owed, over: datetime) -> frozenset[int]:
    """Whoever has a valid certificate of the year that was issued before a moment."""
    rows = session.execute(
        select(Certificate.member_id).where(
            Certificate.subject == owed.requirement.slug,
            Certificate.period_start == owed.period.starts_on,
            Certificate.issued_at < over,
            Certificate.id.not_in(select(CertificateRevocation.certificate_id)),
        )
    )
    return frozenset(rows.scalars())
