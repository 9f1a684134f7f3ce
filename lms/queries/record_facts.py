"""What the journal's entries up to one place say of one member, as facts with their places.

Each function asks the database once, so a record of many years takes as many queries as one
of a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.domain.duty import DUTY_WORDS
from lms.domain.errors import NotFoundError
from lms.domain.local_time import in_words
from lms.domain.paper_line import MARK
from lms.domain.requirement import PeriodKind, period_of
from lms.domain.training_record import RecordedFact
from lms.models import (
    Assignment,
    Attempt,
    AttemptResult,
    Certificate,
    CertificateRevocation,
    ClassAttendee,
    ClassCredit,
    ClassSession,
    ContentVersion,
    Exemption,
    Journal,
    LeaveRecord,
    LessonCompletion,
    MemberAssignment,
    MemberAssignmentEnd,
    PaperCompletion,
    RescoredResult,
    ServiceRecord,
    Sitting,
    Talk,
    Visit,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose entries are read, up to which one, and in which zone days are counted.

    Attributes:
        position: the newest journal entry that is read.
        digest: of that entry.
        on: the local day of that entry.
    """

    member_id: int
    position: int
    digest: str
    on: date
    zone: tzinfo

    def day(self, moment: datetime) -> date:
        """The department's day at a moment."""
        return moment.astimezone(self.zone).date()

    def rows(
        self,
        session: Session,
        statement: Select[*tuple[Any, ...]],
        event_seq: InstrumentedAttribute[int],
    ) -> Iterator[Any]:
        """The rows of a statement with the moment of their entry as ``recorded_at``."""
        return iter(
            session.execute(
                statement.add_columns(event_seq.label("seq"), Journal.at.label("recorded_at"))
                .join(Journal, Journal.seq == event_seq)
                .where(event_seq <= self.position)
                .order_by(event_seq)
            )
        )

    def fact(self, row: Any, what: str, true_on: date, detail: str = "") -> RecordedFact:  # noqa: ANN401 - a row of any query
        """A fact of a row that ``rows`` gave."""
        return RecordedFact(what, detail, true_on, row.seq, self.day(row.recorded_at))


def reading_at(session: Session, *, member_id: int, position: int, zone: tzinfo) -> Reading:
    """Read up to a place in the journal.

    Raises:
        NotFoundError: there is no such entry.
    """
    row = session.execute(
        select(Journal.leaf_hash, Journal.at).where(Journal.seq == position)
    ).one_or_none()
    if row is None:
        raise NotFoundError(entry=position)
    on = row.at.astimezone(zone).date()
    return Reading(member_id, position, row.leaf_hash, on, zone)


def service_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Every service record: badge, rank, unit, shift."""
    statement = select(ServiceRecord).where(ServiceRecord.member_id == reading.member_id)
    for row in reading.rows(session, statement, ServiceRecord.event_seq):
        held = row.ServiceRecord
        what = f"{held.rank}, badge number {held.badge_number}"
        ended = f", left on {in_words(held.separated_on)}" if held.separated_on else ""
        detail = (
            f"{held.unit or 'no unit'}, {held.shift or 'no shift'}, "
            f"{'sworn' if held.sworn else 'civilian'}, hired on {in_words(held.hired_on)}{ended}"
        )
        yield reading.fact(row, what, held.valid_from, detail)


def leave_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Leave and what was taken back of it; never a reason."""
    statement = select(LeaveRecord).where(LeaveRecord.member_id == reading.member_id)
    for row in reading.rows(session, statement, LeaveRecord.event_seq):
        held = row.LeaveRecord
        end = f"until {in_words(held.ends_on)}" if held.ends_on else "without an end recorded"
        what = "Leave taken back" if held.cancels_id else "Approved leave"
        letter = "letter on file" if held.letter_sha256 else ""
        yield reading.fact(row, f"{what}, {end}", held.starts_on, letter)


def assignment_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Modules assigned and withdrawn, and exemptions."""
    titles = _assigned_titles(session, reading)
    given = (
        select(Assignment.content_id, MemberAssignment.due_on, MemberAssignment.assigned_at)
        .join(MemberAssignment, MemberAssignment.assignment_id == Assignment.id)
        .where(MemberAssignment.member_id == reading.member_id)
    )
    for row in reading.rows(session, given, MemberAssignment.event_seq):
        what = f"Assigned: {titles[row.content_id]}"
        yield reading.fact(row, what, reading.day(row.assigned_at), f"due {in_words(row.due_on)}")
    ended = (
        select(Assignment.content_id, MemberAssignmentEnd.ended_at)
        .join(MemberAssignment, MemberAssignment.assignment_id == Assignment.id)
        .join(MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id)
        .where(MemberAssignment.member_id == reading.member_id)
    )
    for row in reading.rows(session, ended, MemberAssignmentEnd.event_seq):
        what = f"Assignment withdrawn: {titles[row.content_id]}"
        yield reading.fact(row, what, reading.day(row.ended_at))
    excused = select(Exemption).where(Exemption.member_id == reading.member_id)
    for row in reading.rows(session, excused, Exemption.event_seq):
        held = row.Exemption
        until = (
            f"until {in_words(held.valid_until)}" if held.valid_until else "without an end recorded"
        )
        about = "from an assignment" if held.assignment_id else "from the year"
        what = f"Excused {about}, {until}"
        if held.extended_to is not None:
            about = "an assignment" if held.assignment_id else "the year, which stays late"
            what = f"More time for {about}, until {in_words(held.extended_to)}"
        detail = "document on file" if held.document_sha256 else ""
        yield reading.fact(row, what, held.valid_from, detail)


def study_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Modules begun, lessons completed, attempts passed or not, and talks after them."""
    names = _Titles(session, reading.member_id)
    begun = (
        select(Sitting.id, Sitting.opened_at, Visit.duty)
        .outerjoin(Visit, Visit.id == _first_visit())
        .where(Sitting.member_id == reading.member_id)
    )
    for row in reading.rows(session, begun, Sitting.event_seq):
        detail = f"duty status stated: {DUTY_WORDS[row.duty].lower()}" if row.duty else ""
        yield reading.fact(row, f"Began {names.module(row.id)}", reading.day(row.opened_at), detail)
    lessons = (
        select(
            Sitting.id,
            Sitting.period_start,
            LessonCompletion.lesson,
            LessonCompletion.completed_at,
        )
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
        .where(Sitting.member_id == reading.member_id)
    )
    for row in reading.rows(session, lessons, LessonCompletion.event_seq):
        what = f"Completed the lesson \u201c{names.lesson(row.lesson)}\u201d"
        day = reading.day(row.completed_at)
        detail = f"of {names.module(row.id)}{_late(row.period_start, day)}"
        yield reading.fact(row, what, day, detail)
    results = (
        select(Attempt.sitting_id, Attempt.number, AttemptResult.submitted_on, AttemptResult.passed)
        .add_columns(Sitting.period_start)
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.member_id == reading.member_id)
    )
    for row in reading.rows(session, results, AttemptResult.event_seq):
        outcome = "passed" if row.passed else "not passed"
        what = f"Graded scenarios of {names.module(row.sitting_id)}: {outcome}"
        detail = f"attempt {row.number}{_late(row.period_start, row.submitted_on)}"
        yield reading.fact(row, what, row.submitted_on, detail)
    corrected = (
        select(Attempt.sitting_id, Attempt.number, RescoredResult.rescored_at)
        .add_columns(RescoredResult.passed)
        .join(Attempt, Attempt.id == RescoredResult.attempt_id)
        .where(Attempt.member_id == reading.member_id)
    )
    for row in reading.rows(session, corrected, RescoredResult.event_seq):
        outcome = "passed" if row.passed else "not passed"
        what = f"Scored again by a corrected key, {names.module(row.sitting_id)}: {outcome}"
        detail = f"attempt {row.number}"
        yield reading.fact(row, what, reading.day(row.rescored_at), detail)
    talks = (
        select(Attempt.sitting_id, Attempt.number, Talk.recorded_at.label("held_at"))
        .join(Attempt, Attempt.id == Talk.attempt_id)
        .where(Attempt.member_id == reading.member_id)
    )
    for row in reading.rows(session, talks, Talk.event_seq):
        what = f"Talk with an instructor after attempt {row.number}"
        yield reading.fact(
            row, what, reading.day(row.held_at), f"of {names.module(row.sitting_id)}"
        )


def _late(period_start: date, day: date) -> str:
    """Says of work on a module of an earlier year which year it is late for."""
    period = period_of(PeriodKind.CALENDAR_YEAR, period_start)
    return f", late for {period.name}" if day > period.ends_on else ""


def class_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Classes and roll calls whose attendance was confirmed, approved and credited."""
    statement = (
        select(ClassSession, ClassCredit.seconds, ContentVersion.document)
        .join(ClassAttendee, ClassAttendee.class_id == ClassSession.id)
        .join(ClassCredit, ClassCredit.attendee_id == ClassAttendee.id)
        .join(ContentVersion, ContentVersion.id == ClassSession.lesson_version_id)
        .where(ClassAttendee.member_id == reading.member_id)
    )
    for row in reading.rows(session, statement, ClassCredit.event_seq):
        held = row.ClassSession
        what = f"Attended \u201c{title_of(row.document)}\u201d, {row.seconds // 60} minutes"
        detail = f"{held.place}, taught by {held.instructor}"
        yield reading.fact(row, what, reading.day(held.starts_at), detail)


def paper_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """What was entered from paper, each with the digest of its scan."""
    statement = select(PaperCompletion).where(PaperCompletion.member_id == reading.member_id)
    for row in reading.rows(session, statement, PaperCompletion.event_seq):
        held = row.PaperCompletion
        taught = f", taught by {held.taught_by}" if held.taught_by else ""
        what = f"{held.provider}{taught}: {held.minutes} minutes, {MARK}"
        detail = f"scan with SHA-256 {held.scan_sha256[:16]}\u2026"
        yield reading.fact(row, what, held.earned_on, detail)


def certificate_facts(session: Session, reading: Reading, day: date) -> Iterator[RecordedFact]:
    """Certificates issued, each with whether it was valid on ``day``, and revocations."""
    later = aliased(Certificate)
    statement = (
        select(
            Certificate,
            later.issued_at.label("superseded_at"),
            CertificateRevocation.revoked_at,
        )
        .outerjoin(
            later, (later.supersedes_id == Certificate.id) & (later.event_seq <= reading.position)
        )
        .outerjoin(
            CertificateRevocation,
            (CertificateRevocation.certificate_id == Certificate.id)
            & (CertificateRevocation.event_seq <= reading.position),
        )
        .where(Certificate.member_id == reading.member_id)
    )
    for row in reading.rows(session, statement, Certificate.event_seq):
        held = row.Certificate
        ends = [each for each in (row.superseded_at, row.revoked_at) if each is not None]
        valid = all(reading.day(each) > day for each in ends)
        state = "valid that day" if valid else "not valid any more that day"
        what = f"Issued: {held.facts['completed']}"
        yield reading.fact(
            row, what, reading.day(held.issued_at), f"certificate {held.code}, {state}"
        )
    ended = (
        select(Certificate.code, Certificate.facts, CertificateRevocation.revoked_at)
        .join(Certificate, Certificate.id == CertificateRevocation.certificate_id)
        .where(Certificate.member_id == reading.member_id)
    )
    for row in reading.rows(session, ended, CertificateRevocation.event_seq):
        what = f"Revoked: {row.facts['completed']}"
        yield reading.fact(row, what, reading.day(row.revoked_at), f"certificate {row.code}")


def _first_visit() -> Any:  # noqa: ANN401 - a scalar subquery
    """The first visit of the ``Sitting`` that a statement is about."""
    return (
        select(Visit.id)
        .where(Visit.sitting_id == Sitting.id)
        .order_by(Visit.id)
        .limit(1)
        .correlate(Sitting)
        .scalar_subquery()
    )


class _Titles:
    """What a member's modules and lessons are called, in the versions that were taken."""

    def __init__(self, session: Session, member_id: int) -> None:
        modules = session.execute(
            select(Sitting.id, ContentVersion.document)
            .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
            .where(Sitting.member_id == member_id)
        )
        self._modules = {row.id: title_of(row.document) for row in modules}
        taken = session.execute(
            select(LessonCompletion.lesson, ContentVersion.document)
            .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
            .join(ContentVersion, ContentVersion.id == LessonCompletion.lesson_version_id)
            .where(Sitting.member_id == member_id)
        )
        self._lessons = {row.lesson: title_of(row.document) for row in taken}

    def module(self, sitting_id: int) -> str:
        """The module of a sitting, in quotation marks."""
        return f"\u201c{self._modules[sitting_id]}\u201d"

    def lesson(self, slug: str) -> str:
        """A lesson's title."""
        return self._lessons.get(slug, slug)


def title_of(document: Mapping[str, object]) -> str:
    """The title that a version of content carries."""
    return str(document["title"])


def _assigned_titles(session: Session, reading: Reading) -> dict[int, str]:
    """What a member's assigned modules were called in their newest version up to the place."""
    rows = session.execute(
        select(ContentVersion.content_id, ContentVersion.document)
        .join(Assignment, Assignment.content_id == ContentVersion.content_id)
        .join(MemberAssignment, MemberAssignment.assignment_id == Assignment.id)
        .where(
            MemberAssignment.member_id == reading.member_id,
            ContentVersion.event_seq <= reading.position,
        )
        .order_by(ContentVersion.number)
    )
    return {row.content_id: title_of(row.document) for row in rows}
