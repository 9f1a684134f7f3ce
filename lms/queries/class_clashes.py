"""What the record holds of people for the span of a class: service, leave, classes, online time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.class_session import AlreadyThere, ClassTimes, milliseconds, online_seconds
from lms.domain.seat_clock import Interval
from lms.models import (
    Beat,
    ClassAttendee,
    ClassDecision,
    ClassOutcome,
    ClassSession,
    ServiceRecord,
)
from lms.queries.journal_place import rows_of
from lms.queries.leave import members_on_leave
from lms.queries.roster import people_on, serving_on


@dataclass(frozen=True, slots=True)
class ClassSpan:
    """A class as others are held against it."""

    times: ClassTimes
    instructor_id: int | None
    zone: ZoneInfo


def already_there(
    session: Session, member_ids: Collection[int], span: ClassSpan
) -> dict[int, AlreadyThere]:
    """What is held of each of some members; the number of statements does not grow with them."""
    day = span.times.starts_at.astimezone(span.zone).date()
    serving = {
        row.member_id
        for row in session.connection().execute(
            people_on(day).where(serving_on(day), ServiceRecord.member_id.in_(member_ids))
        )
    }
    on_leave = members_on_leave(session, day)
    classes = _other_classes(session, member_ids, span.times.starts_at, span.times.ends_at)
    online = online_intervals(
        session, member_ids, starts_at=span.times.starts_at, ends_at=span.times.ends_at
    )
    return {
        member_id: AlreadyThere(
            serving=member_id in serving,
            taught=member_id == span.instructor_id,
            on_leave=member_id in on_leave,
            other_classes=classes.get(member_id, ()),
            online_seconds=online_seconds(online.get(member_id, ()), span.times),
        )
        for member_id in member_ids
    }


def _other_classes(
    session: Session, member_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> Mapping[int, tuple[int, ...]]:
    """Other classes, not declined, that members attended or taught within a span."""
    declined = select(ClassDecision.class_id).where(ClassDecision.outcome == ClassOutcome.DECLINED)
    overlapping = (
        ClassSession.starts_at < ends_at,
        ClassSession.ends_at > starts_at,
        ClassSession.id.not_in(declined),
    )
    attended = (
        select(ClassAttendee.member_id, ClassSession.id)
        .join(ClassSession, ClassSession.id == ClassAttendee.class_id)
        .where(ClassAttendee.member_id.in_(member_ids), *overlapping)
    )
    taught = select(ClassSession.instructor_id, ClassSession.id).where(
        ClassSession.instructor_id.in_(member_ids), *overlapping
    )
    found: dict[int, list[int]] = defaultdict(list)
    rows = [*session.execute(attended), *session.execute(taught)]
    for member_id, class_id in rows:
        found[int(member_id or 0)].append(class_id)
    return {member_id: tuple(sorted(ids)) for member_id, ids in found.items()}


_WORKED = select(Beat.member_id, Beat.intervals).where(
    Beat.member_id.in_(bindparam("members", expanding=True)),
    Beat.at_ms > bindparam("starts_ms"),
    Beat.served_ms < bindparam("ends_ms"),
    Beat.seconds > 0,
)


def online_intervals(
    session: Session, member_ids: Collection[int], *, starts_at: datetime, ends_at: datetime
) -> dict[int, list[Interval]]:
    """Time counted online that may lie in a span, by member, whether posted already or not."""
    asked = {
        "members": list(member_ids),
        "starts_ms": milliseconds(starts_at),
        "ends_ms": milliseconds(ends_at),
    }
    rows = rows_of(session, _WORKED, asked)
    found: dict[int, list[Interval]] = defaultdict(list)
    for member_id, intervals in rows:
        found[member_id].extend(Interval(*part) for part in intervals)
    return found
