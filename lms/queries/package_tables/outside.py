"""Training taken elsewhere: what was claimed, what became of it, what was granted."""

from __future__ import annotations

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from lms.models import (
    Account,
    OutsideClaim,
    OutsideDecision,
    OutsideGrant,
    OutsideTraining,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement

_NUMBER = ("outside_id", "The number of the submission")


def _sent(head: int) -> Statement:
    sender = aliased(Account)
    return (
        select(
            OutsideTraining.id,
            OutsideTraining.member_id,
            OutsideTraining.title,
            OutsideTraining.provider,
            OutsideTraining.first_day,
            OutsideTraining.last_day,
            OutsideTraining.covered,
            OutsideTraining.sections,
            OutsideTraining.explanation,
            OutsideTraining.scan_sha256,
            OutsideTraining.follows_id,
            sender.display_name,
            OutsideTraining.submitted_at,
            OutsideTraining.event_seq,
        )
        .join(sender, sender.id == OutsideTraining.entered_by)
        .where(OutsideTraining.event_seq <= head)
        .order_by(OutsideTraining.id)
    )


def _claims(head: int) -> Statement:
    return (
        select(
            OutsideClaim.outside_id,
            OutsideClaim.limb,
            OutsideClaim.minutes,
            OutsideTraining.event_seq,
        )
        .join(OutsideTraining, OutsideTraining.id == OutsideClaim.outside_id)
        .where(OutsideTraining.event_seq <= head)
        .order_by(OutsideClaim.outside_id, OutsideClaim.limb)
    )


def _decisions(head: int) -> Statement:
    decider = aliased(Account)
    return (
        select(
            OutsideDecision.outside_id,
            OutsideDecision.outcome,
            case((OutsideDecision.reason == "", ""), else_="reason on file"),
            case((OutsideDecision.explained == "", ""), else_="explanation on file"),
            decider.display_name,
            OutsideDecision.decided_at,
            OutsideDecision.event_seq,
        )
        .join(decider, decider.id == OutsideDecision.decided_by)
        .where(OutsideDecision.event_seq <= head)
        .order_by(OutsideDecision.outside_id)
    )


def _grants(head: int) -> Statement:
    return (
        select(
            OutsideGrant.outside_id,
            OutsideGrant.limb,
            OutsideGrant.minutes,
            OutsideDecision.event_seq,
        )
        .join(OutsideDecision, OutsideDecision.outside_id == OutsideGrant.outside_id)
        .where(OutsideDecision.event_seq <= head)
        .order_by(OutsideGrant.outside_id, OutsideGrant.limb)
    )


TABLES = (
    PackageTable(
        "outside",
        "Training taken elsewhere, as it was sent with its scan; nothing here timed it",
        (
            _NUMBER,
            MEMBER,
            ("title", "What it is called"),
            ("provider", "Who offered it"),
            ("first_day", "Its first day"),
            ("last_day", "Its last day, on which it counts"),
            ("covered", "What it was about, in the words of who sent it"),
            ("sections", "The sections it covered, where they could say"),
            ("explanation", "How it differs from what the record held, where that was asked"),
            ("scan_sha256", "SHA-256 of the scan"),
            ("follows", "The submission, declined or withdrawn, that it takes the place of"),
            ("sent_by", "Who sent it"),
            ("sent_at", "When (UTC)"),
            ENTRY,
        ),
        _sent,
    ),
    PackageTable(
        "outside_claims",
        "Minutes of one subject that were claimed",
        (_NUMBER, ("subject", "The subject"), ("minutes", "Minutes claimed"), ENTRY),
        _claims,
    ),
    PackageTable(
        "outside_decisions",
        "What became of a submission: decided by a second person, or withdrawn",
        (
            _NUMBER,
            ("decision", "Granted, adjusted, declined or withdrawn"),
            ("reason", "Reason on file, empty where none was given"),
            ("explained", "Explanation on file of why it counts beside what else was held"),
            ("decided_by", "Who decided; somebody else than who sent it, unless withdrawn"),
            ("decided_at", "When (UTC)"),
            ENTRY,
        ),
        _decisions,
    ),
    PackageTable(
        "outside_grants",
        "Minutes of one subject that were granted; the ledger holds the same",
        (_NUMBER, ("subject", "The subject"), ("minutes", "Minutes granted"), ENTRY),
        _grants,
    ),
)
