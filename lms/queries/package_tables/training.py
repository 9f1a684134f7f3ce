"""What was taken, in lessons, graded scenarios and classes."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from lms.models import (
    Account,
    Attempt,
    AttemptResult,
    ClassAnswer,
    ClassAttendee,
    ClassCredit,
    ClassDecision,
    ClassSession,
    Content,
    ContentVersion,
    LessonCompletion,
    RescoredResult,
    Sitting,
    Talk,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement


def _lessons(head: int) -> Statement:
    return (
        select(
            Sitting.member_id,
            LessonCompletion.lesson,
            ContentVersion.number,
            Sitting.period_start,
            LessonCompletion.completed_at,
            LessonCompletion.event_seq,
        )
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
        .join(ContentVersion, ContentVersion.id == LessonCompletion.lesson_version_id)
        .where(LessonCompletion.event_seq <= head)
        .order_by(LessonCompletion.id)
    )


def _results(head: int) -> Statement:
    return (
        select(
            Attempt.member_id,
            Content.slug,
            ContentVersion.number,
            Attempt.number,
            AttemptResult.submitted_on,
            AttemptResult.passed,
            AttemptResult.event_seq,
        )
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(AttemptResult.event_seq <= head)
        .order_by(AttemptResult.attempt_id)
    )


def _corrected_results(head: int) -> Statement:
    return (
        select(
            Attempt.member_id,
            Content.slug,
            Attempt.number,
            RescoredResult.rescored_at,
            RescoredResult.passed_before,
            RescoredResult.passed,
            RescoredResult.event_seq,
        )
        .join(Attempt, Attempt.id == RescoredResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(RescoredResult.event_seq <= head)
        .order_by(RescoredResult.attempt_id, RescoredResult.key_change_id)
    )


def _remediation(head: int) -> Statement:
    return (
        select(Attempt.member_id, Attempt.number, Talk.recorded_at, Account.display_name)
        .add_columns(Talk.event_seq)
        .join(Attempt, Attempt.id == Talk.attempt_id)
        .join(Account, Account.id == Talk.recorded_by)
        .where(Talk.event_seq <= head)
        .order_by(Talk.attempt_id)
    )


def _classes(head: int) -> Statement:
    recorder, decider = aliased(Account), aliased(Account)
    return (
        select(
            ClassSession.id,
            ClassSession.kind,
            Content.slug,
            ContentVersion.number,
            ClassSession.place,
            ClassSession.starts_at,
            ClassSession.ends_at,
            ClassSession.break_minutes,
            ClassSession.hour_minutes,
            ClassSession.instructor,
            ClassSession.credential,
            ClassSession.credential_expires_on,
            ClassSession.sheet_sha256,
            recorder.display_name,
            ClassDecision.outcome,
            decider.display_name,
            ClassSession.event_seq,
        )
        .join(ContentVersion, ContentVersion.id == ClassSession.lesson_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .join(recorder, recorder.id == ClassSession.recorded_by)
        .outerjoin(
            ClassDecision,
            (ClassDecision.class_id == ClassSession.id) & (ClassDecision.event_seq <= head),
        )
        .outerjoin(decider, decider.id == ClassDecision.decided_by)
        .where(ClassSession.event_seq <= head)
        .order_by(ClassSession.id)
    )


def _class_decisions(head: int) -> Statement:
    recorder, decider = aliased(Account), aliased(Account)
    return (
        select(
            ClassDecision.class_id,
            ClassDecision.outcome,
            case((ClassDecision.reason == "", ""), else_="reason on file"),
            recorder.display_name,
            decider.display_name,
            ClassDecision.decided_at,
            ClassDecision.event_seq,
        )
        .join(recorder, recorder.id == ClassDecision.recorded_by)
        .join(decider, decider.id == ClassDecision.decided_by)
        .where(ClassDecision.event_seq <= head)
        .order_by(ClassDecision.class_id)
    )


def _rosters(head: int) -> Statement:
    return (
        select(
            ClassAttendee.class_id,
            ClassAttendee.member_id,
            ClassAttendee.late_minutes,
            ClassAttendee.left_minutes,
            ClassAnswer.was_there,
            ClassCredit.seconds,
            func.coalesce(ClassCredit.event_seq, ClassSession.event_seq),
        )
        .join(ClassSession, ClassSession.id == ClassAttendee.class_id)
        .outerjoin(
            ClassAnswer,
            (ClassAnswer.attendee_id == ClassAttendee.id) & (ClassAnswer.event_seq <= head),
        )
        .outerjoin(
            ClassCredit,
            (ClassCredit.attendee_id == ClassAttendee.id) & (ClassCredit.event_seq <= head),
        )
        .where(ClassSession.event_seq <= head)
        .order_by(ClassAttendee.id)
    )


TABLES = (
    PackageTable(
        "lessons",
        "A lesson that a member completed on the screen",
        (
            MEMBER,
            ("lesson", "The lesson"),
            ("version", "Its version"),
            ("period", "First day of the period it was taken in"),
            ("completed_at", "When (UTC)"),
            ENTRY,
        ),
        _lessons,
    ),
    PackageTable(
        "results",
        "A graded attempt",
        (
            MEMBER,
            ("module", "The module"),
            ("version", "Its version"),
            ("attempt", "Which attempt it was"),
            ("submitted_on", "The local day"),
            ("passed", "Whether it was passed when submitted; points are not in this table"),
            ENTRY,
        ),
        _results,
    ),
    PackageTable(
        "corrected_results",
        "A graded attempt that was scored again by a corrected key; nobody fails by one",
        (
            MEMBER,
            ("module", "The module"),
            ("attempt", "Which attempt it was"),
            ("scored_again_at", "When (UTC)"),
            ("passed_before", "Whether it was passed before"),
            ("passed", "Whether it is passed since"),
            ENTRY,
        ),
        _corrected_results,
    ),
    PackageTable(
        "remediation",
        "A talk with an instructor after attempts that were not passed",
        (
            MEMBER,
            ("after_attempt", "After which attempt"),
            ("recorded_at", "When it was recorded (UTC)"),
            ("recorded_by", "By whom"),
            ENTRY,
        ),
        _remediation,
    ),
    PackageTable(
        "classes",
        "A class or roll call that was held",
        (
            ("class_id", "The class"),
            ("kind", "Class or roll call"),
            ("lesson", "The lesson plan that was taught"),
            ("version", "Its version"),
            ("place", "Where"),
            ("starts_at", "Begin (UTC)"),
            ("ends_at", "End (UTC)"),
            ("break_minutes", "Minutes of breaks"),
            ("hour_minutes", "Minutes of class that count as an hour"),
            ("instructor", "Who taught it"),
            ("credential", "The instructor's credential"),
            ("credential_expires_on", "Its last day"),
            ("sheet_sha256", "SHA-256 of the signed sheet, where one is on file"),
            ("recorded_by", "Who recorded it"),
            ("decision", "What a second person decided about the roster"),
            ("decided_by", "That person"),
            ENTRY,
        ),
        _classes,
    ),
    PackageTable(
        "class_decisions",
        "A second person decided about the roster of a class",
        (
            ("class_id", "The class"),
            ("decision", "Approved or declined"),
            ("reason", "Reason on file, empty where none was given"),
            ("recorded_by", "Who had recorded the class"),
            ("decided_by", "Who decided; always somebody else"),
            ("decided_at", "When (UTC)"),
            ENTRY,
        ),
        _class_decisions,
    ),
    PackageTable(
        "rosters",
        "A member who attended a class",
        (
            ("class_id", "The class"),
            MEMBER,
            ("late_minutes", "Minutes late"),
            ("left_minutes", "Minutes left early"),
            ("was_there", "The member's own answer, empty where none was given"),
            ("seconds", "Credited, empty where nothing was"),
            ENTRY,
        ),
        _rosters,
    ),
)
