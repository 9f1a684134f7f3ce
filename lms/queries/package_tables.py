"""The tables of a full archive, with the meaning of each column, up to one journal entry.

Reasons of leave and exemption, notes of talks, points and answers are in none of them: an
archive says completion, minutes and "passed". Rows come in pieces, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from lms.models import (
    Account,
    Assignment,
    Attempt,
    AttemptResult,
    Certificate,
    CertificateRevocation,
    ClassAnswer,
    ClassAttendee,
    ClassCredit,
    ClassDecision,
    ClassSession,
    Content,
    ContentKind,
    ContentState,
    ContentVersion,
    CreditEntry,
    Development,
    DevelopmentDecided,
    DevelopmentReview,
    DevelopmentVersion,
    Exemption,
    LeaveRecord,
    LessonCompletion,
    MemberAssignment,
    NoChangeStatement,
    Policy,
    Requirement,
    RequirementInstance,
    RescoredResult,
    Revision,
    RevisionDecision,
    ServiceRecord,
    Setting,
    Sitting,
    Talk,
)

_PIECE = 500
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PackageTable:
    """A table of the archive.

    Attributes:
        about: what one row is.
        columns: each with what it means, in order.
        statement: selects the rows up to a journal entry, in a fixed order.
    """

    name: str
    about: str
    columns: tuple[tuple[str, str], ...]
    statement: Callable[[int], Statement]

    def rows(self, session: Session, head: int) -> Iterator[tuple[Any, ...]]:
        """The rows, in pieces."""
        found = session.execute(self.statement(head), execution_options={"yield_per": _PIECE})
        return (tuple(row) for row in found)


_ENTRY = ("entry", "The journal entry that says so")
_MEMBER = ("member_id", "Whom it is about; stays the same when badges change")


def _service(head: int) -> Statement:
    return (
        select(
            ServiceRecord.member_id,
            ServiceRecord.valid_from,
            ServiceRecord.badge_number,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
            ServiceRecord.rank,
            ServiceRecord.unit,
            ServiceRecord.shift,
            ServiceRecord.sworn,
            ServiceRecord.hired_on,
            ServiceRecord.separated_on,
            ServiceRecord.recorded_at,
            ServiceRecord.event_seq,
        )
        .where(ServiceRecord.event_seq <= head)
        .order_by(ServiceRecord.member_id, ServiceRecord.id)
    )


def _leave(head: int) -> Statement:
    letter = case((LeaveRecord.letter_sha256.is_not(None), True), else_=False)
    return (
        select(
            LeaveRecord.member_id,
            LeaveRecord.starts_on,
            LeaveRecord.ends_on,
            literal("approved leave"),
            letter,
            LeaveRecord.cancels_id.is_not(None),
            LeaveRecord.event_seq,
        )
        .where(LeaveRecord.event_seq <= head)
        .order_by(LeaveRecord.id)
    )


def _owed(head: int) -> Statement:
    return (
        select(
            RequirementInstance.member_id,
            Requirement.slug,
            RequirementInstance.period_start,
            RequirementInstance.period_end,
            RequirementInstance.event_seq,
        )
        .join(Requirement, Requirement.id == RequirementInstance.requirement_id)
        .where(RequirementInstance.event_seq <= head)
        .order_by(RequirementInstance.id)
    )


def _assigned(head: int) -> Statement:
    return (
        select(
            MemberAssignment.member_id,
            Content.slug,
            MemberAssignment.assigned_at,
            MemberAssignment.due_on,
            MemberAssignment.event_seq,
        )
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .join(Content, Content.id == Assignment.content_id)
        .where(MemberAssignment.event_seq <= head)
        .order_by(MemberAssignment.id)
    )


def _excused(head: int) -> Statement:
    return (
        select(
            Exemption.member_id,
            Exemption.valid_from,
            Exemption.valid_until,
            case((Exemption.assignment_id.is_(None), "the year"), else_="an assignment"),
            literal("reason on file"),
            Exemption.approved_by,
            Exemption.event_seq,
        )
        .where(Exemption.event_seq <= head)
        .order_by(Exemption.id)
    )


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


def _ledger(head: int) -> Statement:
    return (
        select(
            CreditEntry.id,
            CreditEntry.member_id,
            CreditEntry.limb,
            CreditEntry.seconds,
            CreditEntry.earned_on,
            CreditEntry.source,
            CreditEntry.reverses_id,
            CreditEntry.event_seq,
        )
        .where(CreditEntry.event_seq <= head)
        .order_by(CreditEntry.id)
    )


def _certificates(head: int) -> Statement:
    return (
        select(
            Certificate.code,
            Certificate.kind,
            Certificate.member_id,
            Certificate.subject,
            Certificate.period_start,
            Certificate.issued_at,
            Certificate.facts_digest,
            CertificateRevocation.revoked_at,
            Certificate.event_seq,
        )
        .outerjoin(
            CertificateRevocation,
            (CertificateRevocation.certificate_id == Certificate.id)
            & (CertificateRevocation.event_seq <= head),
        )
        .where(Certificate.event_seq <= head)
        .order_by(Certificate.id)
    )


def _revisions(head: int) -> Statement:
    return (
        select(
            Policy.slug,
            Revision.sequence,
            Revision.title,
            Revision.printed_date,
            Revision.source_sha256,
            RevisionDecision.kind,
            RevisionDecision.effective_on,
            RevisionDecision.policy_number,
            RevisionDecision.reason,
            RevisionDecision.decided_by,
            RevisionDecision.event_seq,
        )
        .join(Policy, Policy.id == Revision.policy_id)
        .join(RevisionDecision, RevisionDecision.revision_id == Revision.id)
        .where(RevisionDecision.event_seq <= head)
        .order_by(RevisionDecision.id)
    )


def _plans(head: int) -> Statement:
    author, decider = aliased(Account), aliased(Account)
    return (
        select(
            Content.kind,
            Content.slug,
            ContentVersion.number,
            ContentVersion.digest,
            author.display_name,
            ContentState.state,
            ContentState.decided_at,
            decider.display_name,
            ContentState.event_seq,
        )
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .join(ContentState, ContentState.version_id == ContentVersion.id)
        .outerjoin(author, author.id == ContentVersion.author_id)
        .outerjoin(decider, decider.id == ContentState.decided_by)
        .where(
            ContentState.event_seq <= head,
            Content.kind.in_((ContentKind.MODULE, ContentKind.LESSON)),
        )
        .order_by(ContentState.id)
    )


def _register(head: int) -> Statement:
    reviewer = aliased(Account)
    return (
        select(
            Development.code,
            DevelopmentVersion.number,
            DevelopmentVersion.title,
            DevelopmentVersion.date_words,
            DevelopmentVersion.what_changed,
            DevelopmentReview.reviewed_on,
            reviewer.display_name,
            DevelopmentVersion.event_seq,
        )
        .join(DevelopmentVersion, DevelopmentVersion.development_id == Development.id)
        .outerjoin(
            DevelopmentReview,
            (DevelopmentReview.version_id == DevelopmentVersion.id)
            & (DevelopmentReview.event_seq <= head),
        )
        .outerjoin(reviewer, reviewer.id == DevelopmentReview.reviewed_by)
        .where(DevelopmentVersion.event_seq <= head)
        .order_by(DevelopmentVersion.id)
    )


def _register_decisions(head: int) -> Statement:
    return (
        select(
            Development.code,
            DevelopmentDecided.decision,
            DevelopmentDecided.reason,
            DevelopmentDecided.decided_on,
            Account.display_name,
            DevelopmentDecided.event_seq,
        )
        .join(Development, Development.id == DevelopmentDecided.development_id)
        .join(Account, Account.id == DevelopmentDecided.decided_by)
        .where(DevelopmentDecided.event_seq <= head)
        .order_by(DevelopmentDecided.id)
    )


def _no_change(head: int) -> Statement:
    return (
        select(
            Requirement.slug,
            NoChangeStatement.limb,
            NoChangeStatement.period_start,
            NoChangeStatement.statement,
            Account.display_name,
            NoChangeStatement.signed_on,
            NoChangeStatement.event_seq,
        )
        .join(Requirement, Requirement.id == NoChangeStatement.requirement_id)
        .join(Account, Account.id == NoChangeStatement.signed_by)
        .where(NoChangeStatement.event_seq <= head)
        .order_by(NoChangeStatement.id)
    )


def _settings(head: int) -> Statement:
    return (
        select(
            Setting.name,
            Setting.value,
            Setting.valid_from,
            Setting.decided_by,
            Setting.source,
            Setting.event_seq,
        )
        .where(Setting.event_seq <= head)
        .order_by(Setting.id)
    )


TABLES = (
    PackageTable(
        "service",
        "What held of a member from a day on",
        (
            _MEMBER,
            ("valid_from", "The first day it holds"),
            ("badge_number", "Badges are reused; the member's number is not"),
            ("given_name", "Given name"),
            ("family_name", "Family name"),
            ("rank", "Rank"),
            ("unit", "Unit"),
            ("shift", "Shift"),
            ("sworn", "Whether a sworn member; only those owe the year"),
            ("hired_on", "First day of service"),
            ("separated_on", "The day of leaving, if any"),
            ("recorded_at", "When it was recorded (UTC)"),
            _ENTRY,
        ),
        _service,
    ),
    PackageTable(
        "leave",
        "A leave, or the taking back of one",
        (
            _MEMBER,
            ("starts_on", "First day"),
            ("ends_on", "Last day, empty where none is recorded"),
            ("what", "Always: approved leave"),
            ("letter_on_file", "Whether a letter is on file"),
            ("takes_back", "Whether this entry takes an earlier one back"),
            _ENTRY,
        ),
        _leave,
    ),
    PackageTable(
        "owed",
        "A member owes what the policy asks in one period",
        (
            _MEMBER,
            ("requirement", "What is asked"),
            ("first_day", "First day of the period"),
            ("last_day", "Last day of the period"),
            _ENTRY,
        ),
        _owed,
    ),
    PackageTable(
        "assignments",
        "A module assigned to a member",
        (
            _MEMBER,
            ("module", "The module"),
            ("assigned_at", "When (UTC)"),
            ("due_on", "The day it is due"),
            _ENTRY,
        ),
        _assigned,
    ),
    PackageTable(
        "excused",
        "A member is excused",
        (
            _MEMBER,
            ("valid_from", "First day"),
            ("valid_until", "Last day, empty where none is recorded"),
            ("from", "From the year, or from an assignment"),
            ("reason", "Always: reason on file"),
            ("approved_by", "Who approved it"),
            _ENTRY,
        ),
        _excused,
    ),
    PackageTable(
        "lessons",
        "A lesson that a member completed on the screen",
        (
            _MEMBER,
            ("lesson", "The lesson"),
            ("version", "Its version"),
            ("period", "First day of the period it was taken in"),
            ("completed_at", "When (UTC)"),
            _ENTRY,
        ),
        _lessons,
    ),
    PackageTable(
        "results",
        "A graded attempt",
        (
            _MEMBER,
            ("module", "The module"),
            ("version", "Its version"),
            ("attempt", "Which attempt it was"),
            ("submitted_on", "The local day"),
            ("passed", "Whether it was passed when submitted; points are not in this table"),
            _ENTRY,
        ),
        _results,
    ),
    PackageTable(
        "corrected_results",
        "A graded attempt that was scored again by a corrected key; nobody fails by one",
        (
            _MEMBER,
            ("module", "The module"),
            ("attempt", "Which attempt it was"),
            ("scored_again_at", "When (UTC)"),
            ("passed_before", "Whether it was passed before"),
            ("passed", "Whether it is passed since"),
            _ENTRY,
        ),
        _corrected_results,
    ),
    PackageTable(
        "remediation",
        "A talk with an instructor after attempts that were not passed",
        (
            _MEMBER,
            ("after_attempt", "After which attempt"),
            ("recorded_at", "When it was recorded (UTC)"),
            ("recorded_by", "By whom"),
            _ENTRY,
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
            _ENTRY,
        ),
        _classes,
    ),
    PackageTable(
        "rosters",
        "A member who attended a class",
        (
            ("class_id", "The class"),
            _MEMBER,
            ("late_minutes", "Minutes late"),
            ("left_minutes", "Minutes left early"),
            ("was_there", "The member's own answer, empty where none was given"),
            ("seconds", "Credited, empty where nothing was"),
            _ENTRY,
        ),
        _rosters,
    ),
    PackageTable(
        "ledger",
        "An entry of the ledger; sums of these are the minutes",
        (
            ("ledger_id", "The ledger entry"),
            _MEMBER,
            ("subject", "The subject it counts as"),
            ("seconds", "Signed seconds; only reversals subtract"),
            ("earned_on", "The local day the time was worked"),
            ("source", "What it comes from"),
            ("reverses", "The ledger entry it takes back"),
            _ENTRY,
        ),
        _ledger,
    ),
    PackageTable(
        "certificates",
        "A certificate that was issued",
        (
            ("code", "The public code"),
            ("kind", "Of a module or of a year"),
            _MEMBER,
            ("subject", "The module or requirement"),
            ("period", "First day of its period"),
            ("issued_at", "When (UTC)"),
            ("facts_digest", "SHA-256 of the facts it states"),
            ("revoked_at", "When it was revoked (UTC), if it was"),
            _ENTRY,
        ),
        _certificates,
    ),
    PackageTable(
        "policy_decisions",
        "A decision about a revision of a policy",
        (
            ("policy", "The policy"),
            ("revision", "Which revision"),
            ("title", "Its title"),
            ("printed_date", "The date printed on it"),
            ("source_sha256", "SHA-256 of the document"),
            ("decision", "In force, adopted, a memo why it is undated, or rescinded"),
            ("effective_on", "From which day"),
            ("policy_number", "The number it was adopted under"),
            ("reason", "The reason as entered"),
            ("decided_by", "Who decided"),
            _ENTRY,
        ),
        _revisions,
    ),
    PackageTable(
        "lesson_plans",
        "A step in the life of a module's or lesson's version",
        (
            ("kind", "Module or lesson"),
            ("slug", "Which one"),
            ("version", "Its version"),
            ("digest", "SHA-256 of the version"),
            ("author", "Who wrote it"),
            ("state", "In review, approved or retired"),
            ("decided_at", "When (UTC)"),
            ("decided_by", "Who decided; empty where no person did"),
            _ENTRY,
        ),
        _plans,
    ),
    PackageTable(
        "register",
        "A version of an entry in the register of changes outside the department",
        (
            ("code", "The entry"),
            ("version", "Its version"),
            ("title", "Title"),
            ("dated", "Its date in words"),
            ("what_changed", "What changed"),
            ("reviewed_on", "The day somebody reviewed it"),
            ("reviewed_by", "Who reviewed it"),
            _ENTRY,
        ),
        _register,
    ),
    PackageTable(
        "register_decisions",
        "A decision about an entry of the register",
        (
            ("code", "The entry"),
            ("decision", "What is done about it"),
            ("reason", "Why"),
            ("decided_on", "The day"),
            ("decided_by", "Who decided"),
            _ENTRY,
        ),
        _register_decisions,
    ),
    PackageTable(
        "no_change_statements",
        "A signed statement that a period had no changes to train",
        (
            ("requirement", "What is asked"),
            ("subject", "The subject without changes"),
            ("period", "First day of the period"),
            ("statement", "The words that were signed"),
            ("signed_by", "Who signed"),
            ("signed_on", "The day"),
            _ENTRY,
        ),
        _no_change,
    ),
    PackageTable(
        "settings",
        "A decision of the department that counts in the record",
        (
            ("name", "The setting"),
            ("value", "Its value"),
            ("valid_from", "The first day it holds"),
            ("decided_by", "Who decided"),
            ("source", "On what ground"),
            _ENTRY,
        ),
        _settings,
    ),
)
