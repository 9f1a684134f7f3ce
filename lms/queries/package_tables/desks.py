"""How a desk was handed over: what lay open, and how the successor answered."""

from __future__ import annotations

from sqlalchemy import case, literal, select
from sqlalchemy.orm import aliased

from lms.models import Account, Handover, HandoverEnd
from lms.queries.package_tables.table import ENTRY, PackageTable, Statement


def _handovers(head: int) -> Statement:
    leaver, successor = aliased(Account), aliased(Account)
    return (
        select(
            Handover.id,
            Handover.desk,
            leaver.display_name,
            successor.display_name,
            Handover.started_at,
            Handover.seen_seq,
            Handover.state,
            Handover.state_digest,
            case((Handover.notes == {}, literal("")), else_=literal("on file")),
            Handover.event_seq,
        )
        .join(leaver, leaver.id == Handover.leaver_id)
        .join(successor, successor.id == Handover.successor_id)
        .where(Handover.event_seq <= head)
        .order_by(Handover.id)
    )


def _ends(head: int) -> Statement:
    return (
        select(
            HandoverEnd.handover_id,
            HandoverEnd.outcome,
            HandoverEnd.ended_at,
            Account.display_name,
            case((HandoverEnd.words == "", literal("")), else_=literal("on file")),
            HandoverEnd.event_seq,
        )
        .join(Account, Account.id == HandoverEnd.ended_by)
        .where(HandoverEnd.event_seq <= head)
        .order_by(HandoverEnd.handover_id)
    )


TABLES = (
    PackageTable(
        "handovers",
        "A desk was put before a named successor with what lay open",
        (
            ("handover", "Its number"),
            ("desk", "Training unit or accreditation"),
            ("from", "Who handed it over"),
            ("to", "The successor"),
            ("started_at", "When (UTC)"),
            ("seen_entry", "The newest journal entry that the state takes in"),
            ("state", "What lay open and the calendar of duties, as it was frozen"),
            ("state_digest", "SHA-256 of the state in canonical JSON"),
            ("notes", "Whether notes are on file"),
            ENTRY,
        ),
        _handovers,
    ),
    PackageTable(
        "handover_ends",
        "The one end of a handover",
        (
            ("handover", "Its number"),
            ("outcome", "Accepted, returned or withdrawn; no role changed by it"),
            ("ended_at", "When (UTC)"),
            ("ended_by", "Who ended it"),
            ("words", "Whether words are on file"),
            ENTRY,
        ),
        _ends,
    ),
)
