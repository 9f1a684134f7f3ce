"""Recording a class or a roll call with who attended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.class_session import (
    Attendance,
    ClassKind,
    ClassTimes,
    attendance_findings,
    time_findings,
)
from lms.domain.errors import ForbiddenError, InvalidError
from lms.domain.events import ClassRecorded
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson
from lms.models import ClassAttendee, ClassHands, ClassSession
from lms.queries.class_clashes import ClassSpan, already_there
from lms.queries.content import thing, version
from lms.queries.settings import settings_on
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.keep_file import FileToKeep, keep_file
from lms.services.lock_member import lock_member

CREDENTIAL_EXPIRED = "This credential had expired on the day of the class."


class ClassRefusedError(InvalidError):
    """What was entered of a class cannot be; ``findings`` name the fields and members."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(findings=[str(each) for each in findings])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDraft:
    """A class as somebody enters it.

    Attributes:
        lesson_version_id: the lesson plan that was taught, as approved.
        instructor_id: member who taught it, None for somebody from outside.
        hands: by item and option (numbered from zero as written), how many hands went up.
        sheet: the scanned sign-in sheet.
    """

    kind: ClassKind
    lesson_version_id: int
    times: ClassTimes
    attendances: tuple[Attendance, ...]
    place: str
    instructor: str
    instructor_id: int | None = None
    credential: str = ""
    credential_expires_on: date | None = None
    scenario_version_id: int | None = None
    hands: Mapping[tuple[str, int], int] = field(default_factory=dict)
    sheet: FileToKeep | None = None


def record_class(session: Session, *, draft: ClassDraft, by: Actor, now: datetime) -> int:
    """Record a class; its time is provisional until confirmed and approved. Returns its id.

    Raises:
        ClassRefusedError: every mistake at once, each at its field or member.
        NotFoundError: a member or the lesson does not exist.
    """
    if by.account_id is None:
        raise ForbiddenError(reason="a person records a class")
    member_ids = sorted({each.member_id for each in draft.attendances})
    for member_id in member_ids:
        lock_member(session, member_id)
    zone = settings_on(session, now.date()).zone
    there = already_there(session, member_ids, ClassSpan(draft.times, draft.instructor_id, zone))
    day = draft.times.starts_at.astimezone(zone).date()
    findings = [
        *time_findings(draft.times, now),
        *_credential_findings(draft, day),
        *attendance_findings(draft.times, draft.attendances, there),
    ]
    if findings:
        raise ClassRefusedError(findings)
    return _store(session, draft, by=by, now=now)


def _credential_findings(draft: ClassDraft, day: date) -> list[Finding]:
    if not draft.instructor.strip():
        return [Finding(("instructor",), "Name who taught it.")]
    expires_on = draft.credential_expires_on
    if expires_on is not None and expires_on < day:
        return [Finding(("credential_expires_on",), CREDENTIAL_EXPIRED)]
    return []


def _store(session: Session, draft: ClassDraft, *, by: Actor, now: datetime) -> int:
    found = version(session, draft.lesson_version_id)
    lesson = thing(session, found, Lesson)
    sheet_sha256 = keep_file(session, draft.sheet, now=now)
    class_id = allot_id(session, ClassSession)
    event = ClassRecorded(
        class_id=class_id,
        class_kind=draft.kind.value,
        lesson=found.slug,
        lesson_digest=found.digest,
        limb=lesson.limb,
        starts_at=draft.times.starts_at.isoformat(),
        ends_at=draft.times.ends_at.isoformat(),
        break_minutes=draft.times.break_minutes,
        hour_minutes=draft.times.hour_minutes,
        instructor_id=draft.instructor_id,
        instructor_digest=keep_private(session, draft.instructor.strip()),
        sheet_sha256=sheet_sha256,
        attendees=tuple(
            (each.member_id, each.late_minutes, each.left_minutes) for each in draft.attendances
        ),
        explained={
            str(each.member_id): keep_private(session, each.explanation.strip())
            for each in draft.attendances
            if each.explanation.strip()
        },
    )
    seq = record(session, event, by=by, now=now)
    session.connection().execute(
        insert(ClassSession),
        {
            "id": class_id,
            "kind": draft.kind,
            "lesson_version_id": found.id,
            "scenario_version_id": draft.scenario_version_id,
            "limb": lesson.limb,
            "place": draft.place.strip(),
            "starts_at": draft.times.starts_at,
            "ends_at": draft.times.ends_at,
            "break_minutes": draft.times.break_minutes,
            "hour_minutes": draft.times.hour_minutes,
            "instructor": draft.instructor.strip(),
            "instructor_id": draft.instructor_id,
            "credential": draft.credential.strip(),
            "credential_expires_on": draft.credential_expires_on,
            "sheet_sha256": sheet_sha256,
            "recorded_by": by.account_id,
            "recorded_at": now,
            "event_seq": seq,
        },
    )
    session.connection().execute(
        insert(ClassAttendee),
        [
            {
                "class_id": class_id,
                "member_id": each.member_id,
                "late_minutes": each.late_minutes,
                "left_minutes": each.left_minutes,
                "explanation": each.explanation.strip(),
            }
            for each in draft.attendances
        ],
    )
    if draft.hands:
        session.connection().execute(
            insert(ClassHands),
            [
                {"class_id": class_id, "item": item, "option": option, "hands": hands}
                for (item, option), hands in sorted(draft.hands.items())
            ],
        )
    return class_id
