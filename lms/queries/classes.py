"""Classes that were held: what waits for whom, and who attended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.class_session import Attendance, ClassKind, ClassTimes, Roster
from lms.domain.requirement import Period
from lms.models import (
    Account,
    ClassAnswer,
    ClassAttendee,
    ClassCredit,
    ClassDecision,
    ClassHands,
    ClassOutcome,
    ClassSession,
    Content,
    ContentVersion,
    CreditEntry,
)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with how far it is.

    Attributes:
        lesson: slug of the lesson that was taught.
        outcome: what the second person decided, None while it waits.
    """

    id: int
    kind: ClassKind
    lesson: str
    lesson_version_id: int
    scenario_version_id: int | None
    limb: str
    place: str
    times: ClassTimes
    instructor: str
    instructor_id: int | None
    credential: str
    credential_expires_on: date | None
    sheet_sha256: str | None
    recorded_by: int
    recorder: str
    recorded_at: datetime
    outcome: ClassOutcome | None
    reason: str
    decider: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """One attendee of a class, and what they and the ledger say.

    Attributes:
        was_there: their own answer, None while it is open.
        seconds: credited, None while nothing is.
    """

    class_id: int
    attendance: Attendance
    was_there: bool | None
    seconds: int | None


def _classes() -> Select[*tuple[Any, ...]]:
    recorder, decider = aliased(Account), aliased(Account)
    return (
        select(
            ClassSession,
            Content.slug.label("lesson"),
            recorder.display_name.label("recorder"),
            ClassDecision.outcome,
            func.coalesce(ClassDecision.reason, "").label("reason"),
            func.coalesce(decider.display_name, "").label("decider"),
            ClassDecision.decided_at,
        )
        .join(ContentVersion, ContentVersion.id == ClassSession.lesson_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .join(recorder, recorder.id == ClassSession.recorded_by)
        .outerjoin(ClassDecision, ClassDecision.class_id == ClassSession.id)
        .outerjoin(decider, decider.id == ClassDecision.decided_by)
        .order_by(ClassSession.starts_at.desc(), ClassSession.id.desc())
    )


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[ClassRow, ...]:
    return tuple(
        ClassRow(
            id=held.id,
            kind=held.kind,
            lesson=lesson,
            lesson_version_id=held.lesson_version_id,
            scenario_version_id=held.scenario_version_id,
            limb=held.limb,
            place=held.place,
            times=ClassTimes(held.starts_at, held.ends_at, held.break_minutes, held.hour_minutes),
            instructor=held.instructor,
            instructor_id=held.instructor_id,
            credential=held.credential,
            credential_expires_on=held.credential_expires_on,
            sheet_sha256=held.sheet_sha256,
            recorded_by=held.recorded_by,
            recorder=recorder,
            recorded_at=held.recorded_at,
            outcome=outcome,
            reason=reason,
            decider=decider,
            decided_at=decided_at,
        )
        for held, lesson, recorder, outcome, reason, decider, decided_at in session.execute(
            statement
        )
    )


def classes_between(
    session: Session, starts_at: datetime, ends_at: datetime
) -> tuple[ClassRow, ...]:
    """The classes that began in a span, the latest first."""
    return _rows(
        session,
        _classes().where(ClassSession.starts_at >= starts_at, ClassSession.starts_at < ends_at),
    )


def undecided_classes(session: Session) -> tuple[ClassRow, ...]:
    """Every class whose roster waits for a second person."""
    return _rows(session, _classes().where(ClassDecision.class_id.is_(None)))


def class_of(session: Session, class_id: int) -> ClassRow | None:
    """One class."""
    found = _rows(session, _classes().where(ClassSession.id == class_id))
    return found[0] if found else None


def attendees(session: Session, class_ids: Collection[int]) -> dict[int, tuple[AttendeeRow, ...]]:
    """The attendees of some classes, by class."""
    rows = session.execute(
        select(
            ClassAttendee.class_id,
            ClassAttendee.member_id,
            ClassAttendee.late_minutes,
            ClassAttendee.left_minutes,
            ClassAttendee.explanation,
            ClassAnswer.was_there,
            ClassCredit.seconds,
        )
        .outerjoin(ClassAnswer, ClassAnswer.attendee_id == ClassAttendee.id)
        .outerjoin(ClassCredit, ClassCredit.attendee_id == ClassAttendee.id)
        .where(ClassAttendee.class_id.in_(class_ids))
        .order_by(ClassAttendee.id)
    )
    found: dict[int, list[AttendeeRow]] = defaultdict(list)
    for class_id, member_id, late, left, explanation, was_there, seconds in rows:
        found[class_id].append(
            AttendeeRow(
                class_id, Attendance(member_id, late, left, explanation), was_there, seconds
            )
        )
    return {class_id: tuple(rows) for class_id, rows in found.items()}


def roster_of(row: ClassRow, attended: Collection[AttendeeRow]) -> Roster:
    """Who had a part in a class."""
    return Roster(
        row.recorded_by,
        row.instructor_id,
        frozenset(each.attendance.member_id for each in attended),
    )


def hands_of(session: Session, class_id: int) -> dict[tuple[str, int], int]:
    """How many hands went up, by item and option."""
    rows = session.execute(
        select(ClassHands.item, ClassHands.option, ClassHands.hands).where(
            ClassHands.class_id == class_id
        )
    )
    return {(item, option): hands for item, option, hands in rows}


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class as one of its attendees sees it, while it is not in the ledger.

    Attributes:
        asked: whether the member still has to say whether they were there.
    """

    row: ClassRow
    attendee: AttendeeRow

    @property
    def asked(self) -> bool:
        """Whether the member still has to say whether they were there."""
        return self.attendee.was_there is None


def open_classes_of(session: Session, *, member_id: int) -> tuple[OwnClass, ...]:
    """A member's classes that are recorded and neither credited, denied nor declined."""
    rows = session.execute(
        select(ClassAttendee.class_id)
        .outerjoin(ClassAnswer, ClassAnswer.attendee_id == ClassAttendee.id)
        .outerjoin(ClassCredit, ClassCredit.attendee_id == ClassAttendee.id)
        .outerjoin(ClassDecision, ClassDecision.class_id == ClassAttendee.class_id)
        .where(
            ClassAttendee.member_id == member_id,
            ClassCredit.attendee_id.is_(None),
            or_(ClassAnswer.was_there.is_(None), ClassAnswer.was_there.is_(True)),
            or_(ClassDecision.class_id.is_(None), ClassDecision.outcome == ClassOutcome.APPROVED),
        )
    )
    ids = tuple(rows.scalars())
    if not ids:
        return ()
    found = attendees(session, ids)
    return tuple(
        OwnClass(row, each)
        for row in _rows(session, _classes().where(ClassSession.id.in_(ids)))
        for each in found[row.id]
        if each.attendance.member_id == member_id
    )


def lessons_taught_in(period: Period, *, member_id: int | None = None) -> Select[int, str]:
    """Select (member, lesson) of classes credited in a period, for one member or everybody."""
    statement = (
        select(CreditEntry.member_id, Content.slug.label("lesson"))
        .join(ClassCredit, ClassCredit.event_seq == CreditEntry.event_seq)
        .join(ClassAttendee, ClassAttendee.id == ClassCredit.attendee_id)
        .join(ClassSession, ClassSession.id == ClassAttendee.class_id)
        .join(ContentVersion, ContentVersion.id == ClassSession.lesson_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(
            and_(
                CreditEntry.earned_on >= period.starts_on,
                CreditEntry.earned_on <= period.ends_on,
            )
        )
    )
    return statement if member_id is None else statement.where(CreditEntry.member_id == member_id)
