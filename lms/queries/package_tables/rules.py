"""The policy, the lesson plans, the register of changes and the settings."""

from __future__ import annotations

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from lms.models import (
    Account,
    Acknowledgement,
    Content,
    ContentKind,
    ContentState,
    ContentVersion,
    Development,
    DevelopmentDecided,
    DevelopmentReview,
    DevelopmentVersion,
    NoChangeStatement,
    Policy,
    Requirement,
    Revision,
    RevisionDecision,
    Setting,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement


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


def _acknowledgements(head: int) -> Statement:
    return (
        select(
            Acknowledgement.member_id,
            Policy.slug,
            Revision.sequence,
            case((Acknowledgement.part == "*", "the whole policy"), else_=Acknowledgement.part),
            Acknowledgement.answer,
            case((Acknowledgement.reason != "", "reason on file"), else_=""),
            Acknowledgement.answered_at,
            Acknowledgement.event_seq,
        )
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Acknowledgement.event_seq <= head)
        .order_by(Acknowledgement.id)
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
            ENTRY,
        ),
        _revisions,
    ),
    PackageTable(
        "acknowledgements",
        "A member received a policy or a changed section of it, or refuses",
        (
            MEMBER,
            ("policy", "The policy"),
            ("revision", "Which revision"),
            ("part", "The whole policy, or the name of a change"),
            ("answer", "Received or refused"),
            ("reason", "Where refused, always: reason on file"),
            ("answered_at", "When (UTC)"),
            ENTRY,
        ),
        _acknowledgements,
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
            ENTRY,
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
            ENTRY,
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
            ENTRY,
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
            ENTRY,
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
            ENTRY,
        ),
        _settings,
    ),
)
