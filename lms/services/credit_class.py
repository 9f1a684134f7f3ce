"""From an attendance to the ledger: the member confirms, a second person approves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.class_session import (
    Attendance,
    ClassTimes,
    Roster,
    class_postings,
    may_decide,
    span,
)
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import ClassAnswered, ClassCredited, ClassDecided
from lms.models import (
    ClassAnswer,
    ClassAttendee,
    ClassCredit,
    ClassDecision,
    ClassOutcome,
    ClassSession,
    CreditEntry,
    CreditSource,
)
from lms.queries.class_clashes import online_intervals
from lms.queries.settings import settings_on
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member

APPROVED, DECLINED = ClassOutcome.APPROVED, ClassOutcome.DECLINED
"""What a second person may decide."""


@dataclass(frozen=True, slots=True)
class _Attendee:
    id: int
    class_id: int
    attendance: Attendance
    times: ClassTimes
    limb: str


def answer_class(
    session: Session,
    *,
    class_id: int,
    member_id: int,
    was_there: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Keep what an attendee says of their own attendance; said once.

    Raises:
        NotFoundError: the member is not on the roster of that class.
        ConflictError: it was answered otherwise before, or the roster was declined.
        ForbiddenError: somebody answers for another member.
    """
    if by.account_id is None or by.member_id != member_id:
        raise ForbiddenError(reason="everybody answers for themselves")
    lock_member(session, member_id)
    found = _attendees(session, class_id, member_id)
    if not found:
        raise NotFoundError(class_session=class_id, member=member_id)
    said = session.connection().execute(_SAID, {"attendee_id": found[0].id}).scalar()
    if said is not None:
        if said is not was_there:
            raise ConflictError(class_session=class_id, reason="it was answered before")
        return
    outcome = _outcome(session, class_id)
    if outcome is ClassOutcome.DECLINED:
        raise ConflictError(class_session=class_id, reason="the roster was declined")
    event = ClassAnswered(class_id=class_id, member_id=member_id, was_there=was_there)
    seq = record(session, event, by=by, now=now)
    session.connection().execute(
        insert(ClassAnswer),
        {
            "attendee_id": found[0].id,
            "was_there": was_there,
            "answered_by": by.account_id,
            "answered_at": now,
            "event_seq": seq,
        },
    )
    if was_there and outcome is ClassOutcome.APPROVED:
        _credit(session, found[0], by=by, now=now)


def decide_class(
    session: Session,
    *,
    class_id: int,
    outcome: ClassOutcome,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Approve or decline a roster; returns how many attendances were entered in the ledger.

    Those who have confirmed are credited at once, the others when they confirm. The same
    decision again changes nothing.

    Raises:
        NotFoundError: there is no such class.
        ForbiddenError: this person recorded, taught or attended it.
        ConflictError: it was decided otherwise.
        InvalidError: it is declined without a reason.
    """
    row = session.execute(
        select(ClassSession.recorded_by, ClassSession.instructor_id).where(
            ClassSession.id == class_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(class_session=class_id)
    members = session.execute(
        select(ClassAttendee.member_id)
        .where(ClassAttendee.class_id == class_id)
        .order_by(ClassAttendee.member_id)
    ).scalars()
    roster = Roster(row.recorded_by, row.instructor_id, frozenset(members))
    if not may_decide(roster, account_id=by.account_id, member_id=by.member_id):
        raise ForbiddenError(reason="a second person decides about a roster")
    if outcome is ClassOutcome.DECLINED and not reason.strip():
        raise InvalidError(field="reason", reason="Say why the roster is declined.")
    for member_id in sorted(roster.attended_by):
        lock_member(session, member_id)
    decided = _outcome(session, class_id)
    if decided is not None:
        if decided is not outcome:
            raise ConflictError(class_session=class_id, reason=f"it was {decided.value} before")
        return 0
    event = ClassDecided(
        class_id=class_id,
        outcome=outcome.value,
        reason_digest=keep_private(session, reason.strip()),
    )
    seq = record(session, event, by=by, now=now)
    session.connection().execute(
        insert(ClassDecision),
        {
            "class_id": class_id,
            "outcome": outcome,
            "reason": reason.strip(),
            "recorded_by": roster.recorded_by,
            "decided_by": by.account_id,
            "decided_at": now,
            "event_seq": seq,
        },
    )
    if outcome is ClassOutcome.DECLINED:
        return 0
    confirmed = _confirmed(session, class_id)
    for each in confirmed:
        _credit(session, each, by=by, now=now)
    return len(confirmed)


_OUTCOME = select(ClassDecision.outcome).where(ClassDecision.class_id == bindparam("class_id"))
_SAID = select(ClassAnswer.was_there).where(ClassAnswer.attendee_id == bindparam("attendee_id"))
_ROSTER = (
    select(
        ClassAttendee.id,
        ClassAttendee.member_id,
        ClassAttendee.late_minutes,
        ClassAttendee.left_minutes,
        ClassSession.starts_at,
        ClassSession.ends_at,
        ClassSession.break_minutes,
        ClassSession.hour_minutes,
        ClassSession.limb,
    )
    .join(ClassSession, ClassSession.id == ClassAttendee.class_id)
    .where(ClassAttendee.class_id == bindparam("class_id"))
    .order_by(ClassAttendee.member_id)
)
_ONE_OF_ROSTER = _ROSTER.where(ClassAttendee.member_id == bindparam("member_id"))


def _outcome(session: Session, class_id: int) -> ClassOutcome | None:
    return session.connection().execute(_OUTCOME, {"class_id": class_id}).scalar()


def _attendees(session: Session, class_id: int, member_id: int | None = None) -> list[_Attendee]:
    statement = _ROSTER if member_id is None else _ONE_OF_ROSTER
    asked = {"class_id": class_id, **({} if member_id is None else {"member_id": member_id})}
    return [
        _Attendee(
            id=row.id,
            class_id=class_id,
            attendance=Attendance(row.member_id, row.late_minutes, row.left_minutes),
            times=ClassTimes(row.starts_at, row.ends_at, row.break_minutes, row.hour_minutes),
            limb=row.limb,
        )
        for row in session.connection().execute(statement, asked)
    ]


def _confirmed(session: Session, class_id: int) -> list[_Attendee]:
    said_yes = set(
        session.execute(
            select(ClassAnswer.attendee_id)
            .join(ClassAttendee, ClassAttendee.id == ClassAnswer.attendee_id)
            .where(ClassAttendee.class_id == class_id, ClassAnswer.was_there.is_(True))
        ).scalars()
    )
    return [each for each in _attendees(session, class_id) if each.id in said_yes]


def _credit(session: Session, attendee: _Attendee, *, by: Actor, now: datetime) -> None:
    """Enter one attendance; the caller holds the member's lock."""
    member_id = attendee.attendance.member_id
    zone = settings_on(session, now.date()).zone
    starts_at, ends_at = span(attendee.times, attendee.attendance)
    online = online_intervals(session, (member_id,), starts_at=starts_at, ends_at=ends_at).get(
        member_id, []
    )
    postings = class_postings(
        attendee.times, attendee.attendance, limb=attendee.limb, online=online, zone=zone
    )
    event = ClassCredited(
        class_id=attendee.class_id,
        member_id=member_id,
        zone=zone.key,
        online=tuple((part.from_ms, part.seconds) for part in online),
        time=tuple(
            (posting.earned_on.isoformat(), posting.limb, posting.seconds) for posting in postings
        ),
    )
    seq = record(session, event, by=by, now=now)
    session.connection().execute(
        insert(ClassCredit),
        {
            "attendee_id": attendee.id,
            "seconds": sum(posting.seconds for posting in postings),
            "event_seq": seq,
        },
    )
    if postings:
        session.connection().execute(
            insert(CreditEntry),
            [
                {
                    "member_id": member_id,
                    "limb": posting.limb,
                    "seconds": posting.seconds,
                    "earned_on": posting.earned_on,
                    "source": CreditSource.CLASS,
                    "sitting_id": None,
                    "unit": f"class:{attendee.class_id}",
                    "reverses_id": None,
                    "event_seq": seq,
                }
                for posting in postings
            ],
        )
    days = {posting.earned_on for posting in postings}
    issue_year_certificate(session, member_id=member_id, by=by, now=now, days=days)
