"""What the record holds beside training taken elsewhere: the year, and what overlaps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.domain.credit import seconds_by_day
from lms.domain.local_time import in_words
from lms.domain.outside_training import (
    Doubt,
    Held,
    OutsideYear,
    Overlap,
    Seen,
    room_seconds,
)
from lms.domain.paper_line import MARK
from lms.models import (
    ClassAttendee,
    ClassDecision,
    ClassOutcome,
    ClassSession,
    CreditEntry,
    LeaveRecord,
    PaperCompletion,
    RequirementInstance,
    ServiceRecord,
    YearClose,
)
from lms.queries.class_clashes import online_intervals
from lms.queries.leave import leave_stands
from lms.queries.local_day import local_zone
from lms.queries.outside_training import OutsideRow, outside_of, outside_with_scan
from lms.queries.owed import Owed, owed_on
from lms.queries.roster import Person, people_on, person


def duties_of(session: Session, *, member_id: int, day: date) -> tuple[Owed, ...]:
    """The duties that a member owes in the period of a day, as they hold on it."""
    rows = session.execute(
        select(RequirementInstance.requirement_id, RequirementInstance.period_start).where(
            RequirementInstance.member_id == member_id,
            RequirementInstance.period_start <= day,
            RequirementInstance.period_end >= day,
        )
    )
    owing = {(row.requirement_id, row.period_start) for row in rows}
    return tuple(
        owed
        for owed in owed_on(session, day)
        if (owed.requirement_id, owed.period.starts_on) in owing
    )


def outside_year(session: Session, *, member_id: int, first_day: date, day: date) -> OutsideYear:
    """What stands of the year in which a member took training elsewhere.

    Args:
        day: the last day of the training, on which it counts.
    """
    duties = duties_of(session, member_id=member_id, day=day)
    return OutsideYear(
        periods=tuple(owed.period for owed in duties),
        subjects=frozenset(limb.slug for owed in duties for limb in owed.requirement.limbs),
        closed=_closed(session, duties),
        sworn=all(
            _sworn(person(session, member_id, each), each) for each in sorted({first_day, day})
        ),
    )


def _sworn(who: Person | None, day: date) -> bool:
    """Whether somebody served as a sworn officer on a day."""
    if who is None or not who.sworn or who.hired_on > day:
        return False
    return who.separated_on is None or who.separated_on > day


def _closed(session: Session, duties: Iterable[Owed]) -> tuple[str, ...]:
    """The names of those years of some duties that were closed."""
    rows = session.execute(select(YearClose.requirement_id, YearClose.period_start))
    closed = {(row.requirement_id, row.period_start) for row in rows}
    return tuple(
        owed.period.name
        for owed in duties
        if (owed.requirement_id, owed.period.starts_on) in closed
    )


def held_of(session: Session, *, member_id: int) -> tuple[Held, ...]:
    """A member's training from elsewhere and from paper that counts or waits."""
    outside = (
        Held(
            f"number {row.id}, \u201c{row.title}\u201d", row.provider, row.scan_sha256, row.last_day
        )
        for row in outside_of(session, member_id=member_id)
        if row.is_open or row.counts
    )
    papers = session.execute(
        select(
            PaperCompletion.provider, PaperCompletion.scan_sha256, PaperCompletion.earned_on
        ).where(PaperCompletion.member_id == member_id)
    )
    paper = (
        Held(f"the completion {MARK} of {row.earned_on}", row[0], row[1], row[2]) for row in papers
    )
    return (*outside, *paper)


def seen_beside(session: Session, row: OutsideRow, *, now: datetime) -> Seen:
    """What the record holds beside a submission; the number of statements is fixed."""
    year = outside_year(session, member_id=row.member_id, first_day=row.first_day, day=row.last_day)
    zone = local_zone(session, now)
    found = [
        *_submissions(session, row),
        *_leave(session, row),
        *_classes(session, row, zone),
        *_papers(session, row),
        *_online(session, row, zone),
    ]
    order = list(Doubt)
    return Seen(
        overlaps=tuple(sorted(found, key=lambda each: order.index(each.doubt))),
        subjects=year.subjects,
        closed=year.closed,
        room_seconds=room_seconds(_days(row), _counted(session, row)),
    )


def _days(row: OutsideRow) -> int:
    return (row.last_day - row.first_day).days + 1


def _counted(session: Session, row: OutsideRow) -> int:
    """Seconds that the ledger holds on the days of a submission."""
    found = session.execute(
        select(func.sum(CreditEntry.seconds)).where(
            CreditEntry.member_id == row.member_id,
            CreditEntry.earned_on.between(row.first_day, row.last_day),
        )
    ).scalar()
    return int(found or 0)


def _submissions(session: Session, row: OutsideRow) -> Iterator[Overlap]:
    """Other submissions: of the same scan by anybody, and of the same days by the member."""
    others = outside_with_scan(session, row.scan_sha256)
    names = _names(session, {each.member_id for each in others} - {row.member_id}, row.last_day)
    scans = {each.id for each in others}
    for each in others:
        if each.member_id != row.member_id:
            who = names.get(each.member_id, "somebody")
            words = f"The same scan stands behind number {each.id} of {who}, {each.state}."
            yield Overlap(Doubt.OTHERS_SCAN, words, each.id)
    for each in outside_of(session, member_id=row.member_id):
        if each.id in {row.id, row.follows_id}:
            continue
        name = (
            f"number {each.id}, \u201c{each.title}\u201d of {in_words(each.last_day)}, {each.state}"
        )
        same = each.last_day == row.last_day and each.provider.casefold() == row.provider.casefold()
        if each.id in scans:
            yield Overlap(Doubt.SAME_SCAN, f"The same scan stands behind {name}.", each.id)
        elif same:
            yield Overlap(Doubt.SAME_TRAINING, f"The same provider and day: {name}.", each.id)
        elif each.first_day <= row.last_day and each.last_day >= row.first_day:
            yield Overlap(Doubt.OTHER_OUTSIDE, f"Of the same days: {name}.", each.id)


def _names(session: Session, member_ids: Iterable[int], day: date) -> dict[int, str]:
    """What some members were called on a day."""
    wanted = sorted(member_ids)
    if not wanted:
        return {}
    rows = session.execute(people_on(day).where(ServiceRecord.member_id.in_(wanted)))
    people = (Person(*row) for row in rows)
    return {who.member_id: f"{who.full_name} (badge {who.badge_number})" for who in people}


def _leave(session: Session, row: OutsideRow) -> Iterator[Overlap]:
    rows = session.execute(
        select(LeaveRecord.starts_on, LeaveRecord.ends_on).where(
            LeaveRecord.member_id == row.member_id,
            leave_stands(),
            LeaveRecord.starts_on <= row.last_day,
            or_(LeaveRecord.ends_on.is_(None), LeaveRecord.ends_on >= row.first_day),
        )
    )
    for starts_on, ends_on in rows:
        until = f" to {in_words(ends_on)}" if ends_on else ""
        yield Overlap(Doubt.ON_LEAVE, f"On leave from {in_words(starts_on)}{until}.")


def _span(row: OutsideRow, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight before the first day to midnight after the last."""
    return (
        datetime.combine(row.first_day, time(), tzinfo=zone),
        datetime.combine(row.last_day + timedelta(days=1), time(), tzinfo=zone),
    )


def _classes(session: Session, row: OutsideRow, zone: ZoneInfo) -> Iterator[Overlap]:
    starts_at, ends_at = _span(row, zone)
    declined = select(ClassDecision.class_id).where(ClassDecision.outcome == ClassOutcome.DECLINED)
    rows = session.execute(
        select(ClassSession.id, ClassSession.starts_at, ClassSession.ends_at, ClassSession.place)
        .join(ClassAttendee, ClassAttendee.class_id == ClassSession.id)
        .where(
            ClassAttendee.member_id == row.member_id,
            ClassSession.starts_at < ends_at,
            ClassSession.ends_at > starts_at,
            ClassSession.id.not_in(declined),
        )
        .order_by(ClassSession.starts_at)
    )
    for each in rows:
        begun, ended = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
        where = f", {each.place}" if each.place else ""
        words = (
            f"In a class here on {in_words(begun.date())}, {begun:%H:%M} to {ended:%H:%M}{where}."
        )
        yield Overlap(Doubt.CLASS, words)


def _papers(session: Session, row: OutsideRow) -> Iterator[Overlap]:
    rows = session.execute(
        select(PaperCompletion.earned_on, PaperCompletion.provider, PaperCompletion.minutes)
        .where(
            PaperCompletion.member_id == row.member_id,
            PaperCompletion.earned_on.between(row.first_day, row.last_day)
            | (PaperCompletion.scan_sha256 == row.scan_sha256),
        )
        .order_by(PaperCompletion.id)
    )
    for earned_on, provider, minutes in rows:
        words = f"{minutes} minutes {MARK}: {provider}, {in_words(earned_on)}."
        yield Overlap(Doubt.PAPER, words)


def _online(session: Session, row: OutsideRow, zone: ZoneInfo) -> Iterator[Overlap]:
    starts_at, ends_at = _span(row, zone)
    found = online_intervals(session, (row.member_id,), starts_at=starts_at, ends_at=ends_at)
    for day, seconds in seconds_by_day(found.get(row.member_id, []), zone).items():
        if row.first_day <= day <= row.last_day:
            words = f"{seconds // 60} minutes counted online on {in_words(day)}."
            yield Overlap(Doubt.ONLINE, words)
