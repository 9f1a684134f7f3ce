"""Notices to officers and what they said, for a full archive."""

from __future__ import annotations

from sqlalchemy import func, select

from lms.models import Account, AdverseNotice, NoticeDelivery, NoticeOpening, OfficerStatement
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement

_ABOUT = (
    ("matter", "What it is about: failure (a failed try), review (of pace), or revocation"),
    ("subject_id", "The attempt, the review or the certificate, as the matter says"),
)


def _notices(head: int) -> Statement:
    return (
        select(
            AdverseNotice.id,
            AdverseNotice.member_id,
            AdverseNotice.matter,
            func.coalesce(
                AdverseNotice.attempt_id, AdverseNotice.review_id, AdverseNotice.certificate_id
            ),
            AdverseNotice.entered,
            AdverseNotice.placed_on,
            AdverseNotice.last_day,
            NoticeOpening.opened_at,
            AdverseNotice.event_seq,
        )
        .outerjoin(
            NoticeOpening,
            (NoticeOpening.notice_id == AdverseNotice.id) & (NoticeOpening.event_seq <= head),
        )
        .where(AdverseNotice.event_seq <= head)
        .order_by(AdverseNotice.id)
    )


def _deliveries(head: int) -> Statement:
    return (
        select(
            NoticeDelivery.notice_id,
            AdverseNotice.member_id,
            NoticeDelivery.delivered_on,
            NoticeDelivery.delivered_by,
            Account.display_name,
            NoticeDelivery.event_seq,
        )
        .join(AdverseNotice, AdverseNotice.id == NoticeDelivery.notice_id)
        .join(Account, Account.id == NoticeDelivery.recorded_by)
        .where(NoticeDelivery.event_seq <= head)
        .order_by(NoticeDelivery.id)
    )


def _statements(head: int) -> Statement:
    return (
        select(
            OfficerStatement.id,
            OfficerStatement.member_id,
            OfficerStatement.matter,
            func.coalesce(
                OfficerStatement.attempt_id,
                OfficerStatement.review_id,
                OfficerStatement.certificate_id,
            ),
            OfficerStatement.words,
            OfficerStatement.written_at,
            OfficerStatement.event_seq,
        )
        .where(OfficerStatement.event_seq <= head)
        .order_by(OfficerStatement.id)
    )


TABLES = (
    PackageTable(
        "notices",
        "A notice to an officer of what entered their record (M.G.L. c. 149 s. 52C)",
        (
            ("notice_id", "The notice"),
            MEMBER,
            *_ABOUT,
            ("entered", "What entered the record"),
            ("placed_on", "The local day on which it entered"),
            ("last_day", "The last day for the notice"),
            ("opened_at", "When its officer opened it (UTC), empty where they did not"),
            ENTRY,
        ),
        _notices,
    ),
    PackageTable(
        "notice_deliveries",
        "A notice that was handed over on paper",
        (
            ("notice_id", "The notice"),
            MEMBER,
            ("delivered_on", "The local day"),
            ("delivered_by", "By whom"),
            ("recorded_by", "Who recorded it"),
            ENTRY,
        ),
        _deliveries,
    ),
    PackageTable(
        "officer_statements",
        "What an officer said to an entry of their own record, whole",
        (
            ("statement_id", "The statement"),
            MEMBER,
            *_ABOUT,
            ("words", "The officer's words"),
            ("written_at", "When (UTC)"),
            ENTRY,
        ),
        _statements,
    ),
)
