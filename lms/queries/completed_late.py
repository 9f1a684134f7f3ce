"""Who completed a year after its last day.

Minutes count in the year in which they were worked (IV.E), so they are never late. A module
begun in a year goes on after New Year, and its lessons count for the year of its beginning:
that is late completion, and it is shown as late for that year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import Certificate, CertificateRevocation, Content, LessonCompletion, Sitting
from lms.queries.classes import lessons_taught_in
from lms.queries.local_day import local_zone
from lms.queries.owed import Owed
from lms.queries.standings import of_lesson_subjects
from lms.queries.updates_of_year import Lessons


def late_days(session: Session, owed: Owed, lessons: Lessons) -> dict[int, date]:
    """The day after a year's end on which members completed the last of its lessons, by member.

    Whoever had the year's certificate before its end, or was taught the lesson in a class of
    the year, is not among them. A year that still runs has nobody.

    Args:
        owed: as it holds on the period's last day, where that is past.
        lessons: from ``lessons_that_count``.
    """
    wanted = sorted(of_lesson_subjects(owed, lessons))
    if owed.asked_on < owed.period.ends_on or not wanted:
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
