"""Who served when, who was away, and what each owed."""

from __future__ import annotations

from sqlalchemy import case, func, literal, select

from lms.models import (
    Assignment,
    Content,
    Exemption,
    LateOpening,
    LeaveRecord,
    MemberAssignment,
    MemberAssignmentEnd,
    Requirement,
    RequirementInstance,
    ServiceRecord,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement


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


def _late_years(head: int) -> Statement:
    return (
        select(
            RequirementInstance.member_id,
            Requirement.slug,
            RequirementInstance.period_start,
            LateOpening.opened_on,
            LateOpening.event_seq,
        )
        .join(RequirementInstance, RequirementInstance.id == LateOpening.instance_id)
        .join(Requirement, Requirement.id == RequirementInstance.requirement_id)
        .where(LateOpening.event_seq <= head)
        .order_by(LateOpening.instance_id)
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
            Exemption.document_sha256.is_not(None),
            Exemption.event_seq,
        )
        .where(Exemption.event_seq <= head, Exemption.extended_to.is_(None))
        .order_by(Exemption.id)
    )


def _more_time(head: int) -> Statement:
    return (
        select(
            Exemption.member_id,
            func.coalesce(Content.slug, "the year"),
            Exemption.extended_to,
            literal("reason on file"),
            Exemption.approved_by,
            Exemption.document_sha256.is_not(None),
            Exemption.event_seq,
        )
        .outerjoin(Assignment, Assignment.id == Exemption.assignment_id)
        .outerjoin(Content, Content.id == Assignment.content_id)
        .where(Exemption.event_seq <= head, Exemption.extended_to.is_not(None))
        .order_by(Exemption.id)
    )


def _taken_back(head: int) -> Statement:
    return (
        select(
            MemberAssignment.member_id,
            Content.slug,
            MemberAssignmentEnd.ended_at,
            literal("reason on file"),
            MemberAssignmentEnd.event_seq,
        )
        .join(MemberAssignment, MemberAssignment.id == MemberAssignmentEnd.member_assignment_id)
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .join(Content, Content.id == Assignment.content_id)
        .where(MemberAssignmentEnd.event_seq <= head)
        .order_by(MemberAssignmentEnd.member_assignment_id)
    )


TABLES = (
    PackageTable(
        "service",
        "What held of a member from a day on",
        (
            MEMBER,
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
            ENTRY,
        ),
        _service,
    ),
    PackageTable(
        "leave",
        "A leave, or the taking back of one",
        (
            MEMBER,
            ("starts_on", "First day"),
            ("ends_on", "Last day, empty where none is recorded"),
            ("what", "Always: approved leave"),
            ("letter_on_file", "Whether a letter is on file"),
            ("takes_back", "Whether this entry takes an earlier one back"),
            ENTRY,
        ),
        _leave,
    ),
    PackageTable(
        "owed",
        "A member owes what the policy asks in one period",
        (
            MEMBER,
            ("requirement", "What is asked"),
            ("first_day", "First day of the period"),
            ("last_day", "Last day of the period"),
            ENTRY,
        ),
        _owed,
    ),
    PackageTable(
        "late_years",
        "A past year was opened once more for a member who is late for it",
        (
            MEMBER,
            ("requirement", "What is asked"),
            ("first_day", "First day of the year"),
            ("opened_on", "The local day from which work counts for it, late"),
            ENTRY,
        ),
        _late_years,
    ),
    PackageTable(
        "assignments",
        "A module assigned to a member",
        (
            MEMBER,
            ("module", "The module"),
            ("assigned_at", "When (UTC)"),
            ("due_on", "The day it is due; more_time names a later one"),
            ENTRY,
        ),
        _assigned,
    ),
    PackageTable(
        "more_time",
        "A member got more time for an assignment",
        (
            MEMBER,
            ("module", "The module"),
            ("until", "The last day of the time given"),
            ("reason", "Always: reason on file"),
            ("approved_by", "Who approved it"),
            ("document_on_file", "Whether a document is on file"),
            ENTRY,
        ),
        _more_time,
    ),
    PackageTable(
        "taken_back",
        "An assignment that a member no longer has",
        (
            MEMBER,
            ("module", "The module"),
            ("ended_at", "When (UTC)"),
            ("reason", "Always: reason on file"),
            ENTRY,
        ),
        _taken_back,
    ),
    PackageTable(
        "excused",
        "A member is excused",
        (
            MEMBER,
            ("valid_from", "First day"),
            ("valid_until", "Last day, empty where none is recorded"),
            ("from", "From the year, or from an assignment"),
            ("reason", "Always: reason on file"),
            ("approved_by", "Who approved it"),
            ("document_on_file", "Whether a document is on file"),
            ENTRY,
        ),
        _excused,
    ),
)
